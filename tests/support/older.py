"""Entries as older versions of the database kept them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from server.room.entry import Entry
from server.store.compact import pack, pack_body
from server.store.rows import kept_digest

COLUMNS = (
    *("number", "term", "id", "at", "author", "name", "kind", "salt", "digest", "chain"),
    *("sent_at", "signature", "withdrawn"),
)


def insert_as_text(old: sqlite3.Connection, room: int, entries: Iterable[Entry]) -> None:
    """Put `entries` into a database of one of the first five versions: all of it as text."""
    for entry in entries:
        row = {name: getattr(entry, name) for name in COLUMNS}
        row |= {"room": room, "body": entry.spelled, "extra": _extra(entry)}
        _insert(old, "entries", row)


def insert_packed(old: sqlite3.Connection, room: int, entries: Iterable[Entry]) -> None:
    """Put `entries` into a database of version 6 or 7: in short spellings, the kind as text."""
    for entry in entries:
        said_by = (room, entry.author, entry.name)
        old.execute("INSERT OR IGNORE INTO speakers (room, author, name) VALUES (?, ?, ?)", said_by)
        (speaker,) = old.execute(
            "SELECT key FROM speakers WHERE room = ? AND author = ? AND name = ?", said_by
        ).fetchone()
        kept = kept_digest(entry.salt, entry.spelled, entry.digest)
        plain = ("number", "term", "at", "kind", "sent_at", "withdrawn")
        packed = {
            "id": pack(entry.id),
            "body": entry.spelled and pack_body(entry.spelled),
            "salt": entry.salt and pack(entry.salt),
            "kept_digest": kept and pack(kept),
            "signature": entry.signature and pack(entry.signature),
        }
        row = {name: getattr(entry, name) for name in plain} | packed
        _insert(old, "entries", row | {"room": room, "speaker": speaker, "extra": _extra(entry)})
        if entry.number % 64 == 0:
            _insert(
                old, "chains", {"room": room, "number": entry.number, "chain": pack(entry.chain)}
            )


def _extra(entry: Entry) -> str | None:
    return json.dumps(dict(entry.extra)) if entry.extra else None


def _insert(old: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    old.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )
