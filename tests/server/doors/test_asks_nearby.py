"""What the page is told of rooms nearby, by whole servers that hear each other on the loopback."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[..., Program]

pytestmark = pytest.mark.nearby

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
    at = port_of(host, room)
    assert host.ask("invite", room=room)["announce"] == "yes"
    wait_for(lambda: shown(friend, address=at, name=None), "the room")
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


def come_in(host: Page, friend: Page, room: str) -> None:
    found = friend.ask("probe", text=f"127.0.0.1:{host.ask('invite', room=room)['port']}")
    assert friend.ask("join", probe=found["probe"], name="Jiyoung")["room"] == room


def card(home: Page, room: str) -> dict[str, Any]:
    cards = [*home.all("home")[-1]["rooms"], *(home.all("rooms") or [[]])[-1]]
    return next((one for one in reversed(cards) if one["id"] == room), {"state": {"kind": ""}})


def test_one_is_told_once_when_a_room_opens_that_one_waits_for(programs: Programs) -> None:
    away, waiting = programs("host", nearby=CARD), programs("friend", nearby=CARD)
    host, friend = away.page(), waiting.page()
    room = host.ask("host", name="방", admission="open")["room"]
    come_in(host, friend, room)
    assert friend.ask("tell_me", room=room, on=True)["ok"]
    wait_for(lambda: card(friend, room).get("tell_me") is True, "the card to say so")
    assert host.ask("stop", room=room)["ok"]
    wait_for(lambda: card(friend, room)["state"]["kind"] == "closed_by_host", "it to be closed")
    assert friend.all("opened") == []
    assert host.ask("start", room=room)["ok"]
    assert friend.next("opened") == {"room": room}
    wait_for(lambda: card(friend, room)["state"]["kind"] == "connected", "to be there")
    assert ("ask_attention",) in waiting.desk.asked
    assert friend.ask("tell_me", room=room, on=False)["ok"]
    assert host.ask("stop", room=room)["ok"]
    wait_for(lambda: card(friend, room)["state"]["kind"] == "closed_by_host", "it to be closed")
    assert host.ask("start", room=room)["ok"]
    wait_for(lambda: card(friend, room)["state"]["kind"] == "connected", "to be there")
    time.sleep(0.3)
    assert len(friend.all("opened")) == 1


def test_a_room_that_one_has_left_is_still_waited_for(pair: tuple[Page, Page]) -> None:
    host, friend = pair
    room = host.ask("host", name="방", admission="open")["room"]
    come_in(host, friend, room)
    assert friend.ask("leave", room=room)["ok"]
    assert friend.ask("tell_me", room=room, on=True)["ok"]
    until_shown(friend, known=room)
    assert friend.all("opened") == [], "it was open all the time"


def test_one_s_own_room_is_not_waited_for(pair: tuple[Page, Page]) -> None:
    host, _ = pair
    room = host.ask("host", name="방", admission="open")["room"]
    assert host.ask("tell_me", room=room, on=True)["error"]["code"] == "not_allowed"


def test_a_host_that_comes_back_elsewhere_is_met_there_at_once(programs: Programs) -> None:
    away, follower = programs("host", nearby=CARD), programs("friend", nearby=CARD)
    host, friend = away.page(), follower.page()
    room = host.ask("host", name="방", admission="open")["room"]
    before = host.ask("invite", room=room)["port"]
    come_in(host, friend, room)
    wait_for(lambda: card(friend, room)["state"]["kind"] == "connected", "to be there")
    away.stop()
    with socket.create_server(("127.0.0.1", before), reuse_port=False) as taken:
        del taken
        home = programs("host", nearby=CARD).page()
        assert home.ask("start", room=room)["ok"]
        now = home.ask("invite", room=room)["port"]
        assert now != before
        begun = time.monotonic()
        wait_for(lambda: card(friend, room)["state"]["kind"] == "connected", "to be there again")
        assert time.monotonic() - begun < 3
        wait_for(lambda: card(friend, room)["address"] == f"127.0.0.1:{now}", "the new address")


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
