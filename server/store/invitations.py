"""The invitations of hosted rooms: made before anybody is told, used up with the `joined` they
let in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from .database import Database
from .tables import invitations


@dataclass(frozen=True, slots=True)
class Invitation:
    """A secret that lets in by one of the doors; times are ms.

    `id` is no secret: its SHA-256, as it stands in entries. `by` is the member who made it, None
    for the one that a door has always. `most_uses` and `expires_at` are None without a limit.
    """

    id: str
    secret: str
    door: str
    created_at: int
    by: str | None = None
    label: str = ""
    most_uses: int | None = None
    uses: int = 0
    expires_at: int | None = None
    revoked_at: int | None = None


_COLUMNS = [invitations.c[one.name] for one in fields(Invitation)]


class Invitations:
    """The rows of `invitations`. `room` is a room's integer key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, room: int) -> Sequence[Invitation]:
        """All of a room, oldest first."""
        with self._database.read() as connection:
            found = connection.execute(
                select(*_COLUMNS)
                .where(invitations.c.room == room)
                .order_by(invitations.c.created_at, invitations.c.id)
            )
            return [Invitation(*row) for row in found]

    def add(self, room: int, made: Invitation, instead_of: Collection[str] = ()) -> None:
        """Store one before anybody is told of it; `instead_of` are forgotten."""
        with self._database.write() as connection:
            connection.execute(insert(invitations).values(room=room, **asdict(made)))
            if instead_of:
                connection.execute(
                    delete(invitations).where(
                        invitations.c.room == room, invitations.c.id.in_(instead_of)
                    )
                )

    def revoke(self, room: int, id: str, at: int) -> None:
        """From now on it lets nobody in."""
        with self._database.write() as connection:
            revoke(connection, room, {id}, (), at)


def uses_left(connection: Connection, room: int, ids: Collection[str]) -> dict[str, int]:
    """How often those of `ids` may still be used that have a limit, or are not good any more."""
    found = connection.execute(
        select(*_COLUMNS).where(invitations.c.room == room, invitations.c.id.in_(ids))
    )
    rows = {row.id: row for row in (Invitation(*row) for row in found)}
    left = {id: 0 for id in ids if id not in rows or rows[id].revoked_at is not None}
    for row in rows.values():
        if row.most_uses is not None:
            left.setdefault(row.id, row.most_uses - row.uses)
    return left


def count_uses(connection: Connection, room: int, used: Mapping[str, int]) -> None:
    """Count what was used, in the caller's transaction."""
    statement = (
        update(invitations)
        .where(invitations.c.room == room, invitations.c.id == bindparam("b_id"))
        .values(uses=invitations.c.uses + bindparam("b_more"))
    )
    connection.execute(statement, [{"b_id": id, "b_more": more} for id, more in used.items()])


def revoke(
    connection: Connection, room: int, ids: Collection[str], makers: Collection[str], at: int
) -> None:
    """Take back `ids` and all that `makers` made, in the caller's transaction."""
    connection.execute(
        update(invitations)
        .where(
            invitations.c.room == room,
            invitations.c.revoked_at.is_(None),
            or_(invitations.c.id.in_(ids), invitations.c.by.in_(makers)),
        )
        .values(revoked_at=at)
    )
