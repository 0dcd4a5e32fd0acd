"""What a host can make a member's disk hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from server.host.host import HostedRoom
from server.replica import allowance, gap
from server.replica.allowance import Allowance
from server.room.entry import Entry
from server.room.refusal import Refused
from server.wire import Page
from tests.server.replica_stage import Replica, fill, stops
from tests.server.scene import Computer, until

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


@pytest.fixture
def friend(make_computer: MakeComputer, host: HostedRoom) -> Replica:
    return Replica(make_computer("friend"), host)


def entry(size: int) -> Entry:
    spelled = "x" * (size - allowance.BESIDE_BODY)
    return Entry(1, 1, "id", 1, "m", "n", "said", {}, "", "", "", spelled=spelled)


def test_it_counts_keeps_the_count_and_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "MOST", 10_000_000)
    details: dict[str, object] = {}
    kept: list[object] = []
    room = Allowance(details, tmp_path, lambda: kept.append(details["taken"]))
    sizes = [room.take([entry(400_000), entry(500_000)]) for _ in range(11)]
    assert sizes == [900_000] * 11
    # At most a step is forgotten if the program is killed.
    assert kept[-1] == room.taken == 9_900_000
    with pytest.raises(Refused) as stop:
        room.take([entry(200_000)])
    assert stop.value.code == "room_too_big"
    assert room.taken == 9_900_000
    room.more()
    again = Allowance(details, tmp_path, lambda: None)
    again.take([entry(200_000)])
    assert again.most == 19_900_000


def test_a_room_that_grows_too_big_stops_and_goes_on_when_allowed(
    host: HostedRoom, friend: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    friend.join().same()
    monkeypatch.setattr(allowance, "MOST", friend.room.allowance.taken + 40_000)
    fill(host, 40, size=500)
    stops(friend, "room_too_big")
    log = friend.log
    assert 0 < sum(len(entry.spelled or "") for entry in log) < 40_000
    assert friend.room.history(Page(before=3, limit=2))["entries"]
    # After a restart it is as much too big as before.
    friend.restart()
    stops(friend, "room_too_big")
    assert friend.log == log
    monkeypatch.setattr(allowance, "MOST", 1_000_000)
    friend.restart()
    friend.same()


def test_an_island_that_never_ends_stops(
    host: HostedRoom, friend: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gap, "ISLAND_MOST", 100_000)
    fill(host, 700)
    # Nothing of what lies below ever comes.
    monkeypatch.setattr("server.replica.far_host._entries_of", _never)
    friend.join()
    until(lambda: friend.room.newest == host.state.last, "the newest page")
    for part in range(20):
        fill(host, 20, f"part {part}", size=60)
        if friend.room.link is None:
            break
    stops(friend, "log_broken")
    assert friend.room.allowance.taken < 200_000


def _never(_answer: object) -> object:
    raise Refused("away", "Not now.")


def test_little_room_on_the_disk_stops(
    host: HostedRoom, friend: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    friend.join().same()
    real = shutil.disk_usage(friend.computer.store.folder)
    low = allowance.RESERVE - 1 if real.total // 20 > allowance.RESERVE else real.total // 20 - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: real._replace(free=low))
    monkeypatch.setattr(allowance, "STEP", 1000)
    fill(host, 10)
    stops(friend, "disk_low")
