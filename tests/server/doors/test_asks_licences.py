"""What the page asks of what the program is made of."""

from __future__ import annotations

from collections.abc import Callable

from tests.server.doors.program import Program


def test_each_part_has_its_licence(programs: Callable[[str], Program]) -> None:
    home = programs("one").page()
    told = home.ask("licences")
    assert told["own"].startswith("MIT License")
    flask = next(part for part in told["parts"] if part["name"].lower() == "flask")
    assert "Redistribution" in home.ask("licence", at=flask["at"])["text"]
    assert home.ask("licence", at=-1)["error"]["code"] == "malformed"
