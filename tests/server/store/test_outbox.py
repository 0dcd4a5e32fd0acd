from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.store import Store, Waiting


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "x.db", synchronous="OFF")
    yield made
    made.close()


def room(store: Store, id: str = "ab") -> int:
    return store.rooms.add(id, "member", at=1, details={})


def waiting(id: str, text: str = "t") -> Waiting:
    return Waiting(id, text, None, 5)


def ids(store: Store, key: int) -> list[str]:
    return [item.id for item in store.outbox.of(key)]


def test_messages_wait_in_the_order_they_were_written(store: Store) -> None:
    key = room(store)
    for id in ("z", "a", "m"):
        store.outbox.put(key, waiting(id))
    assert ids(store, key) == ["z", "a", "m"]
    store.outbox.settle(key, ["m", "z"])
    store.outbox.put(key, waiting("b"))
    assert ids(store, key) == ["a", "b"]


def test_the_same_id_waits_once_and_the_first_text_wins(store: Store) -> None:
    key = room(store)
    store.outbox.put(key, waiting("a", "first"))
    store.outbox.put(key, waiting("a", "second"))
    assert [item.text for item in store.outbox.of(key)] == ["first"]


def test_a_refused_message_is_marked_and_can_be_tried_again(store: Store) -> None:
    key = room(store)
    store.outbox.put(key, waiting("a"))
    store.outbox.mark(key, "a", "too_long", "Too long.")
    assert store.outbox.of(key) == [replace(waiting("a"), code="too_long", message="Too long.")]
    store.outbox.mark(key, "a", None, None)
    assert store.outbox.of(key) == [waiting("a")]


def test_rooms_have_outboxes_of_their_own(store: Store) -> None:
    one, other = room(store), room(store, "cd")
    store.outbox.put(one, waiting("a"))
    store.outbox.put(other, waiting("a", "other"))
    store.outbox.settle(one, ["a"])
    assert ids(store, one) == []
    assert ids(store, other) == ["a"]


def test_what_waits_moves_with_its_room(store: Store) -> None:
    one, other = room(store), room(store, "cd")
    for id in ("b", "a"):
        store.outbox.put(one, waiting(id))
    store.outbox.move(one, other)
    assert (ids(store, one), ids(store, other)) == ([], ["b", "a"])


def test_it_survives_the_program(store: Store, tmp_path: Path) -> None:
    key = room(store)
    store.outbox.put(key, Waiting("a", "\x00 \u2028 😀", 3, 5))
    store.close()
    again = Store(tmp_path / "x.db")
    assert again.outbox.of(key) == [Waiting("a", "\x00 \u2028 😀", 3, 5)]
    again.close()
