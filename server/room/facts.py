"""What entries say, one class a kind, in the past tense; and how a body is read as one.

An entry of an unknown kind, or with a body that is not of its kind's form, is `Unknown`:
it is stored and passed over, never an error, for the log of another host may hold anything.
Of `profiled` only the field is passed over that is not of its form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Opened:
    """The room began; entry 1."""

    room: str
    name: str
    key: str
    nonce: str
    open: bool
    admission: str | None = None
    history: int | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody was admitted for the first time, and may read from entry `first` on."""

    first: int
    door: str
    key: str | None = None
    session: str | None = None
    invite: str | None = None
    way: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A message."""

    text: str
    reply_to: int | None = None
    reply_to_id: str | None = None


@dataclass(frozen=True, slots=True)
class Renamed:
    """A member took another name."""

    name: str
    was: str


@dataclass(frozen=True, slots=True)
class Profiled:
    """A member shows itself otherwise: all that it has chosen, each time (`profile.py`)."""

    status: str | None = None
    colour: int | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A member left for good."""

    reason: str


@dataclass(frozen=True, slots=True)
class AdmissionChanged:
    """Other people than before may come in. Without `admission` only `open` is told."""

    open: bool
    was: bool
    admission: str | None = None
    admission_was: str | None = None


@dataclass(frozen=True, slots=True)
class RoomRenamed:
    """The room has another name."""

    name: str
    was: str


@dataclass(frozen=True, slots=True)
class TopicChanged:
    """The room has another topic; empty for none."""

    topic: str
    was: str


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    """Newcomers may read more or less: -1 all, 0 from their joining on, else so many before it."""

    history: int
    was: int


@dataclass(frozen=True, slots=True)
class SlowModeChanged:
    """Members may say something every so many seconds; 0 for as they like."""

    seconds: int
    was: int


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """`member` is a "moderator" from now on, or a "member" like all others."""

    member: str
    role: str
    was: str


@dataclass(frozen=True, slots=True)
class Muted:
    """`member` may read but not speak."""

    member: str


@dataclass(frozen=True, slots=True)
class Unmuted:
    """`member` may speak again."""

    member: str


@dataclass(frozen=True, slots=True)
class Removed:
    """`member` was put out, and comes in again only if somebody lets it in."""

    member: str
    why: str


@dataclass(frozen=True, slots=True)
class Banned:
    """`member` was put out, if it was here, and does not come in again."""

    member: str
    why: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Unbanned:
    """`member` may come in again, as anybody may."""

    member: str


@dataclass(frozen=True, slots=True)
class NameFreed:
    """The name of `member`, who is away, may be taken by others."""

    member: str


@dataclass(frozen=True, slots=True)
class Amended:
    """A message in other words."""

    target: int
    target_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A message was erased."""

    target: int
    target_id: str


@dataclass(frozen=True, slots=True)
class Reacted:
    """Somebody answered a message with an emoji, or took it back."""

    target: int
    target_id: str
    emoji: str
    on: bool


@dataclass(frozen=True, slots=True)
class Pinned:
    """A message is to be kept in sight."""

    target: int
    target_id: str


@dataclass(frozen=True, slots=True)
class Unpinned:
    """A message is to be kept in sight no longer."""

    target: int
    target_id: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A kind, or a form of body, that this version does not know."""


Act = RoleChanged | Muted | Unmuted | Removed | Banned | Unbanned | NameFreed
"""What was done to a member."""
Rule = AdmissionChanged | RoomRenamed | TopicChanged | HistoryChanged | SlowModeChanged
"""What holds for the room from now on; each says what was."""
Remark = Amended | Withdrawn | Reacted | Pinned | Unpinned
"""What was said about a message that was there already."""
Fact = Opened | Joined | Said | Renamed | Profiled | Left | Rule | Act | Remark | Unknown

_CLASSES: dict[str, type[Any]] = {
    "opened": Opened,
    "joined": Joined,
    "said": Said,
    "renamed": Renamed,
    "profiled": Profiled,
    "left": Left,
    "admission_changed": AdmissionChanged,
    "room_renamed": RoomRenamed,
    "topic_changed": TopicChanged,
    "history_changed": HistoryChanged,
    "slow_mode_changed": SlowModeChanged,
    "role_changed": RoleChanged,
    "muted": Muted,
    "unmuted": Unmuted,
    "removed": Removed,
    "banned": Banned,
    "unbanned": Unbanned,
    "name_freed": NameFreed,
    "amended": Amended,
    "withdrawn": Withdrawn,
    "reacted": Reacted,
    "pinned": Pinned,
    "unpinned": Unpinned,
}

KNOWN_KINDS = frozenset(_CLASSES)

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "str | None": (str, type(None)),
    "int | None": (int, type(None)),
}

# What has to stand in the body of an entry of a kind: field by field, the types it may have.
_FORMS = {
    kind: (cls, [(name, _TYPES[spelled]) for name, spelled in cls.__annotations__.items()])
    for kind, cls in _CLASSES.items()
}


def read_fact(kind: str, body: Mapping[str, Any] | None) -> Fact:
    """The fact that an entry of `kind` with `body` states; `Unknown` where it states none."""
    form = _FORMS.get(kind)
    if form is None or body is None:
        return Unknown()
    cls, fields = form
    values = {}
    for name, allowed in fields:
        value = body.get(name)
        if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
            if cls is not Profiled:
                return Unknown()
            value = None  # the rest is shown all the same
        values[name] = value
    fact: Fact = cls(**values)
    return fact
