"""Puts entries that may arrive out of order, twice or with holes into their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .entry import Entry


class Inbox:
    """Holds back what came too early, drops what came already.

    A client's handlers run in tasks of their own, so a later batch may be seen first.
    """

    def __init__(self, wanted: int, limit: int = 10_000) -> None:
        """`wanted` is the number of the next entry; `limit` how many may wait for it."""
        self.wanted = wanted
        self._limit = limit
        self._early: dict[int, Entry] = {}

    def put(self, entries: Iterable[Entry]) -> Sequence[Entry]:
        """The entries that are in order now, `entries` and those waiting for them.

        Raises OverflowError when more wait than `limit`: what is missing will not come.
        """
        for entry in entries:
            if entry.number >= self.wanted:
                self._early.setdefault(entry.number, entry)
        ready = []
        while (entry_ := self._early.pop(self.wanted, None)) is not None:
            ready.append(entry_)
            self.wanted += 1
        if len(self._early) > self._limit:
            raise OverflowError("too many entries wait for one that does not come")
        return ready

    @property
    def waiting(self) -> int:
        """How many entries are held back."""
        return len(self._early)
