"""Where two logs part is found by asking, from whoever answers and whatever is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import gevent
import pytest

from server.host.host import HostedRoom
from server.replica import parting
from server.replica.parting import Parting, Place
from server.room.entry import Entry
from server.room.requests import SetAdmission, SetHistory
from tests.server.replica_stage import Replica, fill
from tests.server.scene import Computer, until
from tests.support.rewriting import Change, cut, rewrite_log

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


@pytest.fixture
def friend(make_computer: MakeComputer, host: HostedRoom) -> Replica:
    return Replica(make_computer("friend"), host)


def again(friend: Replica, make_computer: MakeComputer, change: Change) -> HostedRoom:
    """The host goes away and comes back with another log."""
    friend.line.cut()
    friend.host.close("closing", "")
    computer = make_computer("host")
    row = computer.store.rooms.get(friend.host.id)
    assert row is not None
    rewrite_log(computer.store, row, change)
    friend.host = computer.host(row.state.room)
    return friend.host


def other_from(number: int) -> Change:
    """Another text from entry `number` on."""

    def change(entry: Entry) -> Iterable[Entry]:
        if entry.number >= number and entry.kind == "said":
            return [replace(entry, body={"text": "another text"})]
        return [entry]

    return change


def found(friend: Replica) -> Place | None:
    """What a search finds."""
    places: list[Place | None] = []
    Parting(friend.room, friend.room.first, friend._visit, places.append)
    until(lambda: places, "the search ends")
    assert all(line.closed for line in friend.visits)
    return places[0]


def asked(friend: Replica) -> list[int]:
    """The entries the host was asked for."""
    return [
        payload["after"] + 1
        for line in friend.visits
        for event, payload in line.asked
        if event == "history" and payload["limit"] == 1
    ]


@pytest.mark.parametrize("number", [4, 5, 17, 352, 353, 702, 703])
def test_the_first_entry_that_differs_is_found(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer, number: int
) -> None:
    fill(host, 700)
    friend.join().same()
    at = friend.log[number - 1].at
    last = again(friend, make_computer, other_from(number)).state.last
    assert found(friend) == Place(number, at, last)
    assert len(asked(friend)) <= 12


def test_a_host_that_has_less_ends_where_it_does(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer
) -> None:
    fill(host, 30)
    friend.join().same()
    at = friend.log[10].at
    again(friend, make_computer, cut(10))
    # Coming in to look has made an entry: this member was not there yet.
    place = found(friend)
    assert place is not None
    assert (place.number, place.at) == (11, at)


def test_a_host_that_goes_on_from_here_differs_nowhere(host: HostedRoom, friend: Replica) -> None:
    fill(host, 30)
    friend.join().same()
    friend.line.cut()
    last = friend.room.state.last
    fill(host, 5, "later")
    assert found(friend) == Place(last + 1, 0, host.state.last)


def test_the_very_first_entry_may_differ(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer
) -> None:
    fill(host, 9)
    friend.join().same()
    at = friend.log[0].at
    again(friend, make_computer, lambda e: [replace(e, at=e.at - 1) if e.number == 1 else e])
    place = found(friend)
    assert place is not None
    assert (place.number, place.at) == (1, at)


@pytest.mark.parametrize("number", [10, 60, 61, 62, 80])
def test_what_differs_before_one_may_read_is_said_where_one_may(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer, number: int
) -> None:
    fill(host, 60)
    host.act(host.me, SetHistory("none", 0))
    friend.join()
    fill(host, 30, "later")
    until(lambda: friend.room.state.last == host.state.last, "all is here")
    first = friend.room.first
    assert first > 60
    again(friend, make_computer, other_from(number))
    place = found(friend)
    assert place is not None
    changed = next(e.number for e in friend.log if e.number >= number and e.kind == "said")
    assert place.number == (first if number < first else changed)


def test_who_is_not_let_in_learns_nothing(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer
) -> None:
    """An older database may not know this member yet."""
    fill(host, 9)
    friend.join().same()
    joined = next(e.number for e in friend.log if e.author == friend.room.me)
    changed = again(friend, make_computer, cut(joined - 1))
    changed.act(changed.me, SetAdmission("invited", "invited"))
    assert found(friend) is None


def bent(change: Callable[[dict[str, Any]], Any]) -> Callable[[str, Any], Any]:
    return lambda name, payload: change(payload) if name == "history" else payload


@pytest.mark.parametrize(
    "change",
    [
        lambda a: {**a, "entries": []},
        lambda a: {**a, "entries": a["entries"] * 2},
        lambda a: {**a, "entries": [{**a["entries"][0], "number": 1}]},
        lambda a: {**a, "entries": [None]},
        lambda a: {**a, "chain": None},
        lambda a: {**a, "chain": "zz"},
        lambda a: {**a, "chain": "ab" * 32},
        lambda a: {"ok": False},
        lambda a: "nothing",
    ],
)
def test_a_host_that_lies_is_asked_no_more(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer, change: Callable[..., Any]
) -> None:
    fill(host, 100)
    friend.join().same()
    again(friend, make_computer, other_from(50))
    friend.bend_visits = bent(change)
    assert found(friend) is None
    assert len(asked(friend)) <= 10


def test_a_host_that_does_not_answer_is_left(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(parting, "PATIENCE", 0.2)
    fill(host, 100)
    friend.join().same()
    again(friend, make_computer, other_from(50))
    places: list[Place | None] = []
    Parting(friend.room, 1, friend._visit, places.append)
    until(lambda: friend.visits, "it goes there")
    friend.visits[0].hold = True
    until(lambda: places, "the search ends")
    assert places == [None]
    assert friend.visits[0].closed


def test_a_connection_that_is_lost_is_waited_for(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer
) -> None:
    fill(host, 100)
    friend.join().same()
    at = friend.log[49].at
    again(friend, make_computer, other_from(50))
    places: list[Place | None] = []
    Parting(friend.room, 1, friend._visit, places.append)
    until(lambda: friend.visits, "it goes there")
    line = friend.visits[0]
    line.hold = True
    until(lambda: line.open, "it asks")
    line.hold = False
    line.cut()
    assert places == []
    line.connect()
    until(lambda: places, "the search ends")
    assert places[0] is not None
    assert (places[0].number, places[0].at) == (50, at)


def test_a_search_that_is_closed_says_nothing(
    host: HostedRoom, friend: Replica, make_computer: MakeComputer
) -> None:
    fill(host, 100)
    friend.join().same()
    again(friend, make_computer, other_from(50))
    places: list[Place | None] = []
    search = Parting(friend.room, 1, friend._visit, places.append)
    until(lambda: friend.visits, "it goes there")
    search.close()
    gevent.sleep(0.05)
    assert places == []
    assert friend.visits[0].closed
