"""Short marks of ids, by which entries are found: an index of whole ids would be a sixth of all.

Three bytes for each entry, so that of a million few share one; what an id is found by is looked
at again as a whole. Nobody outside can make ids that share a mark, as the key is random: all that
have one would have to be read for each message.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import Connection

from .compact import pack, unpack, unpack_kind
from .tables import entries_by_mark, mark_key

BYTES, KEY_BYTES = 3, 16
# Older SQLite takes no more than 999 values in one statement.
_AT_ONCE = 400
# Runs a statement with its values, and gives rows.
Run = Callable[[str, tuple[Any, ...]], Iterable[Any]]


class Found(NamedTuple):
    """An entry that was looked for by its id; `at` in ms."""

    id: str
    number: int
    at: int
    author: str
    kind: str


class Marks:
    """The marks of one database, and what is found by them."""

    def __init__(self) -> None:
        self._key = b""

    def give_to(self, driver: sqlite3.Connection) -> None:
        """Let statements about many ids call `mark_of`."""
        driver.create_function("mark_of", 1, self.of, deterministic=True)

    def open(self, connection: Connection) -> None:
        """Read the database's key, which is made if there is none, in the caller's transaction."""
        mark_key.create(connection, checkfirst=True)
        key = connection.scalar(mark_key.select())
        if key is None:
            key = secrets.token_bytes(KEY_BYTES)
            connection.execute(mark_key.insert().values(key=key))
        self._key = key

    def of(self, packed: str | bytes) -> int:
        """The mark of an id as it is stored."""
        raw = packed if isinstance(packed, bytes) else packed.encode()
        digest = blake2b(raw, digest_size=BYTES, key=self._key).digest()
        # As SQLite keeps it in three bytes.
        return int.from_bytes(digest, "big", signed=True)

    def found(self, run: Run, room: int, ids: Collection[str]) -> Iterator[Found]:
        """Those of `ids` that the log of a room has."""
        wanted = list(ids)
        for start in range(0, len(wanted), _AT_ONCE):
            part = [pack(id) for id in wanted[start : start + _AT_ONCE]]
            some = ",".join("?" * len(part))
            # Left to itself SQLite would rather read the whole room than look up several ids.
            rows = run(
                "SELECT id, number, at, author, kind"
                f" FROM entries INDEXED BY {entries_by_mark.name} CROSS JOIN speakers"
                f" WHERE entries.room = ? AND mark IN ({some}) AND id IN ({some})"
                " AND key = speaker",
                (room, *map(self.of, part), *part),
            )
            for id, number, at, author, kind in rows:
                yield Found(unpack(id), number, at, author, unpack_kind(kind))
