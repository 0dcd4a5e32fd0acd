"""Entries are found by short marks of their ids, and by nothing that only looks like it."""

from __future__ import annotations

import random
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

import pytest

from server.room.requests import Say
from server.store import Contradiction, Store
from tests.server.room.people import HOST, ask
from tests.server.store.test_log import Writer
from tests.support.stored import stored


def key_of(store: Store) -> bytes:
    with store.database.read() as connection:
        return bytes(connection.exec_driver_sql("SELECT key FROM mark_key").scalar_one())


def ids_with_one_mark(store: Store) -> tuple[str, str]:
    """Two ids, in 32 digits, that the database gives the same mark."""
    key, seen, chance = key_of(store), dict[bytes, str](), random.Random(5)
    while True:
        id = f"{chance.getrandbits(128):032x}"
        mark = blake2b(bytes.fromhex(id), digest_size=3, key=key).digest()
        if mark in seen:
            return seen[mark], id
        seen[mark] = id


def ids_in_use(store: Store, room: int, *ids: str) -> dict[str, int]:
    assert store.log.known(room, ids) == set(store.log.numbers(room, ids))
    return store.log.numbers(room, ids)


def test_ids_of_every_form_are_found(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    uuid = str(UUID(int=0xAB << 64))
    ids = ["ab" * 16, "cd" * 32, uuid, uuid.upper(), "가", "e-", "\x01" * 17, "Ab-_" * 16]
    writer.write(list(ask(writer.state, *((HOST, Say(id, "x")) for id in ids)).entries))
    numbers = {id: number for number, id in enumerate(ids, 3)}
    assert ids_in_use(store, writer.key, *ids, "nobody", "") == numbers


def test_two_ids_with_one_mark_are_two(store: Store) -> None:
    one, other = ids_with_one_mark(store)
    writer = Writer(store)
    writer.found()
    first = writer.texts(one)
    writer.write(first)
    assert ids_in_use(store, writer.key, one, other) == {one: 3}
    writer.write(writer.texts(other))
    with store.database.read() as connection:
        marks = connection.exec_driver_sql("SELECT mark FROM entries WHERE number > 2").all()
    assert marks[0] == marks[1]
    assert ids_in_use(store, writer.key, other) == {other: 4}
    assert ids_in_use(store, writer.key, one, other) == {one: 3, other: 4}
    with store.log.pen(writer.key, writer.fence) as pen:
        used, _ = pen.stored([other], [])
    assert {id: at.number for id, at in used.items()} == {other: 4}
    with pytest.raises(Contradiction):
        writer.write(writer.texts(other))
    with pytest.raises(Contradiction):
        store.log.add_island(writer.key, [replace(first[0], number=50)])


def test_what_takes_the_place_of_an_entry_is_found_instead(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    island = [replace(entry, number=entry.number + 4) for entry in writer.texts("a", "b")]
    store.log.add_island(writer.key, island)
    assert ids_in_use(store, writer.key, "a", "b") == {"a": 7, "b": 8}
    writer.write(writer.texts("c", "d", "e", "f", "g"), replace=True)
    assert ids_in_use(store, writer.key, *"abcdefg") == {
        **{id: number for number, id in enumerate("cdefg", 3)},
        "b": 8,
    }
    store.log.drop_after(writer.key, 5)
    assert ids_in_use(store, writer.key, *"abcdefg") == {"c": 3, "d": 4, "e": 5}
    assert len(stored(store, writer.key)) == 5


def test_each_database_has_marks_of_its_own(store: Store, tmp_path: Path) -> None:
    key = key_of(store)
    other = Store(tmp_path / "other.db", synchronous="OFF")
    assert key_of(other) != key
    other.close()
    store.close()
    again = Store(tmp_path / "x.db", synchronous="OFF")
    assert key_of(again) == key
    again.close()
