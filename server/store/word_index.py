"""The full-text table of a room, as those see it who change it together with the log."""

from __future__ import annotations

import json
from hashlib import sha256

from sqlalchemy import Connection, select

from server.words import indexed

from .tables import indexes


def indexed_up_to(connection: Connection, room: int) -> int:
    """The number up to which the entries of a room are in the index."""
    found = connection.scalar(select(indexes.c.number).where(indexes.c.room == room))
    return 0 if found is None else int(found)


def words_of(text: str, author: str) -> str:
    """What stands in the index for an entry."""
    return f"{indexed(text)} {author_word(author)}"


def author_word(author: str) -> str:
    """The word by which all that a member said is found; nobody can type it, since FTS5 takes
    characters for private use as letters and `words.py` does not."""
    return "\ue000" + sha256(author.encode()).hexdigest()[:12]


def take_out(connection: Connection, room: int, number: int, author: str, body: str | None) -> None:
    """Take an entry out of the index before its body goes, in the caller's transaction."""
    text = said_in(body)
    if text is not None and number <= indexed_up_to(connection, room):
        connection.exec_driver_sql(
            f"INSERT INTO {table_of(room)}({table_of(room)}, rowid, words) VALUES ('delete', ?, ?)",
            (number, words_of(text, author)),
        )


def drop(connection: Connection, room: int) -> None:
    """Forget a room's index, in the caller's transaction."""
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table_of(room)}")


def table_of(room: int) -> str:
    """Its name."""
    return f"search_{room:d}"


def exists(connection: Connection, room: int) -> bool:
    """Whether it was made yet."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_schema WHERE name = ?", (table_of(room),)
    )
    return found.first() is not None


def said_in(body: str | None) -> str | None:
    """The text of an entry, as its body is stored; None for one without."""
    text = json.loads(body).get("text") if body is not None else None
    return text if isinstance(text, str) else None
