"""What a room is now: a fold over its log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from .entry import START, Entry
from .facts import AdmissionChanged, Joined, Left, Opened, Renamed, Said, Unknown, read_fact


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who was admitted. `key` is the public key (base64url SPKI), None without one;
    `session` the SHA-256 of a keyless member's secret; `here` false once they left for good."""

    id: str
    name: str
    joined: int
    first: int
    door: str
    key: str | None = None
    session: str | None = None
    here: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """The room after entry `last`. `unknown` tells that kinds were passed over, so that this
    version must not host the room."""

    room: str = ""
    name: str = ""
    open: bool = False
    host: str = ""
    host_key: str = ""
    term: int = 0
    last: int = 0
    chain: str = START
    at: int = 0
    unknown: bool = False
    members: Mapping[str, Member] = field(default_factory=dict)


def fold(state: State, entries: Iterable[Entry]) -> State:
    """`state` after `entries`, which follow it without a hole.

    The members are copied once a call, not once an entry, so a batch costs one copy.
    """
    members: dict[str, Member] | None = None
    name, open_, host, host_key = state.name, state.open, state.host, state.host_key
    room, term, last, chain, at = state.room, state.term, state.last, state.chain, state.at
    unknown = state.unknown
    for entry in entries:
        last, chain, at, term = entry.number, entry.chain, entry.at, entry.term
        fact = read_fact(entry.kind, entry.body)
        match fact:
            case Said():
                continue
            case Opened():
                room, name, open_ = fact.room, fact.name, fact.open
                host, host_key = entry.author, fact.key
            case AdmissionChanged():
                open_ = fact.open
            case Joined() | Renamed() | Left():
                if members is None:
                    members = dict(state.members)
                _fold_member(members, entry, fact)
            case Unknown():
                unknown = unknown or entry.withdrawn is None
            case _:
                assert_never(fact)
    return State(
        room=room,
        name=name,
        open=open_,
        host=host,
        host_key=host_key,
        term=term,
        last=last,
        chain=chain,
        at=at,
        unknown=unknown,
        members=state.members if members is None else members,
    )


def _fold_member(members: dict[str, Member], entry: Entry, fact: Joined | Renamed | Left) -> None:
    known = members.get(entry.author)
    match fact:
        case Joined():
            members[entry.author] = Member(
                id=entry.author,
                name=entry.name,
                joined=entry.number,
                first=fact.first,
                door=fact.door,
                key=fact.key,
                session=fact.session,
            )
        case Renamed() if known is not None:
            members[entry.author] = replace(known, name=fact.name)
        case Left() if known is not None:
            members[entry.author] = replace(known, here=False)


def changed_members(before: State, after: State) -> Sequence[Member]:
    """The members that differ between two states of one room."""
    if before.members is after.members:
        return []
    old = before.members
    return [member for id, member in after.members.items() if old.get(id) != member]


@dataclass(frozen=True, slots=True)
class RoomBefore:
    """The room-wide part of a state, as `welcome` tells it."""

    name: str
    open: bool
    host: str
    term: int


# The kinds that change what is said of the room itself.
ROOM_KINDS = frozenset({"opened", "admission_changed"})


def undo(state: State, entries: Sequence[Entry]) -> RoomBefore:
    """What the room was before `entries`, the newest of its log, from the state after them.

    Every entry that changes the room itself says what was, so that a welcome can tell the
    state before the page it sends without replaying the log.
    """
    name, open_, host, term = state.name, state.open, state.host, state.term
    for entry in reversed(entries):
        match read_fact(entry.kind, entry.body):
            case Opened():
                name, open_, host, term = "", False, "", 0
            case AdmissionChanged() as fact:
                open_ = fact.was
    return RoomBefore(name, open_, host, term)
