"""A log that begins in the middle: of a member whose history does not reach back to entry 1.

What the entries before would have told, the host tells: the rules of the room and its members as
they are now. The entries from there on say the same once more, and end where the host began, so
it does not matter that they come later. Keys are checked against the members' ids, as always.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace

from server.encoding import from_base64url
from server.identity import member_of
from server.room.refusal import malformed
from server.room.state import Member, State
from server.wire import ReceivedMember, Welcome, is_hex


def previewed(state: State, welcome: Welcome) -> State:
    """`state` with what a host tells of the room before its log is here."""
    room, host = welcome.room, welcome.state.get("host")
    return replace(
        state,
        name=room.name,
        admission=room.admission or ("open" if room.open else "invited"),
        topic=room.topic,
        history=room.history,
        slow_mode=room.slow_mode,
        host=host if isinstance(host, str) else "",
    )


def begun_late(state: State, welcome: Welcome, me: str, key: str) -> State:
    """The room before the entry `welcome.first` that begins the history of member `me`, whose key
    is `key` (base64url). Raises `Refused` malformed."""
    if not is_hex(welcome.first_chain or "", 64):
        raise malformed("the host's log begins nowhere")
    members = {member.id: member for member in members_before(state, welcome.members)}
    name = welcome.you.name
    members[me] = Member(me, name, 0, welcome.first, "lan", key=key)
    return replace(
        previewed(state, welcome),
        last=welcome.first - 1,
        chain=welcome.first_chain or "",
        members=members,
    )


def members_before(state: State, told: Iterable[ReceivedMember]) -> list[Member]:
    """Of the members that a host tells of, those the log here does not know."""
    return [
        Member(
            one.id,
            one.name,
            one.joined,
            1,
            "lan",
            key=one.key if one.key is None or _is_key_of(one.key, one.id) else None,
            role="moderator" if one.role == "moderator" else "member",
            muted=one.muted,
            **asdict(one.profile),
        )
        for one in told
        if one.id not in state.members
    ]


def _is_key_of(key: str, member: str) -> bool:
    try:
        return member_of(from_base64url(key)) == member
    except ValueError:
        return False
