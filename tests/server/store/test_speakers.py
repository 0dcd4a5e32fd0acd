"""Who said something is remembered, and never as somebody else."""

from __future__ import annotations

import pytest

from server.room.requests import Rename, Say
from server.store import Contradiction, Store
from server.store import speakers as module
from tests.server.room.people import HOST, ROOM, ask, join
from tests.server.store.test_log import Writer


def told(store: Store, room: int) -> list[tuple[str, str, str]]:
    return [(row.id, row.author, row.name) for row in store.log.after(room, 2, 99)]


def test_each_entry_is_told_under_the_name_of_its_time(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    writer.write(list(ask(writer.state, ("m_1", join("j", "Yuna"))).entries))
    writer.write(list(ask(writer.state, ("m_1", Say("a", "1")), (HOST, Say("b", "2"))).entries))
    writer.write(list(ask(writer.state, ("m_1", Rename("r", "유나"))).entries))
    writer.write(list(ask(writer.state, ("m_1", Say("c", "3"))).entries))
    names = {id: (author, name) for id, author, name in told(store, writer.key)}
    assert names["a"] == ("m_1", "Yuna")
    assert names["b"][0] == HOST
    assert names["c"] == ("m_1", "유나")


def test_what_was_learned_in_a_failed_commit_is_forgotten(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    joined = list(ask(writer.state, ("m_1", join("j", "Yuna"))).entries)
    with pytest.raises(RuntimeError):
        writer.write(joined, fail=True)
    # Somebody else gets the number that Yuna had.
    writer.write(list(ask(writer.state, ("m_2", join("k", "Jun"))).entries))
    writer.write(list(ask(writer.state, ("m_1", join("j", "Yuna"))).entries))
    assert told(store, writer.key) == [("k", "m_2", "Jun"), ("j", "m_1", "Yuna")]


def test_what_was_learned_from_an_island_that_was_refused_is_forgotten(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    joined = list(ask(writer.state, ("m_1", join("e-1", "Yuna"))).entries)
    with pytest.raises(Contradiction):
        store.log.add_island(writer.key, joined)
    writer.write(list(ask(writer.state, ("m_2", join("k", "Jun"))).entries))
    writer.write(list(ask(writer.state, ("m_1", join("j", "Yuna"))).entries))
    assert told(store, writer.key) == [("k", "m_2", "Jun"), ("j", "m_1", "Yuna")]


def test_a_room_that_is_forgotten_leaves_nobody_to_the_next(store: Store) -> None:
    for names in (("Yuna", "Jun"), ("Jun", "Yuna")):
        writer = Writer(store)
        writer.found()
        for n, name in enumerate(names):
            writer.write(list(ask(writer.state, (f"m_{name}", join(f"j{n}", name))).entries))
        assert [row[1:] for row in told(store, writer.key)] == [(f"m_{n}", n) for n in names]
        store.rooms.forget(writer.key)
    assert store.rooms.get(ROOM) is None


def test_no_more_are_remembered_than_so_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KNOWN", 5)
    writer = Writer(store)
    writer.found()
    for n in range(20):
        writer.write(list(ask(writer.state, (HOST, Rename(f"r-{n}", f"Host {n}"))).entries))
        writer.write(writer.texts(f"s-{n}"))
        assert len(store.log._speakers._known[writer.key]) <= 6
    names = [name for id, _, name in told(store, writer.key) if id.startswith("s-")]
    assert names == [f"Host {n}" for n in range(20)]
