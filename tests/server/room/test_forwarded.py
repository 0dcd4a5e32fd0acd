"""A message handed on from another room."""

from __future__ import annotations

from typing import Any

import pytest

from server.room.forwarded import Forwarded, check_forwarded, forwarded_of
from server.room.refusal import Refused
from server.room.requests import Say
from tests.server.room.people import HOST, ask, opened


def test_it_says_who_said_it_and_when_and_nothing_of_the_room() -> None:
    state, log = opened()
    handed_on = Forwarded("Minsu", 1_700_000_000_000)
    taken = ask(state, (HOST, Say("s", "tea?", forwarded=handed_on)), log=log)
    body = taken.entries[0].body
    assert body == {"text": "tea?", "forwarded": {"name": "Minsu", "at": 1_700_000_000_000}}
    assert forwarded_of(body) == handed_on


@pytest.mark.parametrize(
    "told", [Forwarded("", 1), Forwarded("x" * 41, 1), Forwarded("x", -1), Forwarded("\ud800", 1)]
)
def test_what_is_not_of_its_form_is_refused(told: Forwarded) -> None:
    with pytest.raises(Refused):
        check_forwarded(told)
    assert forwarded_of({"forwarded": {"name": told.name, "at": told.at}}) is None


@pytest.mark.parametrize("told", [None, "Minsu", [], {}, {"name": "x"}, {"name": "x", "at": True}])
def test_what_cannot_be_read_is_none(told: Any) -> None:
    assert forwarded_of({"forwarded": told}) is None
