"""Signs what this computer's person says."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from server.clock import now_ms
from server.identity import Identity
from server.room.entry import digest_of
from server.room.requests import Say
from server.room.rules import said_body


def signed(say: Say, identity: Identity, room: str, targets: Mapping[int, str]) -> Say:
    """`say` with salt, time and signature of `identity`; `targets` as for `rules.take`.

    Raises `Refused` unknown_entry.
    """
    salt, sent_at = secrets.token_hex(16), now_ms()
    digest = digest_of(salt, said_body(say, targets))
    signature = identity.sign("entry", [room, say.id, "said", sent_at, digest])
    return replace(say, salt=salt, sent_at=sent_at, signature=signature)
