"""The rules of a room: what becomes of requests, and who is admitted.

Nothing here knows which side it runs on. What is per entry (ids used, replied-to entries)
is looked up by the caller and handed in as values for a whole batch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from .canonical import canonical
from .entry import Draft, Entry, append
from .names import clean_name, free_name, same_name
from .refusal import Refused, malformed
from .requests import ChangeAdmission, Join, Leave, Rename, Request, Say
from .state import Member, State, fold

TEXT_LIMIT = 10_000
ID_LIMIT = 64
MEMBER_LIMIT = 5_000

_ID_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request with what the connection, not the payload, says about it.

    `salt` is the host's own, used where the author brought none.
    """

    author: str
    request: Request
    salt: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry that the log already has: its place, and whose it is."""

    number: int
    at: int
    author: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch became. `answers` are in the order of the asks: where the entry stands,
    or why there is none."""

    entries: Sequence[Entry]
    state: State
    answers: Sequence[Stored | Refused]


def take(
    state: State,
    asks: Sequence[Ask],
    *,
    stored: Mapping[str, Stored],
    targets: Mapping[int, str],
    now: int,
) -> Taken:
    """Take `asks` in order: the entries they become after `state`, and each one's answer.

    `stored` has, for every id in `asks` that the log already holds, where; `targets` the ids
    of the entries that the asks point at by number. `now` is the host's clock in ms. The same
    id from the same member gets the same answer and is stored once, the first body wins.
    """
    at = max(now, state.at)
    entries: list[Entry] = []
    answers: list[Stored | Refused] = []
    used = dict(stored)
    for ask in asks:
        known = used.get(ask.request.id)
        if known is not None:
            answers.append(
                known if known.author == ask.author else malformed("this id is another member's")
            )
            continue
        try:
            draft = _draft(state, ask, targets)
            entry = append([draft], last=state.last, chain=state.chain, term=state.term, at=at)[0]
        except Refused as refusal:
            answers.append(refusal)
            continue
        state = fold(state, [entry])
        entries.append(entry)
        place = Stored(entry.number, at, ask.author)
        used[entry.id] = place
        answers.append(place)
    return Taken(entries, state, answers)


def _draft(state: State, ask: Ask, targets: Mapping[int, str]) -> Draft:
    request = ask.request
    member = state.members.get(ask.author)
    if not isinstance(request, Join) and (member is None or not member.here):
        raise Refused("not_allowed", "You are no longer in this room.")
    if isinstance(request, Join) and member is not None and member.here:
        raise Refused("already_here", "You are in this room already.")
    name = request.name if isinstance(request, Join) else _name_of(member)
    body: dict[str, Any]
    salt, sent_at, signature = ask.salt, None, None
    match request:
        case Say():
            body = said_body(request, targets)
            salt = request.salt or ask.salt
            sent_at, signature = request.sent_at, request.signature
        case Rename():
            body = {"name": clean_name(request.name), "was": name}
        case Leave():
            body = {"reason": request.reason}
        case Join():
            body = {"first": request.first, "door": request.door}
            for key in ("key", "session", "invite"):
                value = getattr(request, key)
                if value is not None:
                    body[key] = value
        case ChangeAdmission():
            if ask.author != state.host:
                raise Refused("not_allowed", "Only the host can do this.")
            body = {"open": request.open, "was": state.open}
        case _:
            assert_never(request)
    return Draft(
        id=request.id,
        author=ask.author,
        name=name,
        kind=_KINDS[type(request)],
        body=body,
        salt=salt,
        sent_at=sent_at,
        signature=signature,
    )


def _name_of(member: Member | None) -> str:
    assert member is not None  # checked before
    return member.name


_KINDS: dict[type[Request], str] = {
    Say: "said",
    Rename: "renamed",
    Leave: "left",
    Join: "joined",
    ChangeAdmission: "admission_changed",
}


def said_body(request: Say, targets: Mapping[int, str]) -> dict[str, Any]:
    """The body of the entry that `request` becomes: what its author signs and the host stores."""
    body: dict[str, Any] = {"text": request.text}
    if request.reply_to is not None:
        target = targets.get(request.reply_to)
        if target is None:
            raise Refused("unknown_entry", "The message replied to is not in this room.")
        body["reply_to"] = request.reply_to
        body["reply_to_id"] = target
    return body


def check_form(request: Request) -> None:
    """Refuse what no state of any room could make right, before it waits in a queue.

    Raises `Refused` malformed, empty, too_long or name_invalid.
    """
    if not 0 < len(request.id) <= ID_LIMIT or not _ID_CHARACTERS.issuperset(request.id):
        raise malformed("the id is not a UUID or the like")
    match request:
        case Say():
            check_text(request.text)
        case Rename():
            clean_name(request.name)


def check_text(text: str) -> None:
    """Raises `Refused` empty, too_long or malformed (a lone surrogate)."""
    if not text or text.isspace():
        raise Refused("empty", "There is nothing in this message.")
    if len(text) > TEXT_LIMIT:
        raise Refused("too_long", f"A message has at most {TEXT_LIMIT} characters.")
    try:
        canonical(text)
    except ValueError as error:
        raise malformed("the text is not valid Unicode") from error


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody at the door. `invited` is None without an invitation, else whether it is good;
    `key` and `session` were proved by the caller; `door` is the one they stand at."""

    name: str
    door: str
    key: str | None = None
    member: str | None = None
    session: str | None = None
    invited: bool | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody may come in under `name`; `member` is who they were before, None for the new."""

    name: str
    member: Member | None


def admit(
    state: State,
    asking: Asking,
    *,
    holders: Mapping[str, Collection[str]],
    online: Collection[str],
    recent: Collection[str],
) -> Admission:
    """Who `asking` is in this room; raises `Refused` in the contract's order.

    `holders`: the members of each `same_name`, also those coming in at this moment;
    `online`: members connected now; `recent`: members with a key seen in the last 30 days.
    """
    member = _known(state, asking)
    if member is None and not state.open:
        if asking.invited is None:
            raise Refused("invite_needed", "This room is for invited people; ask the host.")
        if not asking.invited:
            raise Refused("invite_wrong", "This invitation is not good for this room (any more).")
    name = clean_name(asking.name)

    def is_taken(same: str) -> bool:
        # Its own, also while its first connection is still on its way in.
        others = (id for id in holders.get(same, ()) if id != asking.member)
        return any(id in online or id in recent for id in others)

    if is_taken(same_name(name)):
        suggestion = free_name(name, _Taken(is_taken))
        raise Refused("name_taken", f"Somebody here is called {name}.", {"suggestion": suggestion})
    if member is None and len(online) >= MEMBER_LIMIT:
        raise Refused("room_full", "This room is full.")
    return Admission(name, member)


def _known(state: State, asking: Asking) -> Member | None:
    if asking.member is None:
        return None
    member = state.members.get(asking.member)
    return member if member is not None and member.here else None


class _Taken:
    """A container of the names that are taken, for `free_name`."""

    def __init__(self, is_taken: Any) -> None:
        self._is_taken = is_taken

    def __contains__(self, same: object) -> bool:
        return bool(self._is_taken(same))
