from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from server.pages import answer_page
from server.room.entry import Draft, Entry, append, chained
from server.room.requests import Leave, Rename, Say
from server.room.rules import Stored
from server.room.state import State, changed_members, fold
from server.store import AnotherWriter, Contradiction, Store
from server.wire import PAGE_BYTES, Page
from tests.server.room.people import HOST, ROOM, SALT, ask, join, opened
from tests.support.stored import stored


class Writer:
    """One writer of one room, with the state it believes in."""

    def __init__(self, store: Store, *, id: str = ROOM) -> None:
        row = store.rooms.get(id)
        self.key = row.key if row else store.rooms.add(id, "host", at=1, details={})
        self.store, self.fence = store, store.rooms.take_pen(self.key)
        self.state = row.state if row else State(room=id)

    def write(self, entries: list[Entry], *, replace: bool = False, fail: bool = False) -> None:
        state = fold(self.state, entries)
        with self.store.log.pen(self.key, self.fence) as pen:
            pen.write(entries, state, changed_members(self.state, state), replace=replace)
            if fail:
                raise RuntimeError("the power went out")
        self.state = state

    def found(self) -> list[Entry]:
        entries = opened()[1]
        self.write(entries)
        return entries

    def texts(self, *ids: str) -> list[Entry]:
        return list(ask(self.state, *((HOST, Say(id, f"text of {id}")) for id in ids)).entries)


