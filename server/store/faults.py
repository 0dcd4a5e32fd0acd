"""What was found when the entries of a log were checked, and how far that has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import FromClause, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from .database import Database
from .tables import checks, faults, members, told


class Fault(NamedTuple):
    """Entry `number` is not what it should be; `by` is the entry that it says withdrew it."""

    number: int
    fault: str
    by: int | None = None


class Faults:
    """The faults of all rooms. `room` is a room's integer key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def checked(self, room: int) -> int:
        """The number up to which the entries were checked."""
        with self._database.read() as connection:
            found = connection.scalar(select(checks.c.number).where(checks.c.room == room))
            return 0 if found is None else int(found)

    def note(
        self, room: int, checked: int, found: Iterable[Fault] = (), mended: Collection[int] = ()
    ) -> None:
        """Entries up to `checked` were checked; `found` is wrong with them, and with those of
        the numbers `mended` nothing is any more."""
        progress = upsert(checks).values(room=room, number=checked)
        rows = [{"room": room, **fault._asdict()} for fault in found]
        added = upsert(faults)
        with self._database.write() as connection:
            connection.execute(
                progress.on_conflict_do_update(
                    index_elements=["room"], set_={"number": progress.excluded.number}
                )
            )
            for number in mended:
                connection.execute(
                    delete(faults).where(faults.c.room == room, faults.c.number == number)
                )
            if rows:
                connection.execute(
                    added.on_conflict_do_update(
                        index_elements=["room", "number"],
                        set_={"fault": added.excluded.fault, "by": added.excluded.by},
                    ),
                    rows,
                )

    def among(self, room: int, first: int, last: int) -> list[Fault]:
        """The faults of the entries `first` to `last`, in order."""
        return self._find(room, faults.c.number.between(first, last))

    def keyed(self, room: int, fault: str) -> list[Fault]:
        """The entries with this very fault whose author's key is known now."""
        author = faults.join(
            told.join(members, (members.c.room == told.c.room) & (members.c.id == told.c.author)),
            (told.c.room == faults.c.room) & (told.c.number == faults.c.number),
        )
        return self._find(room, faults.c.fault == fault, members.c.key.is_not(None), of=author)

    def withdrawn_by(self, room: int, after: int, last: int) -> list[Fault]:
        """The faults of emptied entries that name one of the entries above `after` up to `last`."""
        return self._find(room, faults.c.by > after, faults.c.by <= last)

    def _find(self, room: int, *conditions: Any, of: FromClause = faults) -> list[Fault]:
        statement = (
            select(faults.c.number, faults.c.fault, faults.c.by)
            .select_from(of)
            .where(faults.c.room == room, *conditions)
            .order_by(faults.c.number)
        )
        with self._database.read() as connection:
            return [Fault(*row) for row in connection.execute(statement)]
