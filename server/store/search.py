"""The index that messages are searched by: one full-text table for each room, of words and pairs.

The table holds no text of its own (`content=''`) and no places (`detail=none`), so it stays small;
what is found is read from the log. One for each room, so that a forgotten room's goes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from server.words import Query

from .blocked import unheard, unheard_in
from .database import Database
from .dates import stretches
from .rows import COLUMNS, Row
from .tables import amendments, entries, indexes, speakers, told
from .word_index import author_word, exists, indexed_up_to, said_in, table_of, words_of

# Candidates that are read at once; most of them fit.
AT_ONCE = 100
# A single letter stands in so much that the newest entries are looked through, so many at once,
# before the index is asked: it gathers all that begins with it, however little is wanted.
NEWEST, LOOKED_THROUGH_AT_ONCE = 1000, 250
# A query that finds nothing among so many candidates of a room is given up.
MOST_CANDIDATES = 20_000
KINDS = ("said", "amended")
# Later than anything is said (ms); SQLite counts no further.
FOR_EVER = 2**53
# Of each entry that has words: its number, and the words.
Words = Sequence[tuple[int, str]]


class Hit(NamedTuple):
    """A message that was found; `at` is when its last words were said."""

    number: int
    at: int
    author: str
    name: str
    text: str


class Search:
    """The indexes of all rooms. `room` is a room's integer key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def indexed(self, room: int) -> int:
        """The number up to which the entries are in the index."""
        with self._database.read() as connection:
            return indexed_up_to(connection, room)

    @staticmethod
    def words(rows: Sequence[Row]) -> Words:
        """What `add` wants of entries. Most of the work, and it needs no database."""
        texts = ((row, _text(row)) for row in rows)
        return [(row.number, words_of(text, row.author)) for row, text in texts if text is not None]

    def add(self, room: int, first: int, last: int, words: Words) -> None:
        """Put the entries from number `first`, which follow those in the index, to `last` into it,
        with the `words` of those that have some."""
        with self._database.write() as connection:
            if not exists(connection, room):
                connection.exec_driver_sql(
                    f"CREATE VIRTUAL TABLE {table_of(room)} USING fts5(words, content='',"
                    ' detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0")'
                )
            gone = _erased(connection, room, first, last)
            added = [one for one in words if one[0] not in gone]
            if added:
                connection.exec_driver_sql(
                    f"INSERT INTO {table_of(room)}(rowid, words) VALUES (?, ?)", added
                )
            progress = upsert(indexes).values(room=room, number=last)
            connection.execute(
                progress.on_conflict_do_update(
                    index_elements=["room"], set_={"number": progress.excluded.number}
                )
            )

    def find(
        self,
        room: int,
        query: Query | None,
        *,
        before: int,
        limit: int,
        author: str | None = None,
        since: int = 0,
        until: int = FOR_EVER,
    ) -> list[Hit]:
        """At most `limit` messages before entry `before` that fit, the newest first; by member
        `author`, said from `since` to `until` (ms); without `query` whatever was said. What
        somebody said who is blocked is found only where `author` names them."""
        hits: list[Hit] = []
        looked = 0
        with self._database.read() as connection:
            if not exists(connection, room):
                return []
            places = [(0, before - 1)]
            if since > 0 or until < FOR_EVER:
                places = stretches(connection, room, since, until, before)
            for numbers in _candidates(connection, room, query, author, places):
                rows = _read(connection, room, numbers, author)
                messages = _still_said(connection, room, rows)
                for row in rows:
                    text, number = said_in(row.body), messages.get(row.number)
                    if text is None or number is None or (query and not query.fits(text)):
                        continue
                    if since <= row.at <= until:
                        hits.append(Hit(number, row.at, row.author, row.name, text))
                looked += len(numbers)
                if len(hits) >= limit or looked >= MOST_CANDIDATES:
                    break
        return hits[:limit]


