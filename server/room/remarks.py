"""What is said about an entry that is there already: amended, withdrawn, reacted to, pinned.

The entry itself is never changed, but for a withdrawn one's body, which is erased. Nothing here is
part of the room's state, because it is not bounded by members and rules: what is known of a
target is looked up by the caller and handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from .acts import MODERATOR, rank
from .forwarded import forwarded_body
from .mentions import mentions_body
from .refusal import Refused
from .requests import Amend, Pin, React, RemarkOn, Say, Unpin, Withdraw
from .state import State

EMOJIS_PER_ENTRY = 50
PINS = 50


@dataclass(frozen=True, slots=True)
class Target:
    """An entry that a request points at, as it is now. `reactions`: who reacted with what;
    `pins`: how many messages of the room are pinned."""

    id: str
    author: str = ""
    kind: str = "said"
    withdrawn: bool = False
    pinned: bool = False
    reactions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pins: int = 0


Targets = Mapping[int, Target]


def target_of(request: object) -> int | None:
    """The number of the entry that `request` points at, None for none."""
    if isinstance(request, Say):
        return request.reply_to
    return request.number if isinstance(request, RemarkOn) else None


def said_body(request: Say, targets: Targets) -> dict[str, Any]:
    """The body of the entry that `request` becomes: what its author signs and the host stores."""
    body: dict[str, Any] = {"text": request.text}
    if request.reply_to is not None:
        target = targets.get(request.reply_to)
        if target is None:
            raise Refused("unknown_entry", "The message replied to is not in this room.")
        body["reply_to"] = request.reply_to
        body["reply_to_id"] = target.id
    return body | mentions_body(request.mentions) | forwarded_body(request.forwarded)


def amended_body(request: Amend, targets: Targets) -> dict[str, Any]:
    """Likewise for a message that is put in other words."""
    pointing = _pointing(request, targets)
    return {**pointing, "text": request.text, **mentions_body(request.mentions)}


def remark_body(state: State, author: str, request: RemarkOn, targets: Targets) -> dict[str, Any]:
    """The body of the entry that `request` becomes; raises `Refused`."""
    body = _pointing(request, targets)
    target = targets[request.number]
    if isinstance(request, Amend | React | Pin) and target.withdrawn:
        raise Refused("unknown_entry", "This message was deleted.")
    match request:
        case Amend():
            if target.author != author:
                raise Refused("not_allowed", "Only who wrote a message can change it.")
            return amended_body(request, targets)
        case Withdraw():
            mine, theirs = rank(state, author), rank(state, target.author)
            if target.author != author and (mine < MODERATOR or mine <= theirs):
                raise Refused("not_allowed", "This message is not yours to delete.")
            if target.withdrawn:
                raise Refused("no_change", "It is deleted already.")
        case React():
            reacted = author in target.reactions.get(request.emoji, ())
            if reacted == request.on:
                raise Refused("no_change", "It is so already.")
            full = len(target.reactions) >= EMOJIS_PER_ENTRY
            if request.on and full and request.emoji not in target.reactions:
                raise Refused("not_allowed", "This message has enough different reactions.")
            body |= {"emoji": request.emoji, "on": request.on}
        case Pin() | Unpin():
            if rank(state, author) < MODERATOR:
                raise Refused("not_allowed", "Only the host and moderators can do this.")
            if target.pinned == isinstance(request, Pin):
                raise Refused("no_change", "It is so already.")
            if isinstance(request, Pin) and target.pins >= PINS:
                raise Refused("not_allowed", f"At most {PINS} messages can be pinned.")
        case _:
            assert_never(request)
    return body


def _pointing(request: RemarkOn, targets: Targets) -> dict[str, Any]:
    target = targets.get(request.number)
    if target is None or target.kind != "said":
        raise Refused("unknown_entry", "There is no such message in this room.")
    return {"target": request.number, "target_id": target.id}


def after_remark(target: Target, author: str, request: RemarkOn) -> Target:
    """What `target` is after `request` of `author` was granted."""
    match request:
        case Withdraw():
            return replace(target, withdrawn=True, pinned=False, reactions={})
        case React():
            members = target.reactions.get(request.emoji, frozenset())
            members = members | {author} if request.on else members - {author}
            reactions = {**target.reactions, request.emoji: members}
            return replace(target, reactions={e: m for e, m in reactions.items() if m})
        case Pin() | Unpin():
            return replace(target, pinned=isinstance(request, Pin))
        case Amend():
            return target
        case _:
            assert_never(request)