def test_what_is_written_is_read_as_it_was(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found() + list(
        ask(
            writer.state,
            ("m_1", join("j", "유나", key="k")),
            ("m_1", Say("s", "\x00 \u2028 😀", salt="11" * 16, sent_at=5, signature="sig")),
            ("m_1", Rename("r", "Yuna")),
            ("m_1", Leave("l")),
        ).entries
    )
    writer.write(entries[2:])
    assert stored(store, writer.key) == entries
    row = store.rooms.get(ROOM)
    assert row is not None
    assert row.state == fold(State(room=ROOM), entries)


def test_unknown_kinds_and_fields_are_stored_as_they_came(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    draft = Draft("x", "m_9", "X", "reacted", {"emoji": "👍", "deep": [{"a": None}]}, SALT)
    entry = append([draft], last=2, chain=writer.state.chain, term=1, at=writer.state.at)[0]
    entry = replace(entry, extra={"colour": "blue", "n": [1, {"\u2028": True}]})
    writer.write([entry])
    assert stored(store, writer.key)[-1] == entry
    assert store.rooms.get(ROOM).state.unknown  # type: ignore[union-attr]


def test_a_failure_in_the_middle_leaves_nothing(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    before = store.rooms.get(ROOM)
    joined = list(ask(writer.state, ("m_1", join("j", "Yuna"))).entries)
    with pytest.raises(RuntimeError):
        writer.write(joined, fail=True)
    assert store.rooms.get(ROOM) == before
    assert len(stored(store, writer.key)) == 2
    writer.write(writer.texts("after"))  # and the writer goes on
    assert stored(store, writer.key)[-1].id == "after"


def test_an_old_writer_writes_nothing(store: Store) -> None:
    old = Writer(store)
    old.found()
    new = Writer(store)
    with pytest.raises(AnotherWriter):
        old.write(old.texts("late"))
    new.write(new.texts("mine"))
    assert [entry.id for entry in stored(store, new.key)] == ["e-1", "e-2", "mine"]


def test_an_id_used_again_is_an_error_and_loses_nothing(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    writer.write(writer.texts("a"))
    before = store.rooms.get(ROOM)
    for replacing in (False, True):
        again = [*writer.texts("b"), replace(writer.texts("b", "a")[1])]
        with pytest.raises(Contradiction):
            writer.write(again, replace=replacing)
        assert [entry.id for entry in stored(store, writer.key)] == ["e-1", "e-2", "a"]
        assert store.rooms.get(ROOM) == before


def test_an_island_is_replaced_at_its_own_numbers(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    entries += ask(writer.state, *((HOST, Say(f"s-{n}", str(n))) for n in range(8))).entries
    island = [replace(entry, chain="") for entry in entries[6:]]
    store.log.add_island(writer.key, island)
    assert [row.number for row in store.log.after(writer.key, 2, 50)] == [7, 8, 9, 10]
    assert writer.state == store.rooms.get(ROOM).state  # type: ignore[union-attr]
    writer.write(entries[2:6], replace=True)
    writer.write(entries[6:], replace=True)
    assert stored(store, writer.key) == entries


def test_an_island_with_an_id_from_below_is_an_error(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    forged = replace(entries[0], number=50, chain="")
    with pytest.raises(Contradiction):
        store.log.add_island(writer.key, [forged])
    assert stored(store, writer.key) == entries


def test_an_island_that_comes_again_changes_nothing(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    island = [replace(entry, number=entry.number + 10) for entry in writer.texts("a", "b")]
    store.log.add_island(writer.key, island)
    store.log.add_island(writer.key, island)
    assert [entry.id for entry in stored(store, writer.key)][2:] == ["a", "b"]
    store.log.drop_after(writer.key, 2)
    assert len(stored(store, writer.key)) == 2


def test_pages_both_ways(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    writer.write(writer.texts(*(f"s-{n}" for n in range(20))))
    assert [row.number for row in store.log.after(writer.key, 5, 3)] == [6, 7, 8]
    assert [row.number for row in store.log.before(writer.key, 5, 3)] == [2, 3, 4]
    assert [row.number for row in store.log.before(writer.key, 2**53, 2)] == [21, 22]
    assert store.log.after(writer.key, 22, 5) == []
    assert store.log.chain_at(writer.key, 22) == writer.state.chain
    assert store.log.chain_at(writer.key, 23) is None
    assert store.log.known(writer.key, ["s-1", "e-1", "nobody"]) == {"s-1", "e-1"}


def test_what_is_used_already_is_looked_up_in_parts(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    ids = [f"s-{n}" for n in range(700)]
    writer.write(writer.texts(*ids))
    with store.log.pen(writer.key, writer.fence) as pen:
        used, targets = pen.stored([*ids, "new"], {1, 3, 9999})
    assert set(used) == set(ids)
    assert used["s-0"] == Stored(3, writer.state.at, HOST)
    assert {number: target.id for number, target in targets.items()} == {1: "e-1", 3: "s-0"}


def test_the_lookup_that_every_message_passes_uses_the_index(store: Store) -> None:
    seen: list[str] = []
    with store.database.pen() as (_, driver):
        driver.set_trace_callback(seen.append)
    writer = Writer(store)
    writer.found()
    with store.log.pen(writer.key, writer.fence) as pen:
        pen.stored({"a", "b", "c"}, {1, 2})
    with store.database.pen() as (_, driver):
        driver.set_trace_callback(None)
        lookups = [sql for sql in seen if sql.startswith("SELECT") and "FROM entries" in sql]
        assert len(lookups) == 3  # of those that found the room, too
        for sql in lookups:
            plan = driver.execute("EXPLAIN QUERY PLAN " + sql).fetchall()
            assert plan
            for step in plan:
                assert step[3].startswith(("SEARCH entries USING", "SEARCH speakers USING")), step
                assert any(f"{key}=?" in step[3] for key in ("mark", "number", "rowid")), step


def test_rooms_do_not_see_each_other(store: Store) -> None:
    one, other = Writer(store), Writer(store, id="cd" * 16)
    one.found()
    other.found()  # the same ids, in another room
    one.write(one.texts("a"))
    assert len(stored(store, other.key)) == 2
    store.rooms.forget(one.key)
    assert stored(store, one.key) == []
    assert len(stored(store, other.key)) == 2


def test_a_withdrawn_body_leaves_digest_and_chain(store: Store) -> None:
    writer = Writer(store)
    entries = writer.found()
    entries += writer.texts("secret", "later")
    writer.write(entries[2:])
    store.log.erase(writer.key, 3, 4)
    emptied = stored(store, writer.key)[2]
    assert (emptied.body, emptied.salt, emptied.withdrawn) == (None, None, 4)
    assert emptied.digest == entries[2].digest
    chain = State().chain
    for entry in stored(store, writer.key):
        assert chained(entry, chain).chain == entry.chain
        chain = entry.chain


def test_when_members_were_seen(store: Store) -> None:
    writer = Writer(store)
    writer.found()
    writer.write(list(ask(writer.state, ("m_1", join("j", "Yuna"))).entries))
    assert store.log.seen_times(writer.key) == {HOST: 0, "m_1": 0}
    store.log.note_seen(writer.key, {"m_1": 77, "m_nobody": 5})
    assert store.log.seen_times(writer.key) == {HOST: 0, "m_1": 77}
    # Being renamed forgets nothing of it.
    writer.write(list(ask(writer.state, ("m_1", Rename("r", "Y"))).entries))
    assert store.log.seen_times(writer.key)["m_1"] == 77


@pytest.mark.parametrize("length", [1, 60, 3000])
def test_no_more_is_read_than_a_page_has_room_for(store: Store, length: int) -> None:
    writer = Writer(store)
    writer.found()
    said = [(HOST, Say(f"s-{number}", "글" * length)) for number in range(400)]
    writer.write(list(ask(writer.state, *said).entries))
    for asked, read in (
        (Page(after=20, limit=500), partial(store.log.after, writer.key, 20, 500)),
        (Page(before=390, limit=500), partial(store.log.before, writer.key, 390, 500)),
    ):
        whole, needed = read(), read(PAGE_BYTES)
        told = [
            answer_page(rows, asked, first=1, last=402, chain_at=lambda _number, _rows: None)
            for rows in (whole, needed)
        ]
        assert told[0] == told[1]
        # A third more than fits, at most, and one.
        fitting = len(told[0][1])
        assert len(needed) <= min(len(whole), fitting * 4 // 3 + 1)
