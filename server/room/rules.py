"""The rules of a room: what becomes of requests.

Nothing here knows which side it runs on. What is per entry (ids used, replied-to entries)
is looked up by the caller and handed in as values for a whole batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, get_args

from . import acts
from .canonical import canonical
from .emoji import check_emoji
from .entry import Draft, Entry, append
from .forwarded import check_forwarded
from .invites import Uses
from .mentions import ALL, Mention, check_mentions
from .names import clean_name
from .profile import Profile, changed_profile, clean_profile
from .refusal import Refused, malformed
from .remarks import Targets, after_remark, remark_body, said_body
from .requests import (
    ActOn,
    Amend,
    Ban,
    FreeName,
    Join,
    Leave,
    Mute,
    Pin,
    React,
    RemarkOn,
    Remove,
    Rename,
    RenameRoom,
    Request,
    Say,
    SetAdmission,
    SetHistory,
    SetProfile,
    SetRole,
    SetSlowMode,
    SetTopic,
    Unban,
    Unmute,
    Unpin,
    Withdraw,
)
from .state import ALL_HISTORY, Member, State, fold

TEXT_LIMIT = 10_000
ID_LIMIT = 64

_ID_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request with what the connection, not the payload, says about it.

    `salt` is the host's own, used where the author brought none. `refused`: why it makes no entry,
    unless its id has made one already: whoever asks again is told so at any time.
    """

    author: str
    request: Request
    salt: str
    refused: Refused | None = None


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
    targets: Targets,
    now: int,
    left: Mapping[str, int] | None = None,
) -> Taken:
    """Take `asks` in order: the entries they become after `state`, and each one's answer.

    `stored` has, for every id in `asks` that the log already holds, where; `targets` the
    entries that the asks point at by number, `left` how often each limited invitation may
    still be used. `now` is the host's clock in ms. The same id from the same member gets the
    same answer and is stored once, the first body wins.
    """
    at = max(now, state.at)
    entries: list[Entry] = []
    answers: list[Stored | Refused] = []
    used, targets, uses = dict(stored), dict(targets), Uses(left or {})
    last, chain = state.last, state.chain
    # Messages, which change nothing that is judged by, go into the state when something else is
    # asked, or at the end: a state for each would be a third of what taking it costs.
    waiting: list[Entry] = []
    for ask in asks:
        known = used.get(ask.request.id)
        if known is not None:
            answers.append(
                known if known.author == ask.author else malformed("this id is another member's")
            )
            continue
        is_message = isinstance(ask.request, Say)
        if waiting and not is_message:
            state, waiting = fold(state, waiting), []
        try:
            if ask.refused is not None:
                raise ask.refused
            drafts = _drafts(state, ask, targets)
            uses.check(ask.request)
            added = append(drafts, last=last, chain=chain, term=state.term, at=at)
        except Refused as refusal:
            answers.append(refusal)
            continue
        if is_message:
            waiting.extend(added)
        else:
            state = fold(state, added)
        last, chain = added[-1].number, added[-1].chain
        entries.extend(added)
        place = Stored(added[0].number, at, ask.author)
        used[ask.request.id] = place
        uses.count(ask.request)
        if isinstance(ask.request, RemarkOn):
            target = targets[ask.request.number]
            targets[ask.request.number] = after_remark(target, ask.author, ask.request)
        answers.append(place)
    return Taken(entries, fold(state, waiting), answers)


def _drafts(state: State, ask: Ask, targets: Targets) -> list[Draft]:
    """What `ask` becomes: an entry, and where somebody is put out their `left` behind it."""
    request = ask.request
    draft = _draft(state, ask, targets)
    if not isinstance(request, Remove | Ban):
        return [draft]
    member = state.members.get(request.member)
    if member is None or not member.here:
        return [draft]
    reason = "removed" if isinstance(request, Remove) else "banned"
    # Nobody can know this id before, and so have used it.
    return [
        draft,
        Draft(
            id=_derived(ask.salt, "left"),
            author=member.id,
            name=member.name,
            kind="left",
            body={"reason": reason},
            salt=_derived(ask.salt, "salt"),
        ),
    ]


def _derived(salt: str, purpose: str) -> str:
    return sha256(f"{salt} {purpose}".encode()).hexdigest()[:32]


