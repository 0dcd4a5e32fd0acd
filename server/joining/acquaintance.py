"""Which of the rooms here is meant: an own one by name, a joined one by key or address."""

from __future__ import annotations

from collections.abc import Iterable

from server.store import RoomRow


def own_of_name(rows: Iterable[RoomRow], name: str) -> str | None:
    """The newest room of this name that is this computer's own."""
    own = [row for row in rows if row.role == "host" and row.state.name == name]
    return max(own, key=lambda row: row.opened_at).state.room if own else None


def joined_of_key(rows: Iterable[RoomRow], fingerprint: str) -> str | None:
    """The joined room whose host has this key, the one opened last."""
    for row in sorted(rows, key=lambda row: -row.opened_at):
        known = row.details.get("fingerprint") if row.role == "member" else None
        if known == fingerprint and "~" not in row.state.room:
            return row.state.room
    return None


def joined_at(rows: Iterable[RoomRow], address: str) -> str | None:
    """The joined room that was last reached at `address`."""
    for row in rows:
        if row.role == "member" and row.details.get("addresses", [None])[0] == address:
            return row.state.room
    return None
