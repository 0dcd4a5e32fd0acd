"""What was said about messages, by message: kept beside the log, in the same transaction.

All of it could be worked out from the log; it is kept so that an old page of it can be shown as
it is now without reading what came since.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Delete, Select, Table, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from server.room.entry import Entry
from server.room.facts import Amended, Pinned, Reacted, Unpinned, Withdrawn, read_fact
from server.room.mentions import Mention, mentions_of
from server.room.remarks import Target

from .database import Database
from .id_marks import Marks
from .rows import COLUMNS, Row
from .tables import amendments, entries, pins, reactions, rooms, told
from .word_index import take_out

# What an emoji costs on the wire, and each name beside it: of most, more than they do.
REACTION_BYTES, NAME_BYTES = 60, 50


@dataclass(slots=True)
class About:
    """What is known now of message `number`. `text` is None for one that was not amended,
    `mentions` those of `text`; `reactions` the members by emoji, in the order they reacted."""

    number: int
    text: str | None = None
    mentions: tuple[Mention, ...] = ()
    edits: int = 0
    pinned: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """A message that another replies to, as it is now; without `text` where it is gone."""

    number: int
    author: str
    name: str
    text: str | None


class Remarks:
    """Reads what was said about messages. `room` is a room's integer key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self, room: int) -> bool:
        """Whether anything was said about any message of a room."""
        with self._database.read() as connection:
            return any(
                connection.execute(
                    select(table.c.target).where(table.c.room == room).limit(1)
                ).first()
                for table in (amendments, reactions, pins)
            )

    def about(self, room: int, first: int, last: int) -> tuple[list[About], int]:
        """What is known of the messages from `first` to `last`, for those of which there is
        anything, in order; and the number of the newest entry that counts in it."""
        found: dict[int, About] = {}

        def of(number: int) -> About:
            return found.setdefault(number, About(number))

        with self._database.read() as connection:
            newest = connection.scalar(select(rooms.c.last).where(rooms.c.key == room))
            for target, number, edits in connection.execute(_newest(room, first, last)):
                about = of(target)
                body = _body(connection, room, number)
                about.text, about.edits = _said(body), edits
                about.mentions = tuple(mentions_of(body))
            kept = reactions.c
            told = (
                select(kept.target, kept.emoji, kept.member)
                .where(kept.room == room, kept.target.between(first, last))
                .order_by(kept.number)
            )
            for target, emoji, member in connection.execute(told):
                of(target).reactions.setdefault(emoji, []).append(member)
            pinned = select(pins.c.target).where(
                pins.c.room == room, pins.c.target.between(first, last)
            )
            for target in connection.scalars(pinned):
                of(target).pinned = True
        return [found[number] for number in sorted(found)], int(newest or 0)

    def fitting(self, room: int, numbers: Sequence[int], most: int, named: int) -> int:
        """Of how many of the messages `numbers` (consecutive), from the first of them on, it can be
        told in about `most` bytes what is known; of one at least. `named`: how many of those who
        reacted are told by name. No more is read than that."""
        between = (min(numbers), max(numbers))
        kept = reactions.c
        counted = (
            select(kept.target, func.count())
            .where(kept.room == room, kept.target.between(*between))
            .group_by(kept.target, kept.emoji)
        )
        size, sizes = 0, dict[int, int]()
        with self._database.read() as connection:
            newest = {one: number for one, number, _ in connection.execute(_newest(room, *between))}
            for target, count in connection.execute(counted):
                told = REACTION_BYTES + min(count, named) * NAME_BYTES
                sizes[target] = sizes.get(target, 0) + told
            for place, number in enumerate(numbers):
                size += sizes.get(number, 0)
                if number in newest:
                    body = _body(connection, room, newest[number])
                    size += len(json.dumps(body, ensure_ascii=False).encode())
                if place and size > most:
                    return place
        return len(numbers)

    def quotes(self, room: int, numbers: Collection[int]) -> list[Quote]:
        """The messages `numbers`, as far as they are here."""
        if not numbers:
            return []
        with self._database.read() as connection:
            named = told.c
            rows = connection.execute(
                select(named.number, named.author, named.name, named.body).where(
                    named.room == room, named.number.in_(sorted(numbers)), named.kind == "said"
                )
            ).all()
            texts = {
                target: _said(_body(connection, room, newest))
                for number in sorted(numbers)
                for target, newest, _ in connection.execute(_newest(room, number, number))
            }
        return [
            Quote(
                row.number,
                row.author,
                row.name,
                texts.get(row.number) or _said(json.loads(row.body)),
            )
            if row.body is not None
            else Quote(row.number, row.author, row.name, None)
            for row in rows
        ]

    def amendments(self, room: int, target: int) -> list[int]:
        """The numbers of the entries that put message `target` in other words, in order."""
        with self._database.read() as connection:
            return amendments_of(connection, room, target)

    def pins(self, room: int) -> list[int]:
        """The numbers of the pinned messages, the one pinned last first."""
        with self._database.read() as connection:
            told = select(pins.c.target).where(pins.c.room == room)
            return list(connection.scalars(told.order_by(pins.c.number.desc())))


