"""The newest entries of a log, kept in memory as the wire has them.

Those who come in read the newest page, all of them the same one; it is not worth a visit
to the disk for each.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import islice

from server.store import Row
from server.wire import entry_bytes

# A thousand who come at once bring a thousand entries; each of them reads the newest page.
LONGEST = 2_000
LARGEST = 1024 * 1024


class Tail:
    """Entries without holes up to the log's last."""

    def __init__(self) -> None:
        self._items: deque[tuple[Row, bytes]] = deque()
        self._size = 0

    def extend(self, rows: Sequence[Row], spelled: Sequence[bytes]) -> None:
        """Add new entries after those here."""
        for row, data in zip(rows, spelled, strict=True):
            self._items.append((row, data))
            self._size += len(data)
        while len(self._items) > LONGEST or (self._size > LARGEST and len(self._items) > 1):
            _, data = self._items.popleft()
            self._size -= len(data)

    def erase(self, erased: Mapping[int, int]) -> None:
        """The entries `erased` lost their bodies, each by the entry that stands beside it."""
        if not self._items:
            return
        first = self._items[0][0].number
        for number, by in erased.items():
            place = number - first
            if 0 <= place < len(self._items):
                row, before = self._items[place]
                row = row.emptied(by)
                data = entry_bytes(row)
                self._size += len(data) - len(before)
                self._items[place] = (row, data)

    def clear(self) -> None:
        """Forget all; the log was read anew."""
        self._items.clear()
        self._size = 0

    def since(self, number: int) -> list[tuple[Row, bytes]] | None:
        """The entries from `number` on, None where the tail does not reach so far back."""
        if not self._items or self._items[0][0].number > number:
            return None
        # From the newest backwards: that is where most begin.
        count = self._items[-1][0].number - number + 1
        return list(islice(reversed(self._items), max(0, count)))[::-1]
