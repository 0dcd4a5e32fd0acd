"""A host with another log: what is here stays, it is said where they part, the person decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import gevent
import pytest

from server.host.host import HostedRoom
from server.room.entry import Entry
from server.wire import Page
from tests.server.replica_stage import Replica, fill
from tests.server.scene import Computer, Ear, until
from tests.support.rewriting import Change, cut, rewrite_log

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


@pytest.fixture
def friend(make_computer: MakeComputer, host: HostedRoom) -> Replica:
    fill(host, 60)
    friend = Replica(make_computer("friend"), host).join()
    friend.same()
    return friend


def comes_back(friend: Replica, make_computer: MakeComputer, change: Change) -> HostedRoom:
    """The host goes away, and its log is another one when the friend meets it again."""
    friend.line.cut("closing")
    friend.host.close("closing", "")
    computer = make_computer("host")
    row = computer.store.rooms.get(friend.host.id)
    assert row is not None
    rewrite_log(computer.store, row, change)
    friend.host = friend.line.host = computer.host(row.state.room)
    friend.line.connect()
    return friend.host


def changed(number: int) -> Change:
    def change(entry: Entry) -> Iterable[Entry]:
        return [replace(entry, body={"text": "another"}) if entry.number == number else entry]

    return change


def parted(friend: Replica) -> dict[str, Any]:
    """What is said once the place is known."""
    until(lambda: "parting" in friend.room.status, f"the place ({friend.room.status})")
    return dict(friend.room.status["parting"])


def test_what_is_here_stays_and_it_is_said_where_they_part(
    friend: Replica, make_computer: MakeComputer
) -> None:
    log, ear = friend.log, Ear()
    friend.room.enter(ear, -1)
    host = comes_back(friend, make_computer, changed(41))
    place = {"number": 41, "at": log[40].at, "last": host.state.last}
    assert parted(friend) == place
    statuses = ear.heard("status")
    assert [status.get("code") for status in statuses[-2:]] == ["log_differs", "log_differs"]
    assert "looking" in statuses[-2]
    assert statuses[-1]["parting"] == place
    assert "looking" not in statuses[-1]
    assert friend.log == log
    assert friend.room.history(Page(before=45, limit=10))["entries"]
    fill(host, 3, "later")
    gevent.sleep(0.02)
    assert friend.log == log


def test_a_backup_that_was_put_back_ends_where_it_does(
    friend: Replica, make_computer: MakeComputer
) -> None:
    at = friend.log[60].at
    host = comes_back(friend, make_computer, cut(60))
    place = parted(friend)
    assert (place["number"], place["at"]) == (61, at)
    assert place["last"] == host.state.last <= 61  # the friend has come in anew to look


def test_it_is_known_offline_and_after_a_restart(
    friend: Replica, make_computer: MakeComputer
) -> None:
    comes_back(friend, make_computer, changed(41))
    place = parted(friend)
    friend.room.close()
    friend.open()
    assert friend.room.status["parting"] == place
    friend.room.on_connecting()
    friend.room.on_retrying(5, 5, "no_answer")
    assert friend.room.status["parting"] == place  # which is more to know than that
    friend.line.connect()  # the host has still the other log
    until(lambda: friend.visits[-1].closed, "it looked once more")
    assert parted(friend) == place


def test_a_host_that_has_the_right_log_again_is_followed(
    friend: Replica, make_computer: MakeComputer
) -> None:
    original = {entry.number: entry for entry in friend.log}
    comes_back(friend, make_computer, changed(41))
    parted(friend)
    friend.restart()
    until(lambda: friend.room.status.get("looking") is None, "looked")
    comes_back(friend, make_computer, lambda entry: [original.get(entry.number, entry)])
    until(lambda: friend.room.status == {"kind": "connected"}, "it is followed")
    friend.same()
    assert "parting" not in friend.room.details


def test_a_host_that_does_not_say_where_is_known_to_differ_all_the_same(
    friend: Replica, make_computer: MakeComputer
) -> None:
    friend.bend_visits = lambda name, payload: "nothing" if name == "history" else payload
    comes_back(friend, make_computer, changed(41))
    until(lambda: friend.room.status.get("looking") is None and friend.visits, "it gives up")
    assert friend.code == "log_differs"
    assert "parting" not in friend.room.status
    friend.room.close()
    friend.open()
    assert friend.code == "log_differs"


def test_one_search_at_a_time(friend: Replica, make_computer: MakeComputer) -> None:
    comes_back(friend, make_computer, changed(41))
    friend.room.on_refused("log_differs", "", {})
    parted(friend)
    assert len(friend.visits) == 1


def test_a_room_that_is_closed_looks_no_further(
    friend: Replica, make_computer: MakeComputer
) -> None:
    comes_back(friend, make_computer, changed(41))
    until(lambda: friend.visits, "it looks")
    friend.room.close()
    status = friend.room.status
    gevent.sleep(0.1)
    assert friend.visits[0].closed
    assert friend.room.status == status
