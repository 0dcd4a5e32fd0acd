"""A code that a camera reads: what is drawn is what was said."""

from __future__ import annotations

import re

import pytest

from server.doors.drawing import LONGEST, qr_of
from server.room.refusal import Refused


def modules(svg: str) -> int:
    """How many dark and light places stand in a row, with the quiet zone of two on each side."""
    width = re.search(r'width="(\d+)"', svg)
    assert width
    return int(width[1]) // 4


def test_it_is_drawn_without_anything_else_in_it() -> None:
    svg = qr_of("sarangbang://join?v=1&room=b7#secret")
    assert svg.startswith("<svg")
    assert not re.search(r"<(?!/?(svg|g|path)\b)", svg)
    assert "secret" not in svg


def test_more_takes_more_room_and_too_much_none() -> None:
    assert modules(qr_of("sarangbang://" + "x" * 500)) > modules(qr_of("sarangbang://x"))
    qr_of("x" * LONGEST)
    with pytest.raises(Refused):
        qr_of("x" * (LONGEST + 1))
