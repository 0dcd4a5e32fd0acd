"""Invitations as they travel: what is asked of a host, and what a host answers a moderator."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec

from server.invitation import parse_link
from server.room.names import clean_name
from server.room.refusal import Refused, malformed
from server.wire import is_hex, read

# The requests by name.
INVITING = ("make_invitation", "invitations", "revoke_invitation")

DOORS = ("lan", "guest")
MOST_USES, MOST_HOURS = 1000, 366 * 24
LABEL_LIMIT = 60

# What is read of a host's answer at most.
_MOST_LISTED, _MOST_CAME, _LONGEST_LINK = 200, 50, 4000
_STANDINGS = ("good", "used_up", "over", "taken_back")


class Make(msgspec.Struct):
    """A `make_invitation` request; None for no limit."""

    uses: int | None = None
    hours: int | None = None
    label: str = ""
    door: str = "lan"


class Revoke(msgspec.Struct):
    """A `revoke_invitation` request."""

    invitation: str


def read_make(payload: Any) -> Make:
    """A `make_invitation` request; raises `Refused` malformed, name_invalid."""
    make = read(payload, Make)
    if make.uses is not None and not 1 <= make.uses <= MOST_USES:
        raise malformed(f"`uses` is 1 to {MOST_USES}")
    if make.hours is not None and not 1 <= make.hours <= MOST_HOURS:
        raise malformed(f"`hours` is 1 to {MOST_HOURS}")
    if make.door not in DOORS:
        raise malformed(f"`door` is one of {', '.join(DOORS)}")
    make.label = clean_name(make.label, LABEL_LIMIT) if make.label.strip() else ""
    return make


def read_revoke(payload: Any) -> Revoke:
    """A `revoke_invitation` request; raises `Refused` malformed."""
    revoke = read(payload, Revoke)
    if not is_hex(revoke.invitation, 64):
        raise malformed("this is no invitation's id")
    return revoke


def check_inviting(name: str, payload: Any) -> None:
    """Refuse what no host could grant, before it is sent to one; raises `Refused`."""
    if name == "make_invitation":
        read_make(payload)
    elif name == "revoke_invitation":
        read_revoke(payload)


class _Person(msgspec.Struct):
    id: str
    name: str


class _Told(msgspec.Struct):
    invitation: str
    label: str
    door: str
    by: _Person | None
    made_at: int
    uses: int | None
    used: int
    left_ms: int | None
    always: bool
    standing: str
    came: list[_Person]
    link: str


class _Listed(msgspec.Struct):
    invitations: list[_Told]
    guests: bool


class _Made(msgspec.Struct):
    invitation: _Told


def read_answer(name: str, answer: Any) -> dict[str, Any]:
    """What a host answered to the request `name`, of its form; raises `Refused` malformed."""
    if not isinstance(answer, dict) or answer.get("ok") is not True:
        return answer if isinstance(answer, dict) else {}
    match name:
        case "make_invitation":
            made = read(answer, _Made).invitation
            return {"ok": True, "invitation": _checked(made)}
        case "invitations":
            listed = read(answer, _Listed)
            told = [_checked(one) for one in listed.invitations[:_MOST_LISTED]]
            return {"ok": True, "invitations": told, "guests": listed.guests}
    return {"ok": True}


def _checked(told: _Told) -> dict[str, Any]:
    told.came = told.came[:_MOST_CAME]
    people = [*told.came, *([told.by] if told.by is not None else [])]
    sound = (
        is_hex(told.invitation, 64)
        and len(told.label) <= 4 * LABEL_LIMIT
        and told.door in DOORS
        and told.standing in _STANDINGS
        and all(len(one.id) <= 128 and len(one.name) <= 256 for one in people)
        and _is_link(told.link, told.door)
    )
    if not sound:
        raise malformed("an invitation of the host's is not of its form")
    spelled: dict[str, Any] = msgspec.to_builtins(told)
    return spelled


def _is_link(link: str, door: str) -> bool:
    """Whether `link` is one that can be handed on: to the program, or to a browser."""
    if not link:
        return True
    if len(link) > _LONGEST_LINK:
        return False
    try:
        if door == "lan":
            parse_link(link)
            return True
        return urlsplit(link).scheme == "http"
    except (Refused, ValueError):
        return False
