"""What a member can ask of a room, in the imperative; each becomes an entry or a refusal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Say `text`. `salt`, `sent_at` and `signature` are the author's own, if it signs."""

    id: str
    text: str
    reply_to: int | None = None
    salt: str | None = None
    sent_at: int | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Take another name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave for good; the host asks it in a member's stead with another `reason`."""

    id: str
    reason: str = "left"


@dataclass(frozen=True, slots=True)
class Join:
    """Made by the host for whom it admits for the first time; never read from the wire."""

    id: str
    name: str
    door: str
    first: int
    key: str | None = None
    session: str | None = None
    invite: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeAdmission:
    """Open the room to anyone on the network, or close it to all but the invited; the host's."""

    id: str
    open: bool


Request = Say | Rename | Leave | Join | ChangeAdmission
