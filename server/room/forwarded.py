"""A message handed on from another room: `"forwarded"` in the body of `said`.

What it says of its author is a claim of whoever hands it on, and shown as one. Nothing in it says
which room it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .canonical import LARGEST_INTEGER, canonical
from .refusal import Refused, malformed

_NAME_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Said before by somebody called `name`, at `at` (ms) by the clock of that room's host."""

    name: str
    at: int


def check_forwarded(forwarded: Forwarded) -> None:
    """Raises `Refused` malformed."""
    if not 0 < len(forwarded.name) <= _NAME_LIMIT or not 0 <= forwarded.at <= LARGEST_INTEGER:
        raise malformed("this is no message that was handed on")
    try:
        canonical(forwarded.name)
    except ValueError as error:
        raise malformed("the name is not valid Unicode") from error


def forwarded_body(forwarded: Forwarded | None) -> dict[str, Any]:
    """What a body says of it; nothing for what was not handed on."""
    if forwarded is None:
        return {}
    return {"forwarded": {"name": forwarded.name, "at": forwarded.at}}


def forwarded_of(body: Mapping[str, Any] | None) -> Forwarded | None:
    """What a body from any log says of it; None where that is not of its form."""
    told = (body or {}).get("forwarded")
    if not isinstance(told, dict):
        return None
    name, at = told.get("name"), told.get("at")
    if not isinstance(name, str) or not isinstance(at, int) or isinstance(at, bool):
        return None
    try:
        check_forwarded(Forwarded(name, at))
    except Refused:
        return None
    return Forwarded(name, at)