def targets_of(
    connection: Connection, room: int, numbers: Collection[int], whole: Collection[int]
) -> dict[int, Target]:
    """The entries `numbers` as requests may point at them; with what was said about them for
    those of `whole`."""
    if not numbers:
        return {}
    named = told.c
    rows = connection.execute(
        select(named.number, named.id, named.author, named.kind, named.withdrawn).where(
            named.room == room, named.number.in_(sorted(numbers))
        )
    )
    found = {
        row.number: Target(row.id, row.author, row.kind, row.withdrawn is not None) for row in rows
    }
    for number in whole:
        if number in found:
            found[number] = _whole(connection, room, number, found[number])
    return found


def _whole(connection: Connection, room: int, number: int, target: Target) -> Target:
    reacted: dict[str, set[str]] = {}
    kept = reactions.c
    told = select(kept.emoji, kept.member).where(kept.room == room, kept.target == number)
    for emoji, member in connection.execute(told):
        reacted.setdefault(emoji, set()).add(member)
    pinned = list(connection.scalars(select(pins.c.target).where(pins.c.room == room)))
    return Target(
        target.id,
        target.author,
        target.kind,
        target.withdrawn,
        number in pinned,
        {emoji: frozenset(members) for emoji, members in reacted.items()},
        len(pinned),
    )


def note_remarks(
    connection: Connection, marks: Marks, room: int, added: Iterable[Entry]
) -> dict[int, int]:
    """Keep what the new entries say about others, and erase what they withdraw, in the caller's
    transaction; the numbers of the erased entries, each with that of the one that withdrew it.

    What points at no message here, or amends somebody else's, is passed over: the log keeps it,
    as it keeps everything that another host wrote.
    """
    erased: dict[int, int] = {}
    for entry in added:
        fact = read_fact(entry.kind, entry.body)
        if not isinstance(fact, Amended | Withdrawn | Reacted | Pinned | Unpinned):
            continue
        found = next(marks.found(connection.exec_driver_sql, room, [fact.target_id]), None)
        if found is None or found.kind != "said" or found.number >= entry.number:
            continue
        match fact:
            case Amended() if found.author == entry.author:
                _keep(connection, amendments, room, found.number, number=entry.number)
            case Reacted():
                _note_reaction(connection, room, found.number, entry, fact)
            case Pinned():
                _keep(connection, pins, room, found.number, number=entry.number)
            case Unpinned():
                connection.execute(_gone(pins, room, found.number))
            case Withdrawn():
                for number in (found.number, *amendments_of(connection, room, found.number)):
                    erased[number] = entry.number
                for table in (pins, reactions, amendments):
                    connection.execute(_gone(table, room, found.number))
    for number, by in erased.items():
        erase(connection, room, number, by)
    return erased


def erase(connection: Connection, room: int, number: int, by: int) -> None:
    """Leave of an entry's body and salt only the digest, in the caller's transaction."""
    found = connection.execute(
        select(*COLUMNS).where(told.c.room == room, told.c.number == number)
    ).first()
    if found is None:
        return
    row = Row(*found)
    take_out(connection, room, number, row.author, row.body)
    left = row.emptied(by)._asdict()
    connection.execute(
        update(entries)
        .where(entries.c.room == room, entries.c.number == number)
        .values({name: left[name] for name in ("body", "salt", "kept_digest", "withdrawn")})
    )


def amendments_of(connection: Connection, room: int, target: int) -> list[int]:
    """The numbers of the entries that put message `target` in other words, in order."""
    named = amendments.c
    told = select(named.number).where(named.room == room, named.target == target)
    return list(connection.scalars(told.order_by(named.number)))


def _note_reaction(
    connection: Connection, room: int, target: int, entry: Entry, fact: Reacted
) -> None:
    key = {"room": room, "target": target, "emoji": fact.emoji, "member": entry.author}
    if fact.on:
        connection.execute(
            upsert(reactions).values(**key, number=entry.number).on_conflict_do_nothing()
        )
    else:
        same = [reactions.c[name] == value for name, value in key.items()]
        connection.execute(delete(reactions).where(*same))


def _keep(connection: Connection, table: Table, room: int, target: int, number: int) -> None:
    statement = upsert(table).values(room=room, target=target, number=number)
    connection.execute(statement.on_conflict_do_nothing())


def _gone(table: Table, room: int, target: int) -> Delete:
    return delete(table).where(table.c.room == room, table.c.target == target)


def _newest(room: int, first: int, last: int) -> Select[int, int, int]:
    named = amendments.c
    return (
        select(named.target, func.max(named.number), func.count())
        .where(named.room == room, named.target.between(first, last))
        .group_by(named.target)
    )


def _body(connection: Connection, room: int, number: int) -> dict[str, Any]:
    body = connection.scalar(
        select(entries.c.body).where(entries.c.room == room, entries.c.number == number)
    )
    read: dict[str, Any] = {} if body is None else json.loads(body)
    return read


def _said(body: Mapping[str, Any]) -> str | None:
    text = body.get("text")
    return text if isinstance(text, str) else None
