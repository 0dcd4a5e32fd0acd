"""What the page asks about the rooms that are hosted here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("host", {"name": "x"}, "malformed"),
        ("host", {"name": "", "admission": "open"}, "name_invalid"),
        ("host", {"name": "x", "admission": "all"}, "malformed"),
        ("start", {"room": "0" * 32}, "unknown_room"),
        ("stop", {"room": 7}, "malformed"),
    ],
)
def test_what_cannot_be_done_is_said(
    programs: Programs, event: str, payload: dict[str, object], code: str
) -> None:
    program = programs("one")
    assert program.page().ask(event, **payload)["error"]["code"] == code
    assert not [asked for asked in program.desk.asked if asked[0] == "open_url"]


def test_a_room_is_stopped_and_started_with_its_address(programs: Programs) -> None:
    home = programs("one").page()
    room = home.ask("host", name="방", admission="invited")["room"]
    before = home.ask("invite", room=room)
    assert home.ask("stop", room=room)["ok"]
    wait_for(
        lambda: (
            [card["state"]["kind"] for cards in home.all("rooms")[-1:] for card in cards]
            == ["stopped"]
        ),
        "the card to say so",
    )
    assert home.ask("invite", room=room)["error"]["code"] == "unknown_room"
    assert home.ask("start", room=room)["ok"]
    after = home.ask("invite", room=room)
    assert (after["link"], after["port"]) == (before["link"], before["port"])
