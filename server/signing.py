"""Signs what this computer's person says, and tells what somebody else has signed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from server.clock import now_ms
from server.encoding import from_base64url
from server.identity import Identity, verify
from server.room.entry import digest_of
from server.room.refusal import Refused
from server.room.remarks import Targets, amended_body, said_body
from server.room.requests import Amend, Say
from server.room.rules import Ask
from server.room.state import State

Words = TypeVar("Words", Say, Amend)


def signed(words: Words, identity: Identity, room: str, targets: Targets) -> Words:
    """`words` with salt, time and signature of `identity`; `targets` as for `rules.take`.

    Raises `Refused` unknown_entry.
    """
    salt, sent_at = secrets.token_hex(16), now_ms()
    kind, body = _becomes(words, targets)
    digest = digest_of(salt, body)
    signature = identity.sign("entry", [room, words.id, kind, sent_at, digest])
    return replace(words, salt=salt, sent_at=sent_at, signature=signature)


def forged(state: State, asks: Sequence[Ask], targets: Targets) -> frozenset[int]:
    """The places of the asks whose signature is not their author's."""
    return frozenset(
        place
        for place, ask in enumerate(asks)
        if isinstance(ask.request, Say | Amend)
        and ask.request.signature is not None
        and not _is_own(state, ask.author, ask.request, targets)
    )


def _is_own(state: State, author: str, words: Say | Amend, targets: Targets) -> bool:
    member = state.members.get(author)
    if member is None or member.key is None or words.salt is None or words.signature is None:
        return False
    try:
        kind, body = _becomes(words, targets)
    except Refused:
        return True  # it points at nothing; the rules say so
    values: list[object] = [state.room, words.id, kind, words.sent_at, digest_of(words.salt, body)]
    try:
        return verify(from_base64url(member.key), "entry", values, words.signature)
    except ValueError:
        return False


def _becomes(words: Say | Amend, targets: Targets) -> tuple[str, dict[str, Any]]:
    if isinstance(words, Say):
        return "said", said_body(words, targets)
    return "amended", amended_body(words, targets)
