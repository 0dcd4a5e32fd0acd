"""Where in a log something was said at a time, whatever was said when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from server.store import Store
from server.store.dates import stretches
from server.store.tables import entries
from tests.server.store.test_log import Writer

BLANK: dict[str, str | None] = dict.fromkeys(
    ("body", "salt", "sent_at", "signature", "withdrawn"), None
) | {"kind": "x"}
NOBODY = 0  # no date asks who it was


def fill(store: Store, told: list[tuple[int, int, int]]) -> int:
    """A room with entries of these numbers, terms and times."""
    writer = Writer(store)
    rows = [
        {
            **BLANK,
            "room": writer.key,
            "speaker": NOBODY,
            "number": n,
            "term": term,
            "id": f"d-{n}",
            "mark": n,
            "at": at,
        }
        for n, term, at in told
    ]
    with store.database.write() as connection:
        connection.execute(insert(entries).values(BLANK | {"room": writer.key}), rows)
    return writer.key


def numbers(store: Store, room: int, since: int, until: int, before: int = 2**53) -> list[int]:
    with store.database.read() as connection:
        found = stretches(connection, room, since, until, before)
    assert found == sorted(found, reverse=True)
    return [number for first, last in found for number in range(first, last + 1)]


def test_times_are_found_in_one_term(store: Store) -> None:
    key = fill(store, [(n, 1, 100 * (n // 2)) for n in range(1, 12)])
    assert numbers(store, key, 200, 300) == [4, 5, 6, 7]
    assert numbers(store, key, 201, 299) == []
    assert numbers(store, key, 0, 2**53, before=3) == [1, 2]
    assert numbers(store, key, 501, 2**53) == []


def test_each_term_has_a_clock_of_its_own(store: Store) -> None:
    told = [(1, 1, 500), (2, 1, 600), (3, 2, 100), (4, 3, 550), (5, 3, 560)]
    key = fill(store, told)
    assert numbers(store, key, 550, 650) == [4, 5, 2]
    assert numbers(store, key, 100, 100) == [3]


def test_a_room_without_entries(store: Store) -> None:
    assert numbers(store, Writer(store).key, 0, 9) == []


@settings(max_examples=60)
@given(
    gap=st.integers(0, 40),
    steps=st.lists(st.integers(0, 9), min_size=1, max_size=60),
    since=st.integers(0, 300),
    length=st.integers(0, 200),
)
def test_nothing_of_one_term_is_missed_also_around_a_gap(
    tmp_path_factory: pytest.TempPathFactory, gap: int, steps: list[int], since: int, length: int
) -> None:
    store = Store(tmp_path_factory.mktemp("dates") / "a.db")
    told, at = [], 0
    for place, step in enumerate(steps):
        at += step
        told.append((place + 1 + (gap if place > len(steps) // 2 else 0), 1, at))
    found = set(numbers(store, fill(store, told), since, since + length))
    store.close()
    wanted = {number for number, _, at in told if since <= at <= since + length}
    assert wanted <= found
    assert not found & {number for number, _, at in told if not since <= at <= since + length}
