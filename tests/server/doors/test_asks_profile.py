"""How one shows oneself, as the page asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_the_choice_is_told_to_every_page_and_kept(programs: Programs) -> None:
    program = programs("one")
    page, other = program.page(), program.page()
    assert page.next("profile") == {}
    assert page.ask("set_profile", status=" 점심 ", colour=0, picture="🦊")["ok"]
    chosen = {"status": "점심", "colour": 0, "picture": "🦊"}
    wait_for(lambda: other.next("profile") == chosen, "the other page to hear it")
    program.stop()
    page = programs("one").page()
    assert page.next("profile") == chosen
    # What is left out is not chosen any more.
    assert page.ask("set_profile", colour=None, picture="민")["ok"]
    wait_for(lambda: page.next("profile") == {"picture": "민"}, "the other choice")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"status": "one\ntwo"}, "status_invalid"),
        ({"status": 7}, "malformed"),
        ({"colour": 12}, "malformed"),
        ({"colour": "3"}, "malformed"),
        ({"picture": "abc"}, "picture_invalid"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    programs: Programs, asked: dict[str, object], code: str
) -> None:
    page = programs("one").page()
    assert page.ask("set_profile", **asked)["error"]["code"] == code
    assert page.next("profile") == {}
