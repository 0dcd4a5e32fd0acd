"""Entries as the first five versions of the database kept them: all of it as text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from server.room.entry import Entry

COLUMNS = (
    *("number", "term", "id", "at", "author", "name", "kind", "salt", "digest", "chain"),
    *("sent_at", "signature", "withdrawn"),
)


def insert_as_text(old: sqlite3.Connection, room: int, entries: Iterable[Entry]) -> None:
    """Put `entries` into a database of such a version."""
    for entry in entries:
        row = {name: getattr(entry, name) for name in COLUMNS}
        row |= {"room": room, "body": entry.spelled}
        row["extra"] = json.dumps(dict(entry.extra)) if entry.extra else None
        old.execute(
            f"INSERT INTO entries ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
