"""Invitations as they are stored: what is used and ends goes with the entries, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.room.invites import Ended
from server.store import AnotherWriter, Invitation, Store
from tests.server.room.people import HOST, ROOM, ask, join, opened

ONE = Invitation("1" * 64, "one", "lan", 1, most_uses=2)
TWO = Invitation("2" * 64, "two", "guest", 2, by="m_1", label="동아리", expires_at=9)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "x.db", synchronous="OFF")
    yield opened
    opened.close()


@pytest.fixture
def key(store: Store) -> int:
    key = store.rooms.add(ROOM, "host", at=1, details={})
    for invitation in (TWO, ONE):
        store.invitations.add(key, invitation)
    return key


def test_they_are_kept_oldest_first_and_by_room(store: Store, key: int) -> None:
    assert store.invitations.of(key) == [ONE, TWO]
    other = store.rooms.add("b", "host", at=1, details={})
    assert store.invitations.of(other) == []
    store.invitations.add(other, ONE)  # another room's secrets are its own
    store.invitations.revoke(other, ONE.id, 7)
    assert store.invitations.of(key) == [ONE, TWO]


def test_one_comes_instead_of_old_ones(store: Store, key: int) -> None:
    three = Invitation("3" * 64, "three", "lan", 3)
    store.invitations.add(key, three, [ONE.id])
    assert store.invitations.of(key) == [TWO, three]


def test_one_is_taken_back_once(store: Store, key: int) -> None:
    store.invitations.revoke(key, ONE.id, 7)
    store.invitations.revoke(key, ONE.id, 8)
    assert store.invitations.of(key) == [replace(ONE, revoked_at=7), TWO]


def test_what_is_left_is_told_of_those_that_have_an_end(store: Store, key: int) -> None:
    fence = store.rooms.take_pen(key)
    with store.log.pen(key, fence) as pen:
        assert pen.uses_left({ONE.id, TWO.id, "unknown"}) == {ONE.id: 2, "unknown": 0}
        pen.note_invitations({ONE.id: 2}, Ended(), 5)
        assert pen.uses_left({ONE.id}) == {ONE.id: 0}
        pen.note_invitations({}, Ended(frozenset(), frozenset({"m_1"})), 6)
        assert pen.uses_left({TWO.id}) == {TWO.id: 0}
    assert store.invitations.of(key) == [replace(ONE, uses=2), replace(TWO, revoked_at=6)]


def test_a_use_is_counted_with_its_entry_or_not_at_all(store: Store, key: int) -> None:
    state, entries = opened()
    taken = ask(state, (HOST, join("j", "Yuna", invite=ONE.id)))
    fence = store.rooms.take_pen(key)
    store.rooms.take_pen(key)  # another writer opened the room

    def write() -> None:
        with store.log.pen(key, fence) as pen:
            pen.note_invitations({ONE.id: 1}, Ended(frozenset({TWO.id})), 5)
            pen.write([*entries, *taken.entries], taken.state, [])

    with pytest.raises(AnotherWriter):
        write()
    assert store.invitations.of(key) == [ONE, TWO]
    assert store.log.after(key, 0, 9) == []
