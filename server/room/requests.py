"""What can be asked of a room, in the imperative; each becomes entries or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from .forwarded import Forwarded
from .mentions import Mention


@dataclass(frozen=True, slots=True)
class Say:
    """Say `text`. `salt`, `sent_at` and `signature` are the author's own, if it signs."""

    id: str
    text: str
    reply_to: int | None = None
    mentions: tuple[Mention, ...] = ()
    forwarded: Forwarded | None = None
    salt: str | None = None
    sent_at: int | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Take another name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SetProfile:
    """Show oneself so from now on (`profile.py`); what is left out is not chosen any more."""

    id: str
    status: str | None = None
    colour: int | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave for good; the host asks it in a member's stead with another `reason`."""

    id: str
    reason: str = "left"


@dataclass(frozen=True, slots=True)
class Join:
    """Made by the host for whom it admits for the first time; never read from the wire. What the
    newcomer may read follows from the room's rule."""

    id: str
    name: str
    door: str
    key: str | None = None
    session: str | None = None
    invite: str | None = None
    way: str | None = None
    by: str | None = None


# --- what holds for the room -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RenameRoom:
    """Give the room another name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SetTopic:
    """Give the room another topic; empty for none."""

    id: str
    topic: str


@dataclass(frozen=True, slots=True)
class SetAdmission:
    """Let in anyone, whoever is let in after asking, or the invited only (`state.ADMISSIONS`)."""

    id: str
    admission: str


@dataclass(frozen=True, slots=True)
class SetHistory:
    """Let newcomers read all (-1), or so many entries before their joining."""

    id: str
    history: int


@dataclass(frozen=True, slots=True)
class SetSlowMode:
    """Let each member say something every so many `seconds`; 0 lifts it."""

    id: str
    seconds: int


# --- what is done to a member ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetRole:
    """Make `member` a "moderator", or a "member" again."""

    id: str
    member: str
    role: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Let `member` read but not speak."""

    id: str
    member: str


@dataclass(frozen=True, slots=True)
class Unmute:
    """Let `member` speak again."""

    id: str
    member: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Put `member` out; it comes in again only if somebody lets it in."""

    id: str
    member: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ban:
    """Put `member` out for good. `name` is what somebody calls themselves who was never in; the
    host fills it in, it is never read from the wire."""

    id: str
    member: str
    why: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Unban:
    """Let `member` come in again, as anybody may."""

    id: str
    member: str


@dataclass(frozen=True, slots=True)
class FreeName:
    """Let others take the name of `member`, who is away."""

    id: str
    member: str


# --- what is said about an entry -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amend:
    """Put message `number` in other words; signed like a message."""

    id: str
    number: int
    text: str
    mentions: tuple[Mention, ...] = ()
    salt: str | None = None
    sent_at: int | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Erase message `number`; its place is kept."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class React:
    """Answer message `number` with an emoji, or take it back."""

    id: str
    number: int
    emoji: str
    on: bool


@dataclass(frozen=True, slots=True)
class Pin:
    """Keep message `number` in sight."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class Unpin:
    """Keep it in sight no longer."""

    id: str
    number: int


SetRule = RenameRoom | SetTopic | SetAdmission | SetHistory | SetSlowMode
ActOn = SetRole | Mute | Unmute | Remove | Ban | Unban | FreeName
RemarkOn = Amend | Withdraw | React | Pin | Unpin
Request = Say | Rename | SetProfile | Leave | Join | SetRule | ActOn | RemarkOn
