"""What somebody who comes in is told first; the same for a room that is hosted or kept here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from server.room.acts import MODERATOR, TOPIC_LIMIT, WHY_LIMIT, rank, role_of
from server.room.mentions import MENTIONS
from server.room.names import NAME_LIMIT, ROOM_NAME_LIMIT
from server.room.profile import COLOURS, PICTURE_LIMIT, STATUS_LIMIT
from server.room.rules import TEXT_LIMIT
from server.room.state import ROOM_KINDS, Member, State, undo
from server.store import Row, entry_of
from server.wire import PAGE_ENTRIES, PROTOCOL

# A newcomer's page, and the members told at once.
NEWEST = 50
MEMBERS_AT_ONCE = 200


def welcome_of(
    state: State,
    me: Member,
    *,
    start: int,
    last: int,
    page: Iterable[Row],
    members: Any,
    members_total: int,
    rate: float = 0,
    burst: float = 0,
) -> dict[str, Any]:
    """`welcome` for member `me`, whose entries begin at `start`; `page` are those from there on
    that are here now, for what the room was before them; `members` a list, or one spelled."""
    before = undo(state, [entry_of(row) for row in page if row.kind in ROOM_KINDS])
    return {
        "protocol": PROTOCOL,
        "room": {"id": state.room, "open": state.open, **rules_of(state)},
        "you": {"id": me.id, "name": me.name, "role": role_of(state, me), **me.profile.chosen},
        "members": members,
        "members_total": members_total,
        "first": me.first,
        "from": start,
        "last": last,
        "chain": state.chain,
        "state": {
            "open": before.open,
            **rules_of(before),
            "host": before.host,
            "term": before.term,
        },
        "limits": {
            "text": TEXT_LIMIT,
            "name": NAME_LIMIT,
            "room_name": ROOM_NAME_LIMIT,
            "topic": TOPIC_LIMIT,
            "why": WHY_LIMIT,
            "mentions": MENTIONS,
            "status": STATUS_LIMIT,
            "picture": PICTURE_LIMIT,
            "colours": COLOURS,
            "history": PAGE_ENTRIES,
            "rate": _whole(rate),
            "burst": _whole(burst),
        },
    }


def _whole(number: float) -> float:
    """`number` as an integer where it is one: clients in strict languages tell 10 from 10.0."""
    return int(number) if number == int(number) else number


def rules_of(state: State) -> dict[str, Any]:
    """What holds in the room, as its members are told."""
    return {
        "name": state.name,
        "admission": state.admission,
        "topic": state.topic,
        "history": state.history,
        "slow_mode": state.slow_mode,
    }


def sees_ways(state: State, member: str) -> bool:
    """Whether `member` is told how others came in, and who saw to it."""
    return rank(state, member) >= MODERATOR


def member_of(member: Member, state: State, online: bool, *, way: bool = False) -> dict[str, Any]:
    """A member as the list of members has it; `way`: with how they came in."""
    told: dict[str, Any] = {
        "id": member.id,
        "name": member.name,
        "online": online,
        "role": role_of(state, member),
        **member.profile.chosen,
    }
    if member.key is not None:
        told["key"] = member.key
    if member.joined:
        told["joined"] = member.joined
    if member.muted:
        told["muted"] = True
    if way and member.way is not None:
        told["way"] = member.way
    if way and member.by is not None and member.by in state.members:
        told["by"] = {"id": member.by, "name": state.members[member.by].name}
    return told
