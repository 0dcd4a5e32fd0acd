"""Whom this computer's person does not want to hear; nobody else is told of it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from .database import Database
from .tables import blocked, speakers


class Shut(NamedTuple):
    """A member who is blocked since `at` (ms), called `name` then; `wishes_only`: their messages
    are read, and they only may not ask to talk in private."""

    member: str
    name: str
    at: int
    wishes_only: bool = False


class Blocked:
    """The rows of `blocked`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Shut]:
        """Everybody who is blocked, the last one first."""
        columns = [blocked.c[name] for name in Shut._fields]
        newest_first = select(*columns).order_by(blocked.c.at.desc(), blocked.c.member)
        with self._database.read() as connection:
            return [Shut(*row) for row in connection.execute(newest_first)]

    def put(self, shut: Shut) -> None:
        """Note it, in place of what was noted of that member before."""
        statement = upsert(blocked).values(shut._asdict())
        changed = {name: statement.excluded[name] for name in ("name", "at", "wishes_only")}
        with self._database.write() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["member"], set_=changed)
            )

    def remove(self, member: str) -> None:
        """Let `member` be heard again."""
        with self._database.write() as connection:
            connection.execute(delete(blocked).where(blocked.c.member == member))


def unheard() -> Select[tuple[str]]:
    """The ids of those whose messages are neither counted nor found."""
    return select(blocked.c.member).where(~blocked.c.wishes_only)


def unheard_in(room: int) -> Select[tuple[int]]:
    """The same as the speakers that they are in a room."""
    return select(speakers.c.key).where(speakers.c.room == room, speakers.c.author.in_(unheard()))
