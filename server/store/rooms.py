"""The rooms this computer has, and the program's settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from server.room.mentions import mentions_me
from server.room.state import Member, State

from .blocked import unheard_in
from .chains import keep_chain
from .database import Database, StoreError
from .log import ROOM_COLUMNS, write_members
from .speakers import Speakers
from .tables import entries, members, rooms, settings, speakers
from .word_index import drop

# No more unread messages are counted, and those that mean somebody among so many of the newest
# entries: a room of a million would be read as a whole for each count.
MOST_UNREAD = 10_000
STATE_COLUMNS = (*ROOM_COLUMNS, "last", "chain", "at")


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room of this computer. `role` is "host" or "member"; times are ms.

    `details` is what only this computer knows and nobody searches by: a joined room's
    `fingerprint`, `addresses`, `invite`, `my_name`; a hosted room's `network`.
    """

    key: int
    role: str
    state: State
    created_at: int
    opened_at: int
    running: bool
    read: int
    draft: str
    details: dict[str, Any] = field(default_factory=dict)


class Rooms:
    """The rows of `rooms` and `settings`."""

    def __init__(self, database: Database, speakers: Speakers) -> None:
        self._database, self._speakers = database, speakers

    def all(self) -> list[RoomRow]:
        """All rooms with their folded states, the one opened last first."""
        with self._database.read() as connection:
            found = connection.execute(select(rooms).order_by(rooms.c.opened_at.desc()))
            return [_room(connection, row) for row in found.mappings()]

    def get(self, id: str) -> RoomRow | None:
        """The room `id`, None where this computer has no such room."""
        with self._database.read() as connection:
            row = connection.execute(select(rooms).where(rooms.c.id == id)).mappings().first()
            return None if row is None else _room(connection, row)

    def add(self, id: str, role: str, *, at: int, details: dict[str, Any]) -> int:
        """Make an empty room; its key. Raises StoreError where there is one of that id."""
        with self._database.write() as connection:
            result = connection.execute(
                insert(rooms).values(
                    id=id,
                    role=role,
                    **{name: getattr(State(), name) for name in STATE_COLUMNS},
                    created_at=at,
                    opened_at=at,
                    running=True,
                    details=_spell(details),
                )
            )
            assert result.inserted_primary_key is not None
            return int(result.inserted_primary_key[0])

    def take_pen(self, key: int) -> int:
        """Become the writer of a room: the fence that its commits must name from now on."""
        with self._database.write() as connection:
            connection.execute(
                update(rooms).where(rooms.c.key == key).values(fence=rooms.c.fence + 1)
            )
            return int(
                connection.execute(select(rooms.c.fence).where(rooms.c.key == key)).scalar_one()
            )

    def note(self, key: int, **values: Any) -> None:
        """Set any of `opened_at`, `running`, `read`, `draft`, `details` of a room."""
        if "details" in values:
            values["details"] = _spell(values["details"])
        with self._database.write() as connection:
            connection.execute(update(rooms).where(rooms.c.key == key).values(**values))

    def preview(self, key: int, state: State) -> None:
        """Note what a host told of a joined room whose log is not here yet."""
        with self._database.write() as connection:
            connection.execute(
                update(rooms)
                .where(rooms.c.key == key, rooms.c.last == 0)
                .values({name: getattr(state, name) for name in ROOM_COLUMNS})
            )

    def begin_at(self, key: int, state: State) -> None:
        """Let the empty log of a joined room begin after entry `state.last`, with what its host
        told of the room and its members."""
        with self._database.write() as connection:
            connection.execute(
                update(rooms)
                .where(rooms.c.key == key, rooms.c.last == 0)
                .values({name: getattr(state, name) for name in STATE_COLUMNS})
            )
            keep_chain(connection, key, state.last, state.chain)
            write_members(connection, key, state.members.values())

    def add_members(self, key: int, added: Iterable[Member]) -> None:
        """Note members of a joined room that came before its log begins here."""
        with self._database.write() as connection:
            write_members(connection, key, added)

    def forget(self, key: int) -> None:
        """Delete a room with all its entries from this computer."""
        with self._database.write() as connection:
            drop(connection, key)
            connection.execute(delete(rooms).where(rooms.c.key == key))
            self._speakers.forget(key)  # another room may have this key later
        self._database.settle()

    def set_aside(self, key: int, id: str) -> None:
        """Rename a joined room to `id`, so that its log stays readable beside a new one."""
        with self._database.write() as connection:
            connection.execute(update(rooms).where(rooms.c.key == key).values(id=id, running=False))

    def unread(self, key: int, after: int, me: str) -> int:
        """How many messages of others, who are not blocked, stand after entry `after`;
        `MOST_UNREAD` for more."""
        some = (
            select(entries.c.number)
            .where(
                entries.c.room == key,
                entries.c.number > after,
                entries.c.kind == "said",
                entries.c.speaker.not_in(_as(key, me)),
                entries.c.speaker.not_in(unheard_in(key)),
            )
            .limit(MOST_UNREAD)
        )
        with self._database.read() as connection:
            found = connection.execute(select(func.count()).select_from(some.subquery()))
            return int(found.scalar_one())

    def mentions(self, key: int, after: int, me: str) -> int:
        """How many of these mean `me`, among the newest `MOST_UNREAD` entries."""
        named = entries.c
        newest = select(func.max(named.number)).where(named.room == key).scalar_subquery()
        # Few messages mean anybody, so few have to be read for it.
        some = select(named.body).where(
            named.room == key,
            named.number > after,
            named.number > newest - MOST_UNREAD,
            named.kind == "said",
            named.speaker.not_in(_as(key, me)),
            named.speaker.not_in(unheard_in(key)),
            named.body.contains('"mentions"'),
        )
        with self._database.read() as connection:
            return sum(mentions_me(json.loads(body), me) for body in connection.scalars(some))

    def settings(self) -> dict[str, str]:
        """The program's settings."""
        with self._database.read() as connection:
            found = connection.execute(select(settings.c.key, settings.c.value))
            return {row.key: row.value for row in found}

    def set(self, key: str, value: str) -> None:
        """Store one setting."""
        with self._database.write() as connection:
            statement = upsert(settings).values(key=key, value=value)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"], set_={"value": statement.excluded.value}
                )
            )


def _as(room: int, author: str) -> Select[int]:
    """All that somebody was called in a room."""
    return select(speakers.c.key).where(speakers.c.room == room, speakers.c.author == author)


def _room(connection: Connection, row: RowMapping) -> RoomRow:
    columns = [members.c[name] for name in Member.__slots__]
    found = connection.execute(select(*columns).where(members.c.room == row["key"]))
    folk = [Member(**member) for member in found.mappings()]
    state = State(
        room=row["id"],
        **{name: row[name] for name in STATE_COLUMNS},
        members={member.id: member for member in folk},
    )
    return RoomRow(
        key=row["key"],
        role=row["role"],
        state=state,
        created_at=row["created_at"],
        opened_at=row["opened_at"],
        running=row["running"],
        read=row["read"],
        draft=row["draft"],
        details=_read(row["details"]),
    )


def _spell(details: dict[str, Any]) -> str:
    return json.dumps(details, ensure_ascii=False)


def _read(spelled: str) -> dict[str, Any]:
    value = json.loads(spelled)
    if not isinstance(value, dict):
        raise StoreError("the details of a room are damaged")
    return value
