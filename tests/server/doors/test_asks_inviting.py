"""What the page asks about invitations: of a room here, of one elsewhere, and as a drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_of_a_room_here_whether_or_not_it_is_on_the_screen(programs: Programs) -> None:
    home = programs("host").page()
    room = home.ask("host", name="방", admission="invited")["room"]
    made = home.ask("make_invitation", room=room, uses=5, hours=1, label="동아리")["invitation"]
    assert (made["label"], made["uses"], made["standing"]) == ("동아리", 5, "good")

    def limited() -> dict[str, Any]:
        listed = home.ask("invitations", room=room)["invitations"]
        (one,) = [one for one in listed if not one["always"]]
        return dict(one)

    assert limited()["invitation"] == made["invitation"]
    assert home.ask("revoke_invitation", room=room, invitation=made["invitation"])["ok"]
    assert limited()["standing"] == "taken_back"
    for payload, code in (
        ({"room": room, "uses": 0}, "malformed"),
        ({"room": "0" * 32}, "unknown_room"),
        ({}, "malformed"),
        ({"room": room, "door": "guest"}, "guests_closed"),
    ):
        answer = home.ask("make_invitation", **payload)
        assert answer["error"]["code"] == code, payload
    assert home.ask("stop", room=room)["ok"]
    assert home.ask("invitations", room=room)["error"]["code"] == "closing"


def test_of_a_room_elsewhere_as_its_moderator(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    port = home.ask("invite", room=room)["port"]
    found = door.ask("probe", text=f"127.0.0.1:{port}")
    assert door.ask("join", probe=found["probe"], name="지영")["room"] == room
    theirs = friend.page("/room", room=room)
    member = theirs.next("welcome")["you"]["id"]

    def card() -> Any:
        cards = door.all("rooms")[-1] if door.all("rooms") else []
        return next((one for one in cards if one["id"] == room), {})

    wait_for(lambda: card().get("state", {}).get("kind") == "connected", "the card")
    assert not card()["moderates"]
    refused = door.ask("make_invitation", room=room, uses=1)
    assert refused["error"]["code"] == "not_allowed"
    ours = host.page("/room", room=room)
    ours.next("welcome")
    assert ours.ask("set_role", id="r", member=member, role="moderator")["ok"]
    wait_for(lambda: card()["moderates"], "the card to say so")
    made = door.ask("make_invitation", room=room, uses=1)["invitation"]
    assert made["by"] == {"id": member, "name": "지영"}
    assert [one["invitation"] for one in home.ask("invitations", room=room)["invitations"]] == [
        made["invitation"]
    ]
    assert home.ask("stop", room=room)["ok"]
    wait_for(lambda: not card()["moderates"], "the card to say that nothing can be done")
    assert door.ask("invitations", room=room)["error"]["code"] == "away"


def test_only_invitations_are_drawn(programs: Programs) -> None:
    home = programs("host").page()
    for link in ("sarangbang://join?v=1#secret", "http://192.168.0.5:47880/#room=b7"):
        assert home.ask("qr", text=link)["qr"].startswith("<svg")
    assert home.ask("qr", text="https://elsewhere/")["error"]["code"] == "malformed"
    assert home.ask("qr")["error"]["code"] == "malformed"
    assert home.ask("qr", text="http://" + "x" * 5000)["error"]["code"] == "too_long"
