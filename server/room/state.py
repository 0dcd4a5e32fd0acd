"""What a room is now: a fold over its log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, assert_never

from .entry import START, Entry
from .facts import (
    Act,
    AdmissionChanged,
    Amended,
    Banned,
    HistoryChanged,
    Joined,
    Left,
    Muted,
    NameFreed,
    Opened,
    Pinned,
    Profiled,
    Reacted,
    Removed,
    Renamed,
    RoleChanged,
    RoomRenamed,
    Said,
    SlowModeChanged,
    TopicChanged,
    Unbanned,
    Unknown,
    Unmuted,
    Unpinned,
    Withdrawn,
    read_fact,
)
from .profile import Profile, told_profile

OPEN, ASK, INVITED = "open", "ask", "invited"
ADMISSIONS = (OPEN, ASK, INVITED)
# Newcomers may read all; or, as a number, so many entries before their joining.
ALL_HISTORY = -1


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who was admitted, or is banned. `key` is the public key (base64url SPKI), None
    without one; `session` the SHA-256 of a keyless member's secret; `here` false once they left
    for good; `out` how, if not of their own will ("removed", "banned"); `way` how they came in,
    `by` who saw to it, `invite` the SHA-256 of the invitation they came by; `status`, `colour` and
    `picture` are their profile."""

    id: str
    name: str
    joined: int
    first: int
    door: str
    key: str | None = None
    session: str | None = None
    here: bool = True
    role: str = "member"
    muted: bool = False
    out: str = ""
    name_freed: bool = False
    by: str | None = None
    way: str | None = None
    invite: str | None = None
    status: str = ""
    colour: int | None = None
    picture: str = ""

    @property
    def profile(self) -> Profile:
        """How they show themselves."""
        return Profile(self.status, self.colour, self.picture)


@dataclass(frozen=True, slots=True)
class State:
    """The room after entry `last`. `admission`, `topic`, `history` and `slow_mode` (seconds) are
    its rules; `unknown` tells that kinds were passed over, so that this version must not host."""

    room: str = ""
    name: str = ""
    admission: str = INVITED
    topic: str = ""
    history: int = ALL_HISTORY
    slow_mode: int = 0
    host: str = ""
    host_key: str = ""
    term: int = 0
    last: int = 0
    chain: str = START
    at: int = 0
    unknown: bool = False
    members: Mapping[str, Member] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether anyone on the network may come in."""
        return self.admission == OPEN


def fold(state: State, entries: Iterable[Entry]) -> State:
    """`state` after `entries`, which follow it without a hole.

    The members are copied once a call, not once an entry, so a batch costs one copy.
    """
    members: dict[str, Member] | None = None
    changed: dict[str, Any] = {}
    last: Entry | None = None
    for entry in entries:
        last = entry
        fact = read_fact(entry.kind, entry.body)
        match fact:
            case Said() | Amended() | Withdrawn() | Reacted() | Pinned() | Unpinned():
                continue
            case Opened():
                changed |= {"room": fact.room, "name": fact.name, "host": entry.author}
                changed |= {"host_key": fact.key, "admission": _admission(fact)}
                changed["history"] = ALL_HISTORY if fact.history is None else fact.history
            case AdmissionChanged():
                changed["admission"] = _admission(fact)
            case RoomRenamed():
                changed["name"] = fact.name
            case TopicChanged():
                changed["topic"] = fact.topic
            case HistoryChanged():
                changed["history"] = fact.history
            case SlowModeChanged():
                changed["slow_mode"] = fact.seconds
            case Joined() | Renamed() | Profiled() | Left():
                members = dict(state.members) if members is None else members
                _fold_member(members, entry, fact)
            case Unknown():
                changed["unknown"] = changed.get("unknown") or entry.withdrawn is None
            case _:
                members = dict(state.members) if members is None else members
                _fold_act(members, fact)
    if last is None:
        return state
    if not changed.get("unknown"):
        changed.pop("unknown", None)  # once passed over stays passed over
    return replace(
        state,
        **changed,
        last=last.number,
        chain=last.chain,
        at=last.at,
        term=last.term,
        members=state.members if members is None else members,
    )


def _admission(fact: Opened | AdmissionChanged) -> str:
    if fact.admission in ADMISSIONS:
        return fact.admission
    return OPEN if fact.open else INVITED


def _fold_member(
    members: dict[str, Member], entry: Entry, fact: Joined | Renamed | Profiled | Left
) -> None:
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
                muted=known is not None and known.muted,
                by=fact.by,
                way=fact.way,
                invite=fact.invite,
            )
        case Renamed() if known is not None:
            members[entry.author] = replace(known, name=fact.name, name_freed=False)
        case Profiled() if known is not None:
            profile = told_profile(asdict(fact))
            members[entry.author] = replace(known, **asdict(profile))
        case Left() if known is not None:
            members[entry.author] = replace(known, here=False, role="member")


def _fold_act(members: dict[str, Member], act: Act) -> None:
    known = members.get(act.member)
    if known is None:
        # Whoever asked to come in can be banned before having been here.
        if not isinstance(act, Banned):
            return
        known = Member(act.member, act.name or "", 0, 0, "", here=False)
    match act:
        case RoleChanged():
            known = replace(known, role=act.role)
        case Muted():
            known = replace(known, muted=True)
        case Unmuted():
            known = replace(known, muted=False)
        case Removed():
            known = replace(known, out="removed")
        case Banned():
            known = replace(known, out="banned")
        case Unbanned():
            known = replace(known, out="")
        case NameFreed():
            known = replace(known, name_freed=True)
        case _:
            assert_never(act)
    members[act.member] = known


def changed_members(before: State, after: State) -> Sequence[Member]:
    """The members that differ between two states of one room."""
    if before.members is after.members:
        return []
    old = before.members
    return [member for id, member in after.members.items() if old.get(id) != member]


# The kinds that change what is said of the room itself.
ROOM_KINDS = frozenset(
    {
        "opened",
        "admission_changed",
        "room_renamed",
        "topic_changed",
        "history_changed",
        "slow_mode_changed",
    }
)


def undo(state: State, entries: Sequence[Entry]) -> State:
    """What holds of the room itself before `entries`, the newest of its log; `state` after them.

    Every entry that changes the room itself says what was, so that a welcome can tell the
    state before the page it sends without replaying the log. Members stay as they are.
    """
    for entry in reversed(entries):
        match read_fact(entry.kind, entry.body):
            case Opened():
                state = replace(State(room=state.room), members=state.members)
            case AdmissionChanged() as fact:
                was = AdmissionChanged(fact.was, fact.open, fact.admission_was)
                state = replace(state, admission=_admission(was))
            case RoomRenamed() as fact:
                state = replace(state, name=fact.was)
            case TopicChanged() as fact:
                state = replace(state, topic=fact.was)
            case HistoryChanged() as fact:
                state = replace(state, history=fact.was)
            case SlowModeChanged() as fact:
                state = replace(state, slow_mode=fact.was)
    return state
