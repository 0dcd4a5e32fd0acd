"""What is known now of the messages on a page of a room's log: for who reads an old page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from server.disk import Disk
from server.room.mentions import mentions_body
from server.room.state import State
from server.store import About, Quote, Row, Store
from server.wire import entry_bytes

# Of those who reacted, so many are named; the number says how many there are.
NAMED = 20
# What is quoted of a message that is replied to (characters).
QUOTED = 200
# What is told beside a page's entries (bytes), about: a member can put each of 500 short messages
# in 10,000 other characters, or have twenty others react to all of them.
ABOUT_BYTES = 128 * 1024
# A quote, at most about.
QUOTE_BYTES = 700
# What one is told of a message that was put in other words a thousand times (bytes).
VERSIONS_BYTES = 128 * 1024
# The kinds of entries after which messages are no longer what they were.
KINDS = frozenset({"amended", "withdrawn", "reacted", "pinned", "unpinned"})


class Remarked:
    """Of one room. All but `heard` may wait for the disk."""

    def __init__(self, store: Store, disk: Disk, key: int) -> None:
        self._store, self._disk, self._key = store, disk, key
        self._any = disk.read(store.remarks.any, key)
        self._version = 0
        # A thousand who come in at once read the same page.
        self._read: tuple[tuple[int, int, int], list[About], int, list[Quote]] | None = None

    def heard(self, rows: Sequence[Row]) -> None:
        """Entries were stored."""
        if any(row.kind in KINDS for row in rows):
            self._any = True
            self._version += 1

    def about(self, rows: Sequence[Row], state: State, me: str, first: int) -> dict[str, Any]:
        """What `welcome` and `history` tell beside `rows`, consecutive entries of the log (`about`,
        `about_at`, `quotes`), to member `me` whose history begins at `first`; may be nothing."""
        replies = {number for row in rows if (number := _replied_to(row)) is not None}
        if not rows or not (self._any or replies):
            return {}
        wanted = (rows[0].number, rows[-1].number, self._version)
        if self._read is None or self._read[0] != wanted:
            abouts, at = self._disk.read(self._store.remarks.about, self._key, *wanted[:2])
            quotes = self._disk.read(self._store.remarks.quotes, self._key, replies)
            self._read = (wanted, abouts, at, quotes)
        _, abouts, at, quotes = self._read
        told: dict[str, Any] = {}
        if abouts:
            # Entries up to `about_at` count in it, and must not be counted once more.
            told |= {"about": [_about(one, state, me) for one in abouts], "about_at": at}
        if shown := [_quote(one) for one in quotes if one.number >= first]:
            told["quotes"] = shown
        return told

    def fitting(self, rows: Sequence[Row], *, backwards: bool) -> Sequence[Row]:
        """As many of `rows` (consecutive entries), from the first or `backwards` from the last on,
        as `about` tells enough of in ABOUT_BYTES; one at least. Reads the disk where it is."""
        ordered = rows[::-1] if backwards else rows
        most = len(rows)
        if rows and self._any:
            numbers = [row.number for row in ordered]
            most = self._store.remarks.fitting(self._key, numbers, ABOUT_BYTES, NAMED)
        quoted = 0
        for place, row in enumerate(ordered[:most]):
            quoted += QUOTE_BYTES if _replied_to(row) is not None else 0
            if place and quoted > ABOUT_BYTES:
                most = place
                break
        return rows[len(rows) - most :] if backwards else rows[:most]

    def versions(self, number: int) -> list[msgspec.Raw]:
        """Message `number` as it was said, then in other words each time; as on the wire. Of more
        than VERSIONS_BYTES the first and the last ones."""
        numbers = self._disk.read(self._store.remarks.amendments, self._key, number)
        first = [msgspec.Raw(entry_bytes(row)) for row in self._rows([number])]
        last, size = list[msgspec.Raw](), 0
        for place, amendment in enumerate(reversed(numbers)):
            spelled = [entry_bytes(row) for row in self._rows([amendment])]
            size += sum(map(len, spelled))
            if place and size > VERSIONS_BYTES:
                break
            last = [*map(msgspec.Raw, spelled), *last]
        return first + last

    def pinned(self, state: State, me: str, first: int) -> dict[str, Any]:
        """The pinned messages, the one pinned last first, with what is known of them."""
        numbers = [n for n in self._disk.read(self._store.remarks.pins, self._key) if n >= first]
        rows = self._rows(numbers)
        told: list[dict[str, Any]] = []
        for row in rows:
            told += self.about([row], state, me, first).get("about", [])
        return {"entries": [msgspec.Raw(entry_bytes(row)) for row in rows], "about": told}

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        read = self._store.log.after
        return [row for number in numbers for row in self._disk.read(read, self._key, number - 1, 1)
                if row.number == number]  # fmt: skip


def _replied_to(row: Row) -> int | None:
    # Most messages are no replies, and need not be parsed for it.
    if row.kind != "said" or row.body is None or '"reply_to"' not in row.body:
        return None
    number = json.loads(row.body).get("reply_to")
    return number if isinstance(number, int) and 0 < number < row.number else None


def _about(about: About, state: State, me: str) -> dict[str, Any]:
    told: dict[str, Any] = {"number": about.number}
    if about.text is not None:
        told |= {"text": about.text, "edits": about.edits, **mentions_body(about.mentions)}
    if about.pinned:
        told["pinned"] = True
    if about.reactions:
        told["reactions"] = [
            {
                "emoji": emoji,
                "count": len(members),
                "mine": me in members,
                "names": [_name(state, member) for member in members[:NAMED]],
            }
            for emoji, members in about.reactions.items()
        ]
    return told


def _name(state: State, member: str) -> str:
    known = state.members.get(member)
    return known.name if known is not None else "?"


def _quote(quote: Quote) -> dict[str, Any]:
    told: dict[str, Any] = {"number": quote.number, "author": quote.author, "name": quote.name}
    if quote.text is not None:
        told["text"] = quote.text[:QUOTED]
    return told
