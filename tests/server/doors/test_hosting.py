"""The doors that others come through, and what the Invite panel says of them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from server.doors.guest import GuestDoor
from server.doors.lan import LanDoor
from server.doors.listener import PortTaken
from server.identity import Identity
from server.joining.typed import read_typed
from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def reachable(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(2)
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_the_lan_door_is_open_only_while_a_room_is_hosted(programs: Programs) -> None:
    home = programs("one").page()
    room = home.ask("host", name="방", admission="invited")["room"]
    panel = home.ask("invite", room=room)
    assert reachable(panel["port"])
    link = read_typed(panel["link"])
    assert (link.room, bool(link.secret)) == (room, True)  # type: ignore[union-attr]
    assert home.ask("stop", room=room)["ok"]
    wait_for(lambda: not reachable(panel["port"]), "the door to be closed")


def test_browsers_are_let_in_and_no_longer(programs: Programs) -> None:
    home = programs("one").page()
    room = home.ask("host", name="방", admission="invited")["room"]
    assert not home.ask("invite", room=room)["guests"]["open"]
    assert home.ask("guests", room=room, open=True)["ok"]
    guests = home.ask("invite", room=room)["guests"]
    assert guests["open"]
    if guests["link"]:  # this machine has an address that a phone could reach
        parts = urlsplit(guests["link"])
        said = parse_qs(parts.fragment)
        assert said["room"] == [room]
        assert said["invite"][0] not in home.ask("invite", room=room)["link"]
        assert guests["qr"].startswith("<svg")
        assert reachable(parts.port or 0)
    assert home.ask("guests", room=room, open=False)["ok"]
    assert not home.ask("invite", room=room)["guests"]["open"]


def test_a_port_that_was_asked_for_is_that_or_none(identity: Identity, taken: int) -> None:
    for door in (
        LanDoor(identity, lambda _id: None, hosts=["127.0.0.1"]),
        GuestDoor(lambda _id: None, hosts=["127.0.0.1"]),
    ):
        with pytest.raises(PortTaken):
            door.start(taken)
        assert not door.is_open


def test_without_one_the_next_free_port_is_taken_and_said(
    identity: Identity, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    monkeypatch.setattr(LanDoor, "ports", range(taken, taken + 10))
    door = LanDoor(identity, lambda _id: None, hosts=["127.0.0.1"])
    door.start()
    try:
        assert taken < door.port < taken + 10
        assert door.moved
    finally:
        door.stop()
