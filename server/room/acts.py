"""Who may change what holds for the room, and what may be done to whom.

The host may do everything; a moderator what is done to those without a role. What is so already
is refused as `no_change`, so that no entry says nothing.
"""

from __future__ import annotations

from typing import Any, assert_never

from .names import ROOM_NAME_LIMIT, clean_name
from .refusal import Refused, malformed
from .requests import (
    ActOn,
    Ban,
    FreeName,
    Mute,
    Remove,
    RenameRoom,
    SetAdmission,
    SetHistory,
    SetRole,
    SetRule,
    SetSlowMode,
    SetTopic,
    Unban,
    Unmute,
)
from .state import ADMISSIONS, ALL_HISTORY, OPEN, Member, State

TOPIC_LIMIT = 200
WHY_LIMIT = 200
# A page of history is what a newcomer reads at once; a million is all of any room.
HISTORY_LIMIT = 1_000_000
# An hour between two messages is nearly silence.
SLOWEST = 3600

MEMBER, MODERATOR, HOST = 1, 2, 3


def rank(state: State, member: str) -> int:
    """How much `member` may do: MEMBER, MODERATOR or HOST; 0 for who is not here."""
    if member == state.host:
        return HOST
    known = state.members.get(member)
    if known is None or not known.here:
        return 0
    return MODERATOR if known.role == "moderator" else MEMBER


def role_of(state: State, member: Member) -> str:
    """ "host", "moderator", "member", or "guest" for who has no key and no role."""
    if member.id == state.host:
        return "host"
    if member.role == "moderator":
        return "moderator"
    return "member" if member.key else "guest"


def rule_body(state: State, author: str, request: SetRule) -> dict[str, Any]:
    """The body of the entry that `request` becomes; raises `Refused`."""
    if rank(state, author) < MODERATOR:
        raise Refused("not_allowed", "Only the host and moderators can do this.")
    match request:
        case RenameRoom():
            return _change("name", clean_name(request.name, ROOM_NAME_LIMIT), state.name)
        case SetTopic():
            return _change("topic", _one_line(request.topic, TOPIC_LIMIT), state.topic)
        case SetHistory():
            return _change("history", request.history, state.history)
        case SetSlowMode():
            return _change("seconds", request.seconds, state.slow_mode)
        case SetAdmission():
            _change("admission", request.admission, state.admission)
            return {
                "open": request.admission == OPEN,
                "was": state.open,
                "admission": request.admission,
                "admission_was": state.admission,
            }
        case _:
            assert_never(request)


def _change(what: str, now: Any, was: Any) -> dict[str, Any]:
    if now == was:
        raise Refused("no_change", "It is so already.")
    return {what: now, "was": was}


def act_body(state: State, author: str, request: ActOn) -> dict[str, Any]:
    """The body of the entry that `request` becomes; raises `Refused`."""
    mine, known = rank(state, author), state.members.get(request.member)
    if mine < (HOST if isinstance(request, SetRole) else MODERATOR):
        raise Refused("not_allowed", "Only the host and moderators can do this.")
    if request.member in (author, state.host) or mine <= rank(state, request.member):
        raise Refused("not_allowed", "This cannot be done to them.")
    if known is None and not (isinstance(request, Ban) and request.name is not None):
        raise Refused("unknown_member", "There is nobody like that in this room.")
    body: dict[str, Any] = {"member": request.member}
    match request:
        case SetRole():
            assert known is not None
            if not known.here:
                raise Refused("unknown_member", "They are no longer in this room.")
            body |= _change("role", request.role, known.role)
        case Mute() | Unmute():
            _change("muted", isinstance(request, Mute), known is not None and known.muted)
        case Remove() | Ban():
            out = known.out if known is not None else ""
            gone = known is None or not known.here
            if (isinstance(request, Ban) and out == "banned") or (
                isinstance(request, Remove) and gone
            ):
                raise Refused("no_change", "They are out already.")
            body["why"] = _one_line(request.why, WHY_LIMIT)
        case Unban():
            _change("out", False, known is not None and known.out == "banned")
        case FreeName():
            _change("free", True, known is not None and known.name_freed)
        case _:
            assert_never(request)
    body["name"] = known.name if known is not None else getattr(request, "name", "")
    return body


def check_form(request: SetRule | ActOn) -> None:
    """Refuse what no state of any room could make right; raises `Refused`."""
    match request:
        case RenameRoom():
            clean_name(request.name, ROOM_NAME_LIMIT)
        case SetTopic():
            _one_line(request.topic, TOPIC_LIMIT)
        case SetAdmission() if request.admission not in ADMISSIONS:
            raise malformed(f"`admission` is one of {', '.join(ADMISSIONS)}")
        case SetHistory() if not ALL_HISTORY <= request.history <= HISTORY_LIMIT:
            raise malformed(f"`history` is -1 to {HISTORY_LIMIT}")
        case SetSlowMode() if not 0 <= request.seconds <= SLOWEST:
            raise malformed(f"`seconds` is 0 to {SLOWEST}")
        case SetRole() if request.role not in ("moderator", "member"):
            raise malformed("`role` is moderator or member")
        case Remove() | Ban():
            _one_line(request.why, WHY_LIMIT)


def _one_line(text: str, limit: int) -> str:
    """A text for a headline: like a name, but it may be empty."""
    return clean_name(text, limit) if text.strip() else ""
