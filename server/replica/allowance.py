"""How much of this computer's disk a room elsewhere may take: its host decides what it sends, but
not how much is kept.

What is counted is an estimate and errs by a mebibyte at a time; it stands in the room's details, so
that it outlives the program, and goes over to the room that is begun anew when a host shows
another log, as the old one is kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from server.room.entry import Entry
from server.room.refusal import Refused

GIBIBYTE = 1024 * 1024 * 1024
#: So much (bytes) a room may take until the person allows as much again: some six million
#: messages.
MOST = 4 * GIBIBYTE
#: So much (bytes) is left on the disk for everything else, or a twentieth of a small one.
RESERVE = GIBIBYTE
#: The disk is asked, and the count kept, each time that so much (bytes) has come.
STEP = 1024 * 1024
#: What an entry takes beside its body: ids, hashes, signature, its line in the index.
BESIDE_BODY = 600


class Allowance:
    """What one joined room has taken and may take. `details` are the room's; `keep` stores them,
    and may wait for the disk."""

    def __init__(self, details: dict[str, Any], folder: Path, keep: Callable[[], None]) -> None:
        self._details, self._folder, self._keep = details, folder, keep
        self._asked: int | None = None

    @property
    def taken(self) -> int:
        """Bytes, about."""
        return _count(self._details.get("taken"))

    @property
    def most(self) -> int:
        """Bytes, about, that it may take."""
        return max(_count(self._details.get("most")), MOST)

    def take(self, entries: Iterable[Entry]) -> int:
        """Count `entries` that are about to be stored; their size in bytes.

        Raises `Refused` room_too_big, disk_low; then they are not to be stored.
        """
        size = sum(_size(entry) for entry in entries)
        taken = self.taken + size
        if taken > self.most:
            raise Refused("room_too_big", "This room has become too big to be kept here.")
        if self._asked is None or taken - self._asked >= STEP:
            disk = shutil.disk_usage(self._folder)
            if disk.free - size < min(RESERVE, disk.total // 20):
                raise Refused("disk_low", "There is too little room left on this disk.")
            if self._asked is not None:
                self._details["taken"] = taken
                self._keep()
            self._asked = taken
        self._details["taken"] = taken
        return size

    def give_back(self, size: int) -> None:
        """So many bytes are not kept after all, or are about to be counted again."""
        self._details["taken"] = max(0, self.taken - size)

    def more(self) -> None:
        """The person allows as much again."""
        self._details["most"] = max(self.most, self.taken + MOST)


def _size(entry: Entry) -> int:
    body = len((entry.spelled or "").encode())
    return body + BESIDE_BODY + (len(str(entry.extra)) if entry.extra else 0)


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
