"""The chain values of a log: a few are kept, the others are worked out from the one before.

Thirty-two bytes with every entry would be a seventh of all that is stored, and hardly anybody asks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sqlalchemy import Connection, select

from server.room.entry import START, Entry, chain_of

from .compact import pack
from .rows import COLUMNS, Row
from .tables import chains, told

# At most so many entries are read to know a chain value: about a millisecond.
EVERY = 64
_KEEP = "INSERT OR REPLACE INTO chains (room, number, chain) VALUES (?, ?, ?)"


def note_chains(driver: sqlite3.Connection, room: int, added: Iterable[Entry]) -> None:
    """Keep what has to be of the chain values of new entries, in the caller's transaction."""
    kept = [(room, e.number, pack(e.chain)) for e in added if e.number % EVERY == 0]
    if kept:
        driver.executemany(_KEEP, kept)


def keep_chain(connection: Connection, room: int, number: int, chain: str) -> None:
    """Keep the chain value of entry `number`, also where a log begins behind it."""
    connection.exec_driver_sql(_KEEP, (room, number, pack(chain)))


def chain_at(connection: Connection, room: int, number: int) -> str | None:
    """The chain value of entry `number`; None where there is none, or not known yet (above a
    gap)."""
    nearest = (
        select(chains.c.number, chains.c.chain)
        .where(chains.c.room == room, chains.c.number <= number)
        .order_by(chains.c.number.desc())
        .limit(1)
    )
    kept = connection.execute(nearest).first()
    first, chain = (0, START) if kept is None else (kept.number, kept.chain)
    if not 0 < number < first + EVERY:
        return None
    since = (
        select(*COLUMNS)
        .where(told.c.room == room, told.c.number > first, told.c.number <= number)
        .order_by(told.c.number)
    )
    rows = [Row(*row) for row in connection.execute(since)]
    if len(rows) < number - first:
        return None
    for row in rows:
        said = (row.number, row.term, row.id, row.at, row.author, row.name, row.kind, row.digest)
        chain = chain_of(chain, *said)
    return chain
