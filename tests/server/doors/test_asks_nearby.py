"""What the page is told of rooms nearby, by whole servers that hear each other on the loopback."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[..., Program]

CARD = ("127.0.0.1",)


def shown(home: Page, **like: Any) -> list[dict[str, Any]]:
    """The rooms nearby that the page was told last, those with these values."""
    rooms: list[dict[str, Any]] = home.next("nearby")["rooms"]
    return [room for room in rooms if like.items() <= room.items()]


def until_shown(home: Page, **like: Any) -> list[dict[str, Any]]:
    return wait_for(lambda: shown(home, **like), f"a room nearby with {like}")


def port_of(home: Page, room: str) -> str:
    return f"127.0.0.1:{home.ask('invite', room=room)['port']}".removesuffix(":47800")


@pytest.fixture
def pair(programs: Programs) -> tuple[Page, Page]:
    """A host's page and a friend's."""
    return programs("host", nearby=CARD).page(), programs("friend", nearby=CARD).page()


def test_a_room_is_announced_without_its_name_unless_the_host_wants_it(
    pair: tuple[Page, Page],
) -> None:
    host, friend = pair
    name = f"방 {secrets.token_hex(4)}"
    room = host.ask("host", name=name, admission="invited")["room"]
    begun, at = time.monotonic(), port_of(host, room)
    assert host.ask("invite", room=room)["announce"] == "yes"
    wait_for(lambda: shown(friend, address=at, name=None), "the room")
    assert time.monotonic() - begun < 3
    assert host.ask("announce", room=room, announce="name")["ok"]
    wait_for(lambda: shown(friend, name=name), "its name")
    wait_for(lambda: host.all("invitation")[-1]["announce"] == "name", "the panel to say so")
    assert host.ask("announce", room=room, announce="no")["ok"]
    wait_for(lambda: not shown(friend, address=at), "nothing any more")
    assert host.ask("announce", room=room, announce="loudly")["error"]["code"] == "malformed"
    assert shown(host, name=name) == []


def test_the_choice_is_kept(programs: Programs) -> None:
    program = programs("host", nearby=CARD)
    home = program.page()
    room = home.ask("host", name="방", admission="invited")["room"]
    assert home.ask("announce", room=room, announce="no")["ok"]
    program.stop()
    home = programs("host", nearby=CARD).page()
    assert home.ask("start", room=room)["ok"]
    assert home.ask("invite", room=room)["announce"] == "no"


def test_each_of_two_rooms_of_a_host_can_be_picked(pair: tuple[Page, Page]) -> None:
    host, friend = pair
    names = [f"{name} {secrets.token_hex(4)}" for name in ("Reading", "Cooking")]
    rooms = {}
    for name in names:
        rooms[name] = host.ask("host", name=name, admission="open")["room"]
        assert host.ask("announce", room=rooms[name], announce="name")["ok"]
    for name in names:
        (there,) = until_shown(friend, name=name)
        found = friend.ask("probe_nearby", nearby=there["id"])
        assert found["kind"] == "address"
        assert len(found["check_number"]) == 29
        joined = friend.ask("join", probe=found["probe"], name="Jiyoung")
        assert joined["room"] == rooms[name]
        until_shown(friend, name=name, known=rooms[name])


def test_what_is_gone_cannot_be_picked(pair: tuple[Page, Page]) -> None:
    _, friend = pair
    assert friend.ask("probe_nearby", nearby="0" * 16)["error"]["code"] == "gone"


def test_the_window_is_told_before_anything_is_looked_for(programs: Programs) -> None:
    program = programs("one", nearby=CARD)
    home = program.page()
    home.next("nearby")
    assert home.all("nearby")[0] == {"state": "starting", "rooms": []}
    wait_for(lambda: home.all("nearby")[-1]["state"] == "looking", "the first look to end")


def test_where_rooms_are_not_looked_for_the_page_is_told_so(programs: Programs) -> None:
    assert programs("one").page().next("nearby") == {"state": "off", "rooms": []}
