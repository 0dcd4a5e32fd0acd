"""What is done to a room, its members and what was said, and how one shows oneself, as it comes
from untrusted JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from server.room.canonical import LARGEST_INTEGER
from server.room.profile import told_profile
from server.room.refusal import malformed
from server.room.requests import (
    ActOn,
    Amend,
    Ban,
    FreeName,
    Mute,
    Pin,
    React,
    RemarkOn,
    Remove,
    RenameRoom,
    Request,
    SetAdmission,
    SetHistory,
    SetProfile,
    SetRole,
    SetRule,
    SetSlowMode,
    SetTopic,
    Unban,
    Unmute,
    Unpin,
    Withdraw,
)
from server.room.rules import check_form
from server.wire import check_signed, read


class Numbered(msgspec.Struct):
    """A request about one entry."""

    number: int


class Answer(msgspec.Struct):
    """An `answer_knock` request."""

    knock: str
    answer: str


_FORMS: dict[str, type[SetRule | ActOn | RemarkOn | SetProfile]] = {
    "rename_room": RenameRoom,
    "set_topic": SetTopic,
    "set_admission": SetAdmission,
    "set_history": SetHistory,
    "set_slow_mode": SetSlowMode,
    "set_role": SetRole,
    "mute": Mute,
    "unmute": Unmute,
    "remove": Remove,
    "ban": Ban,
    "unban": Unban,
    "free_name": FreeName,
    "amend": Amend,
    "withdraw": Withdraw,
    "react": React,
    "pin": Pin,
    "unpin": Unpin,
    "profile": SetProfile,
}
# The requests by name.
ACTS = tuple(_FORMS)


def read_act(name: str, payload: Any) -> Request:
    """The request `name`, one of ACTS; raises `Refused` malformed, name_invalid and the like."""
    if isinstance(payload, dict):
        # A ban's `name` is for the host to fill in, for somebody who was never a member.
        payload = {key: payload[key] for key in payload if (name, key) != ("ban", "name")}
    request: Request = read(payload, _FORMS[name])
    check_form(request)
    if isinstance(request, Amend):
        check_signed(request)
    if isinstance(request, RemarkOn) and not 0 <= request.number <= LARGEST_INTEGER:
        raise malformed("`number` is no entry's number")
    return request


def read_number(payload: Any) -> int:
    """The number in a request about one entry; raises `Refused` malformed."""
    number = read(payload, Numbered).number
    if not 0 <= number <= LARGEST_INTEGER:
        raise malformed("`number` is no entry's number")
    return number


def read_answer(payload: Any) -> Answer:
    """An `answer_knock` request; raises `Refused` malformed."""
    return read(payload, Answer)


_MOST_KNOCKS = 100


class _Knock(msgspec.Struct, omit_defaults=True):
    knock: str
    name: str
    address: str
    door: str
    since: int
    known: bool = False
    like: str | None = None
    was: str | None = None
    removed: bool = False
    member: str | None = None
    check_number: str | None = None
    # Of any form: what cannot be shown counts as left out.
    colour: Any = None
    picture: Any = None


def read_knocks(payload: Any) -> list[dict[str, Any]]:
    """Who waits, as a host told a moderator; raises `Refused` malformed."""
    knocks = read(payload, list[_Knock])[:_MOST_KNOCKS]
    for knock in knocks:
        looks = told_profile({"colour": knock.colour, "picture": knock.picture})
        knock.colour, knock.picture = looks.colour, looks.picture or None
    return [msgspec.to_builtins(knock) for knock in knocks]


ACT_READERS: dict[str, Callable[[Any], Request]] = {name: partial(read_act, name) for name in ACTS}
