"""At which own addresses others have come."""

from __future__ import annotations

import socket

import pytest

from server.doors.callers import MOST, Callers, address_taken
from server.doors.limits import Limits
from tests.server.doors.door import open_door
from tests.server.doors.wire import WebSocket
from tests.support.wait import wait_for


class Taken:
    """A socket that was taken at an address."""

    def __init__(self, own: str) -> None:
        self._own = own

    def getsockname(self) -> tuple[str, int]:
        return self._own, 47800


@pytest.mark.parametrize(
    ("own", "caller", "address"),
    [
        ("192.168.0.5", "192.168.0.9", "192.168.0.5"),
        ("::ffff:192.168.0.5", "192.168.0.9", "192.168.0.5"),
        ("fd00::5", "fd00::9", "fd00::5"),
        ("192.168.0.5", "192.168.0.5", ""),
        ("127.0.0.1", "127.0.0.1", ""),
        ("127.0.0.1", "127.0.0.2", ""),
        ("::1", "::1", ""),
    ],
)
def test_this_computer_itself_is_no_caller(own: str, caller: str, address: str) -> None:
    assert address_taken(Taken(own), caller) == address


def test_a_socket_that_has_ended_is_no_caller() -> None:
    with socket.socket() as ended:
        pass
    assert address_taken(ended, "192.168.0.9") == ""


def test_the_latest_comes_first_and_news_are_told_once() -> None:
    now = [0.0]
    callers = Callers(lambda: now[0])
    told: list[bool] = []
    callers.changed = lambda: told.append(True)
    for moment, own in enumerate(["a", "b", "a", ""]):
        now[0] = moment
        callers.arrived(own)
    assert callers.addresses == ["a", "b"]
    assert len(told) == 2
    now[0] = 10
    callers.admitted("b")
    now[0] = 11
    callers.admitted("a")
    assert [address for address, _ in callers.came_in] == ["a", "b"]
    assert callers.came_since(10.5)
    assert not callers.came_since(11)


def test_addresses_are_few() -> None:
    callers = Callers()
    for number in range(10 * MOST):
        callers.arrived(str(number))
        callers.admitted(str(number))
    assert len(callers.addresses) == len(callers.came_in) == MOST


def test_a_door_notes_who_comes_and_who_is_let_in() -> None:
    """From this very computer, so nothing: but the way there is the same."""
    with open_door(limits=Limits()) as door, WebSocket(door.url) as member:
        member.join(friend=True)
        wait_for(lambda: door.members() == 1, "to be let in")
        assert door.listener.lobby.callers.addresses == []
