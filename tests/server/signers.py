"""Logs whose entries are signed, or should be, for the tests of who checks them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from server.encoding import to_base64url
from server.identity import Identity
from server.room.entry import Draft, append, digest_of
from server.room.state import State, changed_members, fold
from server.store import Store

SALT = "5a" * 16


def joined(who: Identity, name: str = "Minsu", **body: Any) -> Draft:
    """Somebody with a key came in."""
    key = to_base64url(who.public_key)
    body = {"first": 1, "door": "lan", "key": key, **body}
    return Draft(f"j-{who.member[:12]}", who.member, name, "joined", body, SALT)


def said(who: Identity, room: str, id: str, text: str = "안녕", kind: str = "said") -> Draft:
    """Something that its author signed."""
    body, sent_at = {"text": text}, 1_763_870_000_000
    values: list[object] = [room, id, kind, sent_at, digest_of(SALT, body)]
    return Draft(id, who.member, "Minsu", kind, body, SALT, sent_at, who.sign("entry", values))


def unsigned(draft: Draft) -> Draft:
    """The same without its signature."""
    return replace(draft, signature=None, sent_at=None)


class Log:
    """One room's log in a store, written as its replica would be."""

    def __init__(self, store: Store, room: str = "ab" * 16) -> None:
        self.store, self.room = store, room
        self.key = store.rooms.add(room, "member", at=1, details={})
        self.state = State(room=room)
        self._fence = store.rooms.take_pen(self.key)

    def write(
        self, drafts: Iterable[Draft], emptied: Sequence[tuple[str, int | None]] = ()
    ) -> None:
        """Append `drafts`; of `emptied`, pairs of id and the withdrawal it names, the body is
        gone."""
        before = self.state
        entries = append(
            list(drafts), last=before.last, chain=before.chain, term=1, at=1_763_870_000_000
        )
        gone = dict(emptied)
        entries = [
            replace(e, body=None, salt=None, spelled=None, withdrawn=gone[e.id])
            if e.id in gone
            else e
            for e in entries
        ]
        self.state = fold(before, entries)
        with self.store.log.pen(self.key, self._fence) as pen:
            pen.write(entries, self.state, changed_members(before, self.state))
