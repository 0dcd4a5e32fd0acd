"""A room's entries out of the store, with the chain values that it knows."""

from __future__ import annotations

from dataclasses import replace

from server.room.entry import Entry
from server.store import Store, entry_of


def stored(store: Store, key: int) -> list[Entry]:
    """All that is here of the room with this key, in order; above a gap the chain is ''."""
    return [
        replace(entry_of(row), chain=store.log.chain_at(key, row.number) or "")
        for row in store.log.after(key, 0, 1_000_000)
    ]