def _draft(state: State, ask: Ask, targets: Targets) -> Draft:
    request = ask.request
    member = state.members.get(ask.author)
    if isinstance(request, Join):
        return _joined(state, ask, request, member)
    if member is None or not member.here:
        raise Refused("not_allowed", "You are no longer in this room.")
    stated = (request.id, ask.author, member.name, _KINDS[type(request)])
    match request:
        case Say() | Amend():
            _check_may_speak(state, member)
            _check_mentioned(state, member, request.mentions)
            body = (
                said_body(request, targets)
                if isinstance(request, Say)
                else remark_body(state, ask.author, request, targets)
            )
            salt = request.salt or ask.salt
            return Draft(*stated, body, salt, request.sent_at, request.signature)
        case Withdraw() | React() | Pin() | Unpin():
            if isinstance(request, React):
                _check_may_speak(state, member)
            body = remark_body(state, ask.author, request, targets)
        case Rename():
            body = {"name": clean_name(request.name), "was": member.name}
        case SetProfile():
            profile = _profile_of(request)
            if not profile.takes_back(member.profile):
                _check_may_speak(state, member)
            body = changed_profile(member.profile, profile)
        case Leave():
            if ask.author == state.host:
                # Its key may be on two computers, of which one is a member here. Nobody could
                # do anything in the room any more that only its host may.
                raise Refused("not_allowed", "The host of a room cannot leave it.")
            body = {"reason": request.reason}
        case RenameRoom() | SetTopic() | SetAdmission() | SetHistory() | SetSlowMode():
            body = acts.rule_body(state, ask.author, request)
        case _:
            body = acts.act_body(state, ask.author, request)
    return Draft(*stated, body, ask.salt)


def _profile_of(request: SetProfile) -> Profile:
    return clean_profile(request.status, request.colour, request.picture)


def _check_may_speak(state: State, member: Member) -> None:
    if member.muted and acts.rank(state, member.id) < acts.MODERATOR:
        raise Refused("not_allowed", "You may read here, but not write, for now.")


def _check_mentioned(state: State, member: Member, mentions: Sequence[Mention]) -> None:
    for mention in mentions:
        if mention.member == ALL:
            if acts.rank(state, member.id) < acts.MODERATOR:
                raise Refused("not_allowed", "Only the host and moderators can call everybody.")
        elif mention.member not in state.members:
            # Whoever left is still known: what was written before waits in an outbox.
            raise Refused("unknown_member", "Somebody who is mentioned is not in this room.")


def _joined(state: State, ask: Ask, request: Join, member: Member | None) -> Draft:
    if member is not None and member.here:
        raise Refused("already_here", "You are in this room already.")
    body: dict[str, Any] = {"first": _first_of(state), "door": request.door}
    for key in ("key", "session", "invite", "way", "by"):
        value = getattr(request, key)
        if value is not None:
            body[key] = value
    return Draft(request.id, ask.author, request.name, "joined", body, ask.salt)


def _first_of(state: State) -> int:
    """Where the history of somebody begins who joins now."""
    if state.history == ALL_HISTORY:
        return 1
    return max(1, state.last + 1 - state.history)


_KINDS: dict[type[Request], str] = {
    Say: "said",
    Rename: "renamed",
    SetProfile: "profiled",
    Leave: "left",
    Join: "joined",
    RenameRoom: "room_renamed",
    SetTopic: "topic_changed",
    SetAdmission: "admission_changed",
    SetHistory: "history_changed",
    SetSlowMode: "slow_mode_changed",
    SetRole: "role_changed",
    Mute: "muted",
    Unmute: "unmuted",
    Remove: "removed",
    Ban: "banned",
    Unban: "unbanned",
    FreeName: "name_freed",
    Amend: "amended",
    Withdraw: "withdrawn",
    React: "reacted",
    Pin: "pinned",
    Unpin: "unpinned",
}


def check_form(request: Request) -> None:
    """Refuse what no state of any room could make right, before it waits in a queue.

    Raises `Refused` malformed, empty, too_long, name_invalid, status_invalid, picture_invalid.
    """
    if not 0 < len(request.id) <= ID_LIMIT or not _ID_CHARACTERS.issuperset(request.id):
        raise malformed("the id is not a UUID or the like")
    match request:
        case Say() | Amend():
            check_text(request.text)
            check_mentions(request.text, request.mentions)
            if isinstance(request, Say) and request.forwarded is not None:
                check_forwarded(request.forwarded)
        case React():
            check_emoji(request.emoji)
        case Rename():
            clean_name(request.name)
        case SetProfile():
            _profile_of(request)
        case RenameRoom() | SetTopic() | SetAdmission() | SetHistory() | SetSlowMode():
            acts.check_form(request)
        case _ if isinstance(request, get_args(ActOn)):
            acts.check_form(request)


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
