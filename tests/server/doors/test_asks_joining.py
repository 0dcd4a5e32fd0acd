"""What the page asks about rooms elsewhere; joining itself is in ../test_joining.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.replica import allowance
from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("probe", {"text": "no such thing!"}, "bad_address"),
        ("probe", {"text": "sarangbang://join?v=1"}, "bad_link"),
        ("join", {"probe": "unknown", "name": "x"}, "no_answer"),
    ],
)
def test_what_cannot_be_done_is_said(
    programs: Programs, event: str, payload: dict[str, object], code: str
) -> None:
    program = programs("one")
    assert program.page().ask(event, **payload)["error"]["code"] == code
    assert not [asked for asked in program.desk.asked if asked[0] == "open_url"]


def test_a_room_that_was_too_big_goes_on_once_it_may(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    found = door.ask("probe", text=f"127.0.0.1:{home.ask('invite', room=room)['port']}")
    monkeypatch.setattr(allowance, "MOST", 20_000)
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    own = host.page("/room", room=room)
    own.next("welcome")
    for text in ("가" * 3000, "나" * 3000, "the last"):
        own.say(text)

    def card() -> dict[str, Any]:
        told = door.all("rooms")
        return dict(told[-1][0]) if told else {"state": {}, "last": None}

    wait_for(lambda: card()["state"].get("code") == "room_too_big", "it to stop")
    assert door.ask("retry_now", room=room)["ok"]
    wait_for(lambda: (card()["last"] or {}).get("text") == "the last", "all to be here")
    assert card()["state"]["kind"] == "connected"


def test_before_joining_one_learns_what_the_room_asks_and_what_one_may_read(
    programs: Programs,
) -> None:
    host = programs("host")
    far, home = programs("friend").page(), host.page()
    room = home.ask("host", name="방", admission="ask")["room"]
    inside = host.page("/room", room=room)
    invitation = home.ask("invite", room=room)
    address = f"127.0.0.1:{invitation['port']}"
    told = far.ask("probe", text=address)
    assert (told["admission"], told["history"], told["invite_needed"]) == ("ask", -1, False)
    assert inside.ask("set_history", id="h-1", history=50)["ok"]
    assert inside.ask("set_admission", id="a-1", admission="invited")["ok"]
    told = far.ask("probe", text=address)
    assert (told["admission"], told["history"], told["invite_needed"]) == ("invited", 50, True)
    link = invitation["link"].partition("&at=")[0] + f"&at={address}"
    told = far.ask("probe", text=link + "#" + invitation["link"].partition("#")[2])
    assert (told["history"], told["invite_needed"]) == (50, False)
    assert "방" not in str(told)  # the room's name is for who is in it
