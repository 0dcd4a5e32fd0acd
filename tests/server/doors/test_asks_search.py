"""What the page asks of all that was said; finding itself is in ../test_library.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.doors.program import Program


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({}, "malformed"),
        ({"text": 7}, "malformed"),
        ({"text": "x" * 201}, "malformed"),
        ({"text": "x", "limit": "many"}, "malformed"),
        ({"text": "x", "room": "0" * 32}, "unknown_room"),
    ],
)
def test_what_cannot_be_done_is_said(
    programs: Callable[[str], Program], payload: dict[str, object], code: str
) -> None:
    assert programs("one").page().ask("search", **payload)["error"]["code"] == code
