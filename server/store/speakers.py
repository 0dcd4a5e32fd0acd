"""Who said something under which name: a small number, which each entry keeps instead.

They stay in memory once they are known, since every message asks for one.
"""

from __future__ import annotations

from collections.abc import Sequence

from .id_marks import Run
from .rows import Row

# Of each room; whoever renames themselves without end shall not fill the memory.
MOST_KNOWN = 1000
_ADD = "INSERT OR IGNORE INTO speakers (room, author, name) VALUES (?, ?, ?)"
_FIND = "SELECT key FROM speakers WHERE room = ? AND author = ? AND name = ?"


class Speakers:
    """Of all rooms; in the one thread that writes. `room` is a room's integer key."""

    def __init__(self) -> None:
        self._known: dict[int, dict[tuple[str, str], int]] = {}

    def keys(self, run: Run, room: int, rows: Sequence[Row]) -> list[int]:
        """Those of `rows`, where `run` is in a transaction that writes: what is not there yet is
        added. If that comes to nothing, call `forget`."""
        known = self._known.setdefault(room, {})
        if len(known) > MOST_KNOWN:
            known.clear()
        keys = []
        for row in rows:
            key = known.get((row.author, row.name))
            if key is None:
                said_by = (room, row.author, row.name)
                run(_ADD, said_by)
                ((key,),) = run(_FIND, said_by)
                known[row.author, row.name] = key
            keys.append(key)
        return keys

    def forget(self, room: int) -> None:
        """Know nothing of a room any more: it goes, or what was learned of it was not written."""
        self._known.pop(room, None)
