"""What entries say, one class a kind, in the past tense; and how a body is read as one.

An entry of an unknown kind, or with a body that is not of its kind's form, is `Unknown`:
it is stored and passed over, never an error, for the log of another host may hold anything.
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


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody was admitted for the first time, and may read from entry `first` on."""

    first: int
    door: str
    key: str | None = None
    session: str | None = None
    invite: str | None = None


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
class Left:
    """A member left for good."""

    reason: str


@dataclass(frozen=True, slots=True)
class AdmissionChanged:
    """The host opened the room to anyone on the network, or closed it to all but the invited."""

    open: bool
    was: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """A kind, or a form of body, that this version does not know."""


Fact = Opened | Joined | Said | Renamed | Left | AdmissionChanged | Unknown

_CLASSES: dict[str, type[Any]] = {
    "opened": Opened,
    "joined": Joined,
    "said": Said,
    "renamed": Renamed,
    "left": Left,
    "admission_changed": AdmissionChanged,
}

KNOWN_KINDS = frozenset(_CLASSES)

_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "str | None": (str, type(None)),
    "int | None": (int, type(None)),
}


def read_fact(kind: str, body: Mapping[str, Any] | None) -> Fact:
    """The fact that an entry of `kind` with `body` states; `Unknown` where it states none."""
    cls = _CLASSES.get(kind)
    if cls is None or body is None:
        return Unknown()
    values = {}
    for name, spelled in cls.__annotations__.items():
        allowed = _TYPES[spelled]
        value = body.get(name)
        if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
            return Unknown()
        values[name] = value
    fact: Fact = cls(**values)
    return fact
