"""The choices about being told of messages, as the page asks for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.doors.program import Program

Programs = Callable[[str], Program]


@pytest.mark.parametrize(
    "wrong", [{"level": "loud"}, {"sound": "yes"}, {"until": "tomorrow"}, {"level": 1}]
)
def test_what_is_no_choice_is_refused(programs: Programs, wrong: dict[str, object]) -> None:
    page = programs("one").page()
    assert page.ask("set_notices", **wrong)["error"]["code"] == "malformed"


def test_choices_are_kept(programs: Programs) -> None:
    program = programs("one")
    page = program.page()
    chosen = {"level": "mentions", "sound": False, "text": False, "until": 12}
    told = {**chosen, "service": True}
    page.ask("set_notices", **chosen)
    assert page.next("notices") == told
    program.stop()
    assert programs("one").page().next("notices") == told
