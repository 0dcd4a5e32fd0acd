"""Reads a hosted room's log: the newest from memory, the rest from the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from server.disk import Disk
from server.events import Batch, pack_first
from server.host.page_line import PageLine
from server.host.tail import Tail
from server.pages import answer_page
from server.remarked import Remarked
from server.room.state import State
from server.store import Row, Store
from server.welcome import NEWEST
from server.wire import EVENT_BYTES, PAGE_BYTES, PAGE_ENTRIES, Page, entry_bytes

# What is sent at once to one that comes back, before it has to ask for more.
BACK_AT_ONCE = 500


class LogReader:
    """The log of one room. All but `extend` may wait for the disk."""

    def __init__(
        self,
        store: Store,
        disk: Disk,
        key: int,
        last: int,
        rests: Callable[[], bool] = lambda: False,
    ) -> None:
        """`last` is the number of the newest entry; `rests` as of `PageLine`."""
        self._line = PageLine(rests)
        self._store, self._disk, self._key = store, disk, key
        self._tail = Tail()
        newest = disk.read(store.log.before, key, last + 1, NEWEST)
        self._tail.extend(newest, [entry_bytes(row) for row in newest])
        self.remarked = Remarked(store, disk, key)

    def extend(
        self, rows: Sequence[Row], spelled: Sequence[bytes], erased: Mapping[int, int]
    ) -> None:
        """Entries were stored, and others `erased`, each by the one that stands beside it."""
        self._tail.erase(erased)
        self._tail.extend(rows, spelled)
        self.remarked.heard(rows)

    def missing(self, after: int, first: int, last: int) -> tuple[int, list[Row]]:
        """Where the entries begin of somebody who has those up to `after` and may read from `first`
        on, and the entries from there that are here now; `last` is the newest one's number."""
        if after >= 0 and last - after <= BACK_AT_ONCE:
            start = max(first, after + 1)
            missing = self._from(start, last, BACK_AT_ONCE)
            if sum(len(data) for _, data in missing) <= EVENT_BYTES:
                return start, [row for row, _ in missing]
        newest = max(first, last - NEWEST + 1)
        page = [row for row, _ in self._from(newest, last, NEWEST)]
        # What came while the disk was read belongs to it, for the state before it.
        came = self._tail.since(page[-1].number + 1) if page else None
        return newest, page + [row for row, _ in came or []]

    def chain_at(self, number: int) -> str | None:
        """The chain value of entry `number`."""
        return self._disk.read(self._store.log.chain_at, self._key, number)

    def batch_from(self, number: int) -> Batch:
        """One event's worth of entries from `number` on, which must be there."""
        return pack_first(number, (data for _, data in self._from(number, number, PAGE_ENTRIES)))

    def history(self, page: Page, state: State, me: str, first: int) -> dict[str, Any]:
        """The answer to `history` for member `me`, who may read from `first` on, in its turn."""
        with self._line.turn(me):
            return self._history(page, state, me, first)

    def _history(self, page: Page, state: State, me: str, first: int) -> dict[str, Any]:
        # Spelled where it was read: the hub would have to stand still for it.
        answer, rows = self._disk.read(self._page, page, first, state.last)
        return {**answer, **self.remarked.about(rows, state, me, first)}

    def _page(self, page: Page, first: int, last: int) -> tuple[dict[str, Any], list[Row]]:
        """In a reading thread."""
        read = self._store.log
        if page.before is not None:
            rows = read.before(self._key, page.before, page.limit, PAGE_BYTES)
        else:
            assert page.after is not None
            after = max(page.after, first - 1)
            rows = read.after(self._key, after, page.limit, PAGE_BYTES)
        rows = [row for row in rows if first <= row.number <= last]
        rows = list(self.remarked.fitting(rows, backwards=page.before is not None))
        chain_at = partial(read.chain_at, self._key)
        return answer_page(rows, page, first=first, last=last, chain_at=chain_at)

    def _from(self, number: int, last: int, limit: int) -> list[tuple[Row, bytes]]:
        """The entries from `number` on, at most about `limit`; none where it is beyond `last`."""
        if number > last:
            return []
        kept = self._tail.since(number)
        if kept is not None:
            return kept
        rows = self._disk.read(self._store.log.after, self._key, number - 1, limit)
        return [(row, entry_bytes(row)) for row in rows]
