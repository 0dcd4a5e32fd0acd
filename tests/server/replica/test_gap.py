"""The gap in a joined room's log: filled from below, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gevent
import pytest

from server.host.host import HostedRoom
from server.link.failures import LinkLost
from server.replica import gap
from server.room.refusal import Refused
from server.store import StoreError
from server.wire import Page
from tests.server.replica_stage import Replica, fill, stops
from tests.server.scene import Computer, come, until
from tests.support.stored import stored

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


@pytest.fixture
def friend(make_computer: MakeComputer, host: HostedRoom) -> Replica:
    return Replica(make_computer("friend"), host)


def test_a_large_room_shows_its_newest_page_and_is_filled_from_below(
    host: HostedRoom, friend: Replica
) -> None:
    fill(host, 700)
    friend.join()
    until(lambda: friend.heard, "the newest page")
    assert friend.heard[0].number == host.state.last - 49
    fill(host, 30, "meanwhile")
    friend.same()
    assert not any(entry.chain == "" for entry in stored(friend.computer.store, 1))


def test_a_large_gap_of_large_messages_is_filled(host: HostedRoom, friend: Replica) -> None:
    friend.join().same()
    friend.line.cut()
    fill(host, 80, "large", size=1200)
    friend.line.connect()
    friend.same()


def test_a_restart_in_the_middle_of_the_gap(host: HostedRoom, friend: Replica) -> None:
    fill(host, 900)
    count, line = 0, friend.line  # after the restart there is another line

    def two_pages(name: str, payload: Any) -> Any:
        nonlocal count
        count += name == "history"
        line.hold = count > 2
        return payload

    line.bend = two_pages
    friend.join()
    until(lambda: friend.heard and count > 2, "the gap is half filled")
    friend.restart()
    friend.same()
    assert friend.room.newest == host.state.last


def test_who_is_there_is_told_before_the_log_is_here(host: HostedRoom, friend: Replica) -> None:
    fill(host, 700)
    _, _ = come(host, "Yuna")
    friend.line.hold = True  # the gap stays
    friend.join()
    until(lambda: friend.room.status["kind"] == "connected", "connected")
    assert {"Yuna", "Minsu", "Host"} <= {person["name"] for person in friend.room.people()}
    friend.room.gap.ends = None
    with pytest.raises(Refused) as refused:
        friend.room.history(Page(before=300, limit=10))
    assert refused.value.code == "away"


def test_a_disk_that_fails_in_the_gap_leaves_no_hole(
    host: HostedRoom, friend: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gap, "FILL_AT_ONCE", 50)
    fill(host, 900)
    pen, calls = friend.computer.store.log.pen, 0

    def fail_once(room: int, fence: int) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise StoreError("disk I/O error")
        return pen(room, fence)

    monkeypatch.setattr(friend.computer.store.log, "pen", fail_once)
    friend.join()
    stops(friend, "storage_full")
    gevent.sleep(0.05)
    whole = [row.number for row in friend.computer.store.log.after(friend.room.key, 0, 9999)]
    below = [number for number in whole if number <= friend.room.state.last]
    assert below == list(range(1, friend.room.state.last + 1))
    friend.restart()
    friend.same()


def test_a_host_that_is_slow_to_answer_is_asked_again(
    host: HostedRoom, friend: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gap, "AGAIN_AFTER", 0.01)
    fill(host, 700)
    request, slow = friend.line.request, 2

    def sometimes(event: str, payload: object, within: float) -> Any:
        nonlocal slow
        answer = request(event, payload, within)
        if event == "history" and slow:
            slow -= 1
            answer = type(answer)()
            answer.set_exception(LinkLost())
        return answer

    monkeypatch.setattr(friend.line, "request", sometimes)
    friend.join()
    friend.same()
