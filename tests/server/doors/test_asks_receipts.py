"""Whether others are told up to where one has read, as the page asks for it."""

from __future__ import annotations

from collections.abc import Callable

from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_the_choice_is_told_to_every_page_and_kept(programs: Programs) -> None:
    program = programs("one")
    page, other = program.page(), program.page()
    assert page.next("receipts") == {"on": True}
    assert page.ask("set_receipts", on=False)["ok"]
    wait_for(lambda: other.next("receipts") == {"on": False}, "the other page to hear it")
    assert page.ask("set_receipts", on="yes")["error"]["code"] == "malformed"
    program.stop()
    assert programs("one").page().next("receipts") == {"on": False}
