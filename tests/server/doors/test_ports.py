"""Opening the sockets of a door."""

from __future__ import annotations

import socket

import pytest

from server.doors.listener import NoAddress, PortTaken
from tests.server.doors.door import Door, open_door
from tests.server.doors.wire import request
from tests.support.ports import free_port


def test_a_taken_port_is_said_so() -> None:
    with open_door() as first, pytest.raises(PortTaken, match=str(first.port)):
        Door(port=first.port).start()


def test_a_taken_port_on_the_second_address_leaves_nothing_open() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.2", port)), pytest.raises(PortTaken):
        Door(hosts=("127.0.0.1", "127.0.0.2"), port=port).start()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_an_address_that_is_not_ours_is_passed_over_but_not_all() -> None:
    with open_door(hosts=("203.0.113.7", "127.0.0.1")) as door:
        assert door.listener.addresses == [("127.0.0.1", door.port)]
    with pytest.raises(NoAddress):
        Door(hosts=("203.0.113.7",)).start()


def test_one_port_on_ipv4_and_ipv6() -> None:
    with open_door(hosts=("0.0.0.0", "::")) as door:
        for host in ("127.0.0.1", "127.0.0.2", "[::1]"):
            assert request(f"http://{host}:{door.port}").status == 200
