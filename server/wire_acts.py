"""What is done to a room, or to somebody in it, as it comes from untrusted JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from server.room.requests import (
    ActOn,
    Ban,
    FreeName,
    Mute,
    Remove,
    RenameRoom,
    Request,
    SetAdmission,
    SetHistory,
    SetRole,
    SetRule,
    SetSlowMode,
    SetTopic,
    Unban,
    Unmute,
)
from server.room.rules import check_form
from server.wire import read


class Answer(msgspec.Struct):
    """An `answer_knock` request."""

    knock: str
    answer: str


_FORMS: dict[str, type[SetRule | ActOn]] = {
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
}
# The requests by name.
ACTS = tuple(_FORMS)


def read_act(name: str, payload: Any) -> Request:
    """The request `name`, one of ACTS; raises `Refused` malformed, name_invalid."""
    if isinstance(payload, dict):
        # A ban's `name` is for the host to fill in, for somebody who was never a member.
        payload = {key: payload[key] for key in payload if (name, key) != ("ban", "name")}
    request: Request = read(payload, _FORMS[name])
    check_form(request)
    return request


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
    member: str | None = None
    check_number: str | None = None


def read_knocks(payload: Any) -> list[dict[str, Any]]:
    """Who waits, as a host told a moderator; raises `Refused` malformed."""
    knocks = read(payload, list[_Knock])[:_MOST_KNOCKS]
    return [msgspec.to_builtins(knock) for knock in knocks]


ACT_READERS: dict[str, Callable[[Any], Request]] = {name: partial(read_act, name) for name in ACTS}
