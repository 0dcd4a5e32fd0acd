"""What the page asks about rooms elsewhere; joining itself is in ../test_joining.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.doors.program import Program

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