def _candidates(
    connection: Connection,
    room: int,
    query: Query | None,
    author: str | None,
    places: Sequence[tuple[int, int]],
) -> Iterator[list[int]]:
    """The numbers of entries that may fit, the newest first, some at once. However much those have
    said who are blocked: none of it is counted where `author` names nobody."""
    terms = ([query.match] if query else []) + ([f'"{author_word(author)}"'] if author else [])
    match, shut = " AND ".join(terms), [] if author else _words_of_unheard(connection, room)
    if shut:
        match = f"({match}) NOT ({' OR '.join(shut)})"
    newest = indexed_up_to(connection, room) if query is not None and query.is_one_letter else 0
    for first, end in places:
        last = end
        if newest:
            last = min(last, newest)
            above = max(first, last - NEWEST + 1)
            yield from _parts(
                partial(_heard, connection, room, above), last, LOOKED_THROUGH_AT_ONCE
            )
            last = above - 1
        find = (
            partial(_matching, connection, room, match, first)
            if terms
            else partial(_heard, connection, room, first)
        )
        yield from _parts(find, last, AT_ONCE)


def _parts(find: Callable[[int, int], list[int]], last: int, at_once: int) -> Iterator[list[int]]:
    """What `find` finds up to number `last`, of which it gives so many at once, the newest
    first."""
    while found := find(last, at_once):
        yield found
        if len(found) < at_once:
            break
        last = found[-1] - 1


def _matching(
    connection: Connection, room: int, match: str, first: int, last: int, limit: int
) -> list[int]:
    table = table_of(room)
    found = connection.exec_driver_sql(
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"
        f" ORDER BY rowid DESC LIMIT {limit}",
        (match, first, last),
    )
    return [int(row[0]) for row in found]


def _heard(connection: Connection, room: int, first: int, last: int, limit: int) -> list[int]:
    heard = select(entries.c.number).where(
        entries.c.room == room,
        entries.c.number.between(first, last),
        entries.c.speaker.not_in(unheard_in(room)),
    )
    return list(connection.scalars(heard.order_by(entries.c.number.desc()).limit(limit)))


def _words_of_unheard(connection: Connection, room: int) -> list[str]:
    named = select(speakers.c.author).where(speakers.c.key.in_(unheard_in(room))).distinct()
    return [f'"{author_word(author)}"' for author in connection.scalars(named)]


def _read(
    connection: Connection, room: int, numbers: Sequence[int], author: str | None
) -> list[Row]:
    heard = told.c.author.not_in(unheard()) if author is None else told.c.author == author
    rows = connection.execute(
        select(*COLUMNS).where(told.c.room == room, told.c.number.in_(numbers), heard)
    )
    return sorted((Row(*row) for row in rows), key=lambda row: -row.number)


def _erased(connection: Connection, room: int, first: int, last: int) -> set[int]:
    """Those of the entries from `first` to `last` whose bodies are gone."""
    named = entries.c
    return set(
        connection.scalars(
            select(named.number).where(
                named.room == room, named.number.between(first, last), named.body.is_(None)
            )
        )
    )


def _text(row: Row) -> str | None:
    return said_in(row.body) if row.kind in KINDS else None


def _still_said(connection: Connection, room: int, rows: Sequence[Row]) -> dict[int, int]:
    """For each of `rows` that holds the last words of a message, that message's number."""
    named, numbers = amendments.c, [row.number for row in rows]
    own = {
        row.number: row.target
        for row in connection.execute(
            select(named.number, named.target).where(named.room == room, named.number.in_(numbers))
        )
    }
    newest = select(named.target, func.max(named.number).label("last")).where(
        named.room == room, named.target.in_([*numbers, *own.values()])
    )
    last = {row.target: row.last for row in connection.execute(newest.group_by(named.target))}
    messages = {row.number: own.get(row.number, row.number) for row in rows if _is_words(row, own)}
    return {number: of for number, of in messages.items() if last.get(of, number) == number}


def _is_words(row: Row, own: Mapping[int, int]) -> bool:
    return row.kind == "said" or row.number in own
