"""A message handed on to other rooms of this computer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

TEA: dict[str, Any] = {"text": "Tea at four", "name": "Minsu", "at": 1_700_000_000_000}


def said(program: Program, room: str) -> list[dict[str, Any]]:
    page: Page = program.page("/room", room=room, after=-1)
    entries = [entry for some in [page.next("entries")] for entry in some]
    return [entry for entry in entries if entry["kind"] == "said"]


def test_it_is_said_in_each_room_and_names_none(programs: Callable[[str], Program]) -> None:
    program = programs("one")
    home = program.page()
    names = ("one", "two", "three")
    rooms = [home.ask("host", name=name, admission="open")["room"] for name in names]
    answer = home.ask("forward", rooms=[rooms[1], rooms[2], rooms[1], "0" * 32], **TEA)
    assert [one["room"] for one in answer["failed"]] == ["0" * 32]
    assert answer["failed"][0]["error"]["code"] == "unknown_room"
    entries = [said(program, room) for room in rooms[1:]]
    for one in entries:
        assert [entry["body"] for entry in one] == [
            {"text": "Tea at four", "forwarded": {"name": "Minsu", "at": 1_700_000_000_000}}
        ]
        assert one[0]["signature"]
    assert entries[0][0]["id"] != entries[1][0]["id"]
    assert rooms[0] not in str(entries)


def test_a_room_that_is_not_open_says_so(programs: Callable[[str], Program]) -> None:
    program = programs("one")
    home = program.page()
    room = home.ask("host", name="one", admission="open")["room"]
    home.ask("stop", room=room)
    wait_for(lambda: home.next("rooms")[0]["state"]["kind"] == "stopped", "it is stopped")
    failed = home.ask("forward", rooms=[room], **TEA)["failed"]
    assert failed[0]["error"]["code"] == "closing"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {**TEA, "rooms": []},
        {**TEA, "rooms": "all"},
        {**TEA, "rooms": [5]},
        {**TEA, "rooms": ["x"] * 21},
        {**TEA, "rooms": ["x"], "at": "now"},
        {**TEA, "rooms": ["x"], "text": 7},
    ],
)
def test_what_cannot_be_done_is_said(
    programs: Callable[[str], Program], payload: dict[str, Any]
) -> None:
    assert programs("one").page().ask("forward", **payload)["error"]["code"] == "malformed"
