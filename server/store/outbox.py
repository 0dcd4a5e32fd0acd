"""Own messages that are not in the log yet: the only queue a message ever waits in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from server.room.forwarded import Forwarded, forwarded_body, forwarded_of
from server.room.mentions import Mention, mentions_body, mentions_of

from .database import Database
from .tables import outbox


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message on its way. With a `code` the host refused it, and it waits for its author."""

    id: str
    text: str
    reply_to: int | None
    at: int
    code: str | None = None
    message: str | None = None
    mentions: tuple[Mention, ...] = ()
    forwarded: Forwarded | None = None


# What has a column of its own; mentions and the like lie together in `rest`, as in a body.
_SINGLE = ("id", "text", "reply_to", "at", "code", "message")
_COLUMNS = [outbox.c[name] for name in (*_SINGLE, "rest")]


def _waiting(row: Sequence[Any]) -> Waiting:
    *single, rest = row
    waiting = Waiting(*single)
    if not rest:
        return waiting
    body = {**json.loads(rest), "text": waiting.text}
    return replace(waiting, mentions=tuple(mentions_of(body)), forwarded=forwarded_of(body))


class Outbox:
    """The waiting messages of all rooms, in the order they were written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, room: int) -> list[Waiting]:
        """What waits in a room."""
        statement = select(*_COLUMNS).where(outbox.c.room == room).order_by(outbox.c.place)
        with self._database.read() as connection:
            return [_waiting(row) for row in connection.execute(statement)]

    def next(self, room: int, limit: int) -> list[Waiting]:
        """The at most `limit` oldest that were not refused."""
        statement = (
            select(*_COLUMNS)
            .where(outbox.c.room == room, outbox.c.code.is_(None))
            .order_by(outbox.c.place)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [_waiting(row) for row in connection.execute(statement)]

    def put(self, room: int, waiting: Waiting) -> None:
        """Let a message wait, durably; again with the same id changes nothing."""
        values = {name: getattr(waiting, name) for name in _SINGLE}
        rest = mentions_body(waiting.mentions) | forwarded_body(waiting.forwarded)
        values["rest"] = json.dumps(rest, ensure_ascii=False) if rest else ""
        statement = upsert(outbox).values(room=room, **values).on_conflict_do_nothing()
        with self._database.write() as connection:
            connection.execute(statement)

    def settle(self, room: int, ids: list[str]) -> None:
        """Messages `ids` are in the log, or were given up."""
        with self._database.write() as connection:
            connection.execute(delete(outbox).where(outbox.c.room == room, outbox.c.id.in_(ids)))

    def mark(self, room: int, id: str, code: str | None, message: str | None) -> None:
        """The host refused message `id`; with None, try it again."""
        with self._database.write() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.room == room, outbox.c.id == id)
                .values(code=code, message=message)
            )

    def move(self, room: int, other: int) -> None:
        """What waits in `room` waits in `other` from now on."""
        with self._database.write() as connection:
            connection.execute(update(outbox).where(outbox.c.room == room).values(room=other))
