"""How much of each room was read on this computer, and what it says on its card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from server.local import last_said
from server.store import Row, Store


class Reading:
    """One room's unread messages and newest one, kept up as entries come."""

    def __init__(self, store: Store, key: int, read: int, me: str) -> None:
        """Looks both up; blocks."""
        self._me = me
        self.read = read
        self.unread = store.rooms.unread(key, read, me)
        self.last = last_said(store.log.before(key, 2**53, 50))

    def heard(self, rows: Iterable[Row]) -> bool:
        """New entries came; whether one of them is a message of somebody else, not yet read."""
        rows = list(rows)
        self.last = last_said(rows) or self.last
        new = [r for r in rows if self._counts(r)]
        self.unread += len(new)
        return bool(new)

    def read_up_to(self, number: int, later: Sequence[Row]) -> None:
        """Everything up to `number` was read; `later` are the entries after it."""
        self.read = max(self.read, number)
        self.unread = sum(1 for row in later if self._counts(row))

    def _counts(self, row: Row) -> bool:
        return row.kind == "said" and row.author != self._me and row.number > self.read

    def card(self) -> dict[str, Any]:
        """Its part of a card."""
        return {"unread": self.unread, "last": self.last}
