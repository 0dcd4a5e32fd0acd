from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.room.mentions import Mention
from server.room.requests import Say, Withdraw
from server.room.rules import Taken
from server.room.state import State, fold
from server.store import Invitation, Store, StoreError
from tests.server.room.people import HOST, ROOM, ask, join, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "x.db", synchronous="OFF")
    yield made
    made.close()


def test_a_room_is_kept_with_what_only_this_computer_knows(store: Store) -> None:
    key = store.rooms.add("r1", "member", at=5, details={"addresses": ["10.0.0.1"]})
    store.rooms.note(key, draft="안녕", read=7, opened_at=9, running=False, details={"a": [1]})
    row = store.rooms.get("r1")
    assert row is not None
    assert (row.draft, row.read, row.opened_at, row.running) == ("안녕", 7, 9, False)
    assert (row.created_at, row.role, row.details) == (5, "member", {"a": [1]})
    assert row.state == State(room="r1")


def test_the_room_opened_last_comes_first(store: Store) -> None:
    for id, at in (("a", 1), ("b", 3), ("c", 2)):
        store.rooms.add(id, "host", at=at, details={})
    assert [row.state.room for row in store.rooms.all()] == ["b", "c", "a"]


def test_a_room_is_there_once(store: Store) -> None:
    store.rooms.add("a", "host", at=1, details={})
    with pytest.raises(StoreError):
        store.rooms.add("a", "member", at=1, details={})
    assert store.rooms.get("b") is None


def test_each_writer_has_a_fence_of_its_own(store: Store) -> None:
    key = store.rooms.add("a", "host", at=1, details={})
    assert [store.rooms.take_pen(key) for _ in range(3)] == [1, 2, 3]


def test_a_preview_does_not_outlast_the_log(store: Store) -> None:
    key = store.rooms.add(ROOM, "member", at=1, details={})
    store.rooms.preview(key, State(name="told", admission="open", host="m_x"))
    assert store.rooms.get(ROOM).state.name == "told"  # type: ignore[union-attr]
    entries = opened()[1]
    with store.log.pen(key, store.rooms.take_pen(key)) as pen:
        pen.write(entries, fold(State(room=ROOM), entries), [])
    store.rooms.preview(key, State(name="told again"))
    assert store.rooms.get(ROOM).state.name == "사랑방"  # type: ignore[union-attr]


def test_unread_are_the_messages_of_others(store: Store) -> None:
    key = store.rooms.add(ROOM, "host", at=1, details={})
    state, entries = opened()
    entries += ask(state, *((HOST, Say(f"s-{n}", "x")) for n in range(5))).entries
    with store.log.pen(key, store.rooms.take_pen(key)) as pen:
        pen.write(entries, fold(State(room=ROOM), entries), [])
    assert store.rooms.unread(key, 0, "m_me") == 5
    assert store.rooms.unread(key, 5, "m_me") == 2
    assert store.rooms.unread(key, 0, HOST) == 0


def test_a_long_room_is_not_counted_as_a_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.rooms.MOST_UNREAD", 100)
    key = store.rooms.add(ROOM, "host", at=1, details={})
    state, entries = opened()
    called = (Mention(HOST, "Host"),)
    said = [Say(f"s-{n}", "@Host", mentions=called if n in (0, 498) else ()) for n in range(500)]
    came = ("m_yuna", join("j-1", "Yuna", key="k"))
    entries += ask(state, came, *(("m_yuna", one) for one in said)).entries
    with store.log.pen(key, store.rooms.take_pen(key)) as pen:
        pen.write(entries, fold(State(room=ROOM), entries), [])
    assert store.rooms.unread(key, 0, HOST) == 100
    assert store.rooms.unread(key, entries[-1].number - 3, HOST) == 3
    assert store.rooms.mentions(key, 0, HOST) == 1
    assert store.rooms.mentions(key, entries[-1].number - 1, HOST) == 0


def test_forgetting_a_room_forgets_all_of_it(store: Store) -> None:
    key = store.rooms.add(ROOM, "host", at=1, details={})
    state, entries = opened()
    with store.log.pen(key, store.rooms.take_pen(key)) as pen:
        pen.write(entries, state, state.members.values(), secrets={"g_1": "secret"})
    store.invitations.add(key, Invitation("i", "s", "lan", 1))
    store.rooms.forget(key)
    with store.database.pen() as (_, driver):
        for table in ("rooms", "entries", "members", "sessions", "invitations", "outbox"):
            assert driver.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_what_was_deleted_is_in_none_of_the_files(store: Store, tmp_path: Path) -> None:
    def on_disk(words: str) -> bool:
        return any(words.encode() in file.read_bytes() for file in tmp_path.glob("x.db*"))

    withdrawn, forgotten = "a-withdrawn-one-xqz" * 9, "a-forgotten-one-wvj" * 9
    key = store.rooms.add(ROOM, "host", at=1, details={})
    state, entries = opened()
    said = ask(state, (HOST, Say("a", withdrawn)), (HOST, Say("b", forgotten)), log=entries)
    gone = ask(said.state, (HOST, Withdraw("w", 3)), log=[*entries, *said.entries])
    fence = store.rooms.take_pen(key)
    for taken in (Taken(entries, state, []), said):
        with store.log.pen(key, fence) as pen:
            pen.write(taken.entries, taken.state, taken.state.members.values())
    assert on_disk(withdrawn)
    assert on_disk(forgotten)
    with store.log.pen(key, fence) as pen:
        pen.write(gone.entries, gone.state, [])
    store.database.settle()
    assert not on_disk(withdrawn)
    assert on_disk(forgotten)
    store.rooms.forget(key)
    assert not on_disk(forgotten)


def test_settings_are_kept(store: Store) -> None:
    store.rooms.set("name", "민수")
    store.rooms.set("name", "유나")
    store.rooms.set("theme", "dark")
    assert store.rooms.settings() == {"name": "유나", "theme": "dark"}


def test_a_room_set_aside_stays_readable_beside_its_successor(store: Store) -> None:
    key = store.rooms.add("a", "member", at=1, details={})
    store.rooms.set_aside(key, "a~1")
    other = store.rooms.add("a", "member", at=2, details={})
    assert key != other
    assert {row.state.room: row.running for row in store.rooms.all()} == {"a": True, "a~1": False}
