"""One identity at work on two computers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gevent
import pytest

from server.host import twice
from server.host.host import HostedRoom, Seat
from server.room.admission import Asking
from tests.server.scene import Computer, Ear, go

MakeComputer = Callable[[str], Computer]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twice, "SURE_AFTER", 0.2)


def come(
    room: HostedRoom, who: Computer, launch: str, address: str, name: str = "Yuna"
) -> tuple[Seat, Ear]:
    asking = Asking(name=name, door="lan", key=who.key, member=who.identity.member)
    seat = room.admit(asking, address=address)
    seat.instance = launch
    ear = Ear(seat.member)
    room.enter(seat, ear, -1)
    return seat, ear


def told(ear: Ear) -> list[tuple[bool, str | None]]:
    signals = [one for signals in ear.heard("signals") for one in signals]
    for one in signals:
        assert one["kind"] != "twice" or one["member"] == ear.member
    return [(one["on"], one.get("address")) for one in signals if one["kind"] == "twice"]


def test_each_is_told_where_the_other_is_and_when_it_is_over(
    computer: Computer, make_computer: MakeComputer
) -> None:
    room, yuna, other = computer.found(), make_computer("yuna"), make_computer("other")
    _, bystander = come(room, other, "x", "10.0.0.7", "Jun")
    first, ear = come(room, yuna, "one", "10.0.0.8")
    assert told(ear) == []
    second, echo = come(room, yuna, "two", "10.0.0.9")
    assert told(ear) == [(True, "10.0.0.9")]
    assert told(echo) == [(True, "10.0.0.8")]
    go(room, second, echo)
    assert told(ear) == [(True, "10.0.0.9"), (False, None)]
    go(room, first, ear)
    gevent.sleep(0.3)
    assert told(bystander) == []


def test_two_windows_and_a_connection_that_comes_back_are_one(
    computer: Computer, make_computer: MakeComputer
) -> None:
    room, yuna = computer.found(), make_computer("yuna")
    _, ear = come(room, yuna, "one", "10.0.0.8")
    _, again = come(room, yuna, "one", "10.0.0.21")  # another network card
    gevent.sleep(0.3)
    assert told(ear) == told(again) == []


def test_a_program_that_was_killed_and_started_anew_is_no_second_one(
    computer: Computer, make_computer: MakeComputer
) -> None:
    room, yuna = computer.found(), make_computer("yuna")
    old, _ = come(room, yuna, "one", "10.0.0.8")
    _, ear = come(room, yuna, "two", "10.0.0.8")
    gevent.sleep(0.05)
    room.release(old)  # its heartbeats ended
    gevent.sleep(0.3)
    assert told(ear) == []


def test_two_copies_on_one_computer_are_noticed_once_that_is_sure(
    computer: Computer, make_computer: MakeComputer
) -> None:
    room, yuna = computer.found(), make_computer("yuna")
    _, ear = come(room, yuna, "one", "10.0.0.8")
    _, echo = come(room, yuna, "two", "10.0.0.8")
    assert told(ear) == told(echo) == []
    gevent.sleep(0.3)
    assert told(ear) == told(echo) == [(True, "10.0.0.8")]


@pytest.mark.parametrize("launches", [("", ""), ("one", "")])
def test_who_does_not_say_its_launch_is_not_judged(
    computer: Computer, make_computer: MakeComputer, launches: tuple[str, str]
) -> None:
    room, yuna = computer.found(), make_computer("yuna")
    ears = [come(room, yuna, launch, f"10.0.0.{8 + at}")[1] for at, launch in enumerate(launches)]
    gevent.sleep(0.3)
    assert [told(ear) for ear in ears] == [[], []]


def test_the_host_s_own_identity_elsewhere_is_told_to_both(computer: Computer) -> None:
    room = computer.found(present=True)
    changes: list[Any] = []
    room.twice.host_told = lambda: changes.append(room.twice.host_elsewhere)
    seat, ear = come(room, computer, "copied", "10.0.0.9", "Host")
    assert told(ear) == [(True, None)]
    go(room, seat, ear)
    assert changes == ["10.0.0.9", None]


def test_who_left_before_its_welcome_leaves_nothing_behind(
    computer: Computer, make_computer: MakeComputer
) -> None:
    room, yuna = computer.found(), make_computer("yuna")
    asking = Asking(name="Yuna", door="lan", key=yuna.key, member=yuna.identity.member)
    gone = room.admit(asking, address="10.0.0.8")
    gone.instance = "one"
    room.release(gone)
    room.enter(gone, Ear(gone.member), -1)
    _, ear = come(room, yuna, "two", "10.0.0.9")
    assert told(ear) == []
