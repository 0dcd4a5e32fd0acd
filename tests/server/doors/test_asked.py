"""What the page asks, read value by value."""

from __future__ import annotations

import pytest

from server.doors.asked import Asked
from server.room.refusal import Refused


def test_each_value_has_its_type() -> None:
    asked = Asked({"name": "x", "open": False, "number": 7, "none": None}, "sid")
    assert (asked.text("name"), asked.flag("open"), asked.number("number")) == ("x", False, 7)
    assert asked.has("name")
    assert not asked.has("none")


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (Asked.text, "number"),
        (Asked.flag, "number"),
        (Asked.number, "flag"),
        (Asked.number, "huge"),
        (Asked.text, "none"),
    ],
)
def test_a_value_of_another_type_is_refused(read: object, name: str) -> None:
    asked = Asked({"number": 7, "flag": True, "huge": 2**70}, "sid")
    assert callable(read)
    with pytest.raises(Refused, match="malformed"):
        read(asked, name)
