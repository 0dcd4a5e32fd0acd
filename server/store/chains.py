"""The chain values of a log: a few are kept, the others are worked out from the one before.

Thirty-two bytes with every entry would be a seventh of all that is stored, and hardly anybody asks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from server.room.entry import START, Entry, chain_of

from .compact import pack, unpack
from .rows import READ, Row, read_row

# At most so many entries are read to know a chain value: about a millisecond.
EVERY = 64
_KEEP = "INSERT OR REPLACE INTO chains (room, number, chain) VALUES (?, ?, ?)"
_NEAREST = (
    "SELECT number, chain FROM chains WHERE room = ? AND number <= ? ORDER BY number DESC LIMIT 1"
)
_SINCE = f"{READ} AND number > ? AND number <= ? ORDER BY number"


def note_chains(driver: sqlite3.Connection, room: int, added: Iterable[Entry]) -> None:
    """Keep what has to be of the chain values of new entries, in the caller's transaction."""
    kept = [(room, e.number, pack(e.chain)) for e in added if e.number % EVERY == 0]
    if kept:
        driver.executemany(_KEEP, kept)


def keep_chain(connection: Connection, room: int, number: int, chain: str) -> None:
    """Keep the chain value of entry `number`, also where a log begins behind it."""
    connection.exec_driver_sql(_KEEP, (room, number, pack(chain)))


def chain_at(
    connection: Connection, room: int, number: int, at_hand: Sequence[Row] = ()
) -> str | None:
    """The chain value of entry `number`; None where there is none, or not known yet (above a
    gap). What is `at_hand`, entries in order without a hole, is not read again."""
    kept = connection.exec_driver_sql(_NEAREST, (room, number)).first()
    first, chain = (0, START) if kept is None else (kept[0], unpack(kept[1]))
    if not 0 < number < first + EVERY:
        return None
    rows = [row for row in at_hand if first < row.number <= number]
    if len(rows) < number - first:
        since = connection.exec_driver_sql(_SINCE, (room, first, number))
        rows = [read_row(values) for values in since]
    if len(rows) < number - first:
        return None
    for row in rows:
        said = (row.number, row.term, row.id, row.at, row.author, row.name, row.kind, row.digest)
        chain = chain_of(chain, *said)
    return chain
