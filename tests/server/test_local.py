"""What is on this disk of a room, read without its host; holes are never passed off as pages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from server.local import LocalLog, last_said, run_after, run_before
from server.room.refusal import Refused
from server.room.requests import Say
from server.room.state import State, fold
from server.store import Row, row_of
from server.wire import Page
from tests.server.room.people import HOST, ROOM, ask, opened
from tests.server.scene import Computer, Ear, until


def rows(count: int) -> list[Row]:
    state, entries = opened()
    entries += ask(state, *((HOST, Say(f"s-{n}", f"text {n}")) for n in range(count - 2))).entries
    return [row_of(entry) for entry in entries]


@pytest.fixture
def log(computer: Computer) -> LocalLog:
    """Entries 1 to 100 without holes, and an island of 201 to 260."""
    store = computer.store
    key = store.rooms.add(ROOM, "member", at=1, details={"my_name": "Me"})
    state, entries = opened()
    entries += ask(state, *((HOST, Say(f"s-{n}", f"text {n}")) for n in range(98))).entries
    with store.log.pen(key, store.rooms.take_pen(key)) as pen:
        folded = fold(State(room=ROOM), entries)
        pen.write(entries, folded, folded.members.values())
    island = [
        replace(entry, number=entry.number + 160, id=f"i-{entry.number}", chain="")
        for entry in entries[40:]
    ]
    store.log.add_island(key, island)
    row = store.rooms.get(ROOM)
    assert row is not None
    return LocalLog(row, store=store, disk=computer.disk, me="m_me")


def numbers(log: LocalLog, **asked: int) -> list[int]:
    page = log.history(Page(**asked))
    return [json.loads(bytes(entry))["number"] for entry in page["entries"]]


def test_a_page_never_reaches_over_a_hole(log: LocalLog) -> None:
    assert log.newest == 260
    assert numbers(log, before=261, limit=500) == list(range(201, 261))
    assert numbers(log, before=101, limit=5) == [96, 97, 98, 99, 100]
    assert numbers(log, after=95, limit=500) == [96, 97, 98, 99, 100]
    assert numbers(log, after=200, limit=3) == [201, 202, 203]


@pytest.mark.parametrize("asked", [{"before": 201}, {"before": 150}, {"after": 100}])
def test_what_was_never_fetched_is_away(log: LocalLog, asked: dict[str, int]) -> None:
    with pytest.raises(Refused) as refused:
        log.history(Page(**asked, limit=10))
    assert refused.value.code == "away"


def test_the_ends_are_no_holes(log: LocalLog) -> None:
    assert numbers(log, before=1, limit=5) == []
    assert numbers(log, after=260, limit=5) == []


def test_the_window_is_shown_the_newest_page_or_what_it_lacks(log: LocalLog) -> None:
    ear = Ear()
    log.enter(ear, -1)
    until(lambda: ear.numbers, "it is told")
    assert (ear.welcome["from"], ear.welcome["last"]) == (211, 260)
    assert ear.numbers == list(range(211, 261))
    later = Ear()
    log.enter(later, 250)
    until(lambda: later.numbers, "it is told")
    assert later.numbers == list(range(251, 261))
    far = Ear()
    log.enter(far, 90)  # a hole lies between
    until(lambda: far.numbers, "it is told")
    assert far.numbers == list(range(211, 261))
    log.leave(ear)
    assert ear not in log.audience


def test_nobody_hears_in_a_room_that_is_not_open(log: LocalLog) -> None:
    with pytest.raises(Refused) as said:
        log.say(Say("a", "x"))
    with pytest.raises(Refused) as renamed:
        log.rename("a", "x")
    assert said.value.code == renamed.value.code == "closing"


def test_runs() -> None:
    log = rows(10)
    holed = [*log[:3], *log[5:]]
    assert [row.number for row in run_before(holed, 11)] == [6, 7, 8, 9, 10]
    assert [row.number for row in run_before(holed, 12)] == []
    assert [row.number for row in run_after(holed, 0)] == [1, 2, 3]
    assert run_after(holed, 3) == []
    assert run_before([], 5) == run_after([], 5) == []


def test_the_last_thing_said() -> None:
    log = rows(5)
    assert last_said(log) == {
        "number": 5,
        "name": "Host",
        "text": "text 2",
        "at": log[4].at,
    }
    assert last_said(log[:2]) is None
    emptied = [log[3], log[4].emptied(9)]
    told = last_said(emptied)
    assert told is not None
    assert told["text"] == "text 1"
