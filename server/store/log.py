"""The log's rows: written in the host's one transaction a batch, read page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert as upsert

from server.room.entry import Entry
from server.room.invites import Ended
from server.room.remarks import Target
from server.room.rules import Stored
from server.room.state import Member, State

from .chains import chain_at, note_chains
from .database import AnotherWriter, Contradiction, Database
from .id_marks import Marks, Run
from .invitations import count_uses, revoke, uses_left
from .remarks import erase, note_remarks, targets_of
from .rows import COLUMNS, INSERT, KEEP, READ, REPLACE, Row, read_row, row_of, values_of
from .speakers import Speakers
from .tables import chains, entries, members, rooms, sessions, told

# What the log says of the room itself: columns of `rooms` called as in `State`.
ROOM_COLUMNS = (
    *("name", "admission", "topic", "history", "slow_mode"),
    *("host", "host_key", "term", "unknown"),
)
_AFTER = f"{READ} AND number > ? ORDER BY number LIMIT ?"
_BEFORE = f"{READ} AND number < ? ORDER BY number DESC LIMIT ?"
# Rows that are taken out of the database at once: fewer steps than one by one, and hardly any that
# are not needed.
_FETCHED = 50
_ADVANCE = str(
    update(rooms)
    .where(rooms.c.key == bindparam("b_key"), rooms.c.fence == bindparam("b_fence"))
    .values({name: bindparam(name) for name in ("last", "chain", "at")})
    .compile(dialect=sqlite.dialect(paramstyle="qmark"))
)


class Pen:
    """One writing transaction on one room's log: look up, then write, or nothing of it."""

    def __init__(
        self,
        connection: Connection,
        driver: sqlite3.Connection,
        marks: Marks,
        speakers: Speakers,
        room: int,
        fence: int,
    ) -> None:
        self._connection = connection
        self._driver = driver
        self._marks, self._speakers = marks, speakers
        self._room = room
        self._fence = fence
        self._free = set[str]()

    def stored(
        self, ids: Collection[str], numbers: Collection[int], whole: Collection[int] = ()
    ) -> tuple[dict[str, Stored], dict[int, Target]]:
        """Of `ids`, those used already and where; and the entries `numbers`, with what was said
        about them for those of `whole`."""
        used = {
            found.id: Stored(found.number, found.at, found.author)
            for found in self._marks.found(self._driver.execute, self._room, ids)
        }
        self._free.update(id for id in ids if id not in used)
        return used, targets_of(self._connection, self._room, numbers, whole)

    def uses_left(self, invites: Collection[str]) -> dict[str, int]:
        """See `invitations.uses_left`."""
        return uses_left(self._connection, self._room, invites)

    def note_invitations(self, used: Mapping[str, int], ended: Ended, at: int) -> None:
        """Count what was used, and let end what ended at `at` (ms)."""
        if used:
            count_uses(self._connection, self._room, used)
        if ended.invites or ended.makers:
            revoke(self._connection, self._room, ended.invites, ended.makers, at)

    def write(
        self,
        added: Sequence[Entry],
        state: State,
        changed: Iterable[Member],
        *,
        secrets: Mapping[str, str] | None = None,
        replace: bool = False,
    ) -> dict[int, int]:
        """Write `added` with the state after them, and erase what they withdraw; the numbers of
        the erased entries, each with that of the one that withdrew it.

        `changed` are the members whose state changed, `secrets` the session secrets of new
        keyless members; `replace` lets them take the place of an island's (below). Raises
        AnotherWriter, Contradiction.
        """
        advanced = self._driver.execute(
            _ADVANCE, (state.last, state.chain, state.at, self._room, self._fence)
        )
        if advanced.rowcount != 1:
            raise AnotherWriter("another writer has this room")
        _check_ids(self._driver.execute, self._marks, self._room, added, self._free)
        self._free = set()
        self._driver.executemany(
            REPLACE if replace else INSERT,
            _stored(self._driver.execute, self._marks, self._speakers, self._room, added),
        )
        note_chains(self._driver, self._room, added)
        others = [entry for entry in added if entry.kind != "said"]
        if others:
            _write_state(self._connection, self._room, state)
        write_members(self._connection, self._room, changed)
        if secrets:
            self._connection.execute(
                insert(sessions),
                [{"room": self._room, "member": m, "secret": s} for m, s in secrets.items()],
            )
        return note_remarks(self._connection, self._marks, self._room, others) if others else {}


class Log:
    """The entries, members and folded states of all rooms. `room` is a room's integer key."""

    def __init__(self, database: Database, speakers: Speakers) -> None:
        self._database, self._speakers = database, speakers

    @contextmanager
    def pen(self, room: int, fence: int) -> Iterator[Pen]:
        """A transaction that writes to `room`, durable when it ends. Raises AnotherWriter (its
        commit named an old `fence`), StoreError; then nothing was written."""
        try:
            with self._database.pen() as (connection, driver):
                yield Pen(connection, driver, self._database.marks, self._speakers, room, fence)
        except BaseException:
            self._speakers.forget(room)  # some may have come to be in what was not written
            raise

    def add_island(self, room: int, added: Sequence[Entry]) -> None:
        """Keep entries above a gap of a joined room; the state is not theirs to advance.

        What is kept already stays. Raises Contradiction for an id that stands elsewhere.
        """
        try:
            with self._database.write() as connection:
                run, marks = connection.exec_driver_sql, self._database.marks
                _check_ids(run, marks, room, added, set())
                values = _stored(run, marks, self._speakers, room, added)
                connection.exec_driver_sql(KEEP, values)
        except BaseException:
            self._speakers.forget(room)  # as above
            raise

    def drop_after(self, room: int, number: int) -> None:
        """Forget the entries after `number` of a joined room (an island that is fetched anew)."""
        with self._database.write() as connection:
            for table in (entries, chains):
                connection.execute(
                    delete(table).where(table.c.room == room, table.c.number > number)
                )

    def erase(self, room: int, number: int, by: int) -> None:
        """Replace body and salt of entry `number` by its digest: entry `by` withdrew it."""
        with self._database.write() as connection:
            erase(connection, room, number, by)

    def after(self, room: int, number: int, limit: int, size: int | None = None) -> list[Row]:
        """At most `limit` entries after `number`, in order; no more than needed for `size` bytes
        on the wire."""
        return self._page(_AFTER, room, number, limit, size)

    def before(self, room: int, number: int, limit: int, size: int | None = None) -> list[Row]:
        """The at most `limit` newest entries before `number`, in order; `size` as in `after`."""
        return self._page(_BEFORE, room, number, limit, size)[::-1]

    def _page(
        self, statement: str, room: int, number: int, limit: int, size: int | None
    ) -> list[Row]:
        rows, taken = list[Row](), 0
        with self._database.read() as connection:
            found = connection.exec_driver_sql(statement, (room, number, limit))
            for some in found.partitions(_FETCHED):
                for values in some:
                    row = read_row(values)
                    rows.append(row)
                    if size is None:
                        continue
                    taken += row.least_size
                    if taken > size:
                        found.close()
                        return rows
        return rows

    def some(self, room: int, numbers: Collection[int]) -> list[Row]:
        """Those of the entries `numbers` that are here."""
        wanted, found = sorted(numbers), list[Row]()
        with self._database.read() as connection:
            for start in range(0, len(wanted), 500):
                part = told.c.number.in_(wanted[start : start + 500])
                statement = select(*COLUMNS).where(told.c.room == room, part)
                found.extend(Row(*row) for row in connection.execute(statement))
        return found

    def known(self, room: int, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that the log has."""
        return set(self.numbers(room, ids))

    def numbers(self, room: int, ids: Collection[str]) -> dict[str, int]:
        """Where those of `ids` stand that the log has."""
        with self._database.read() as connection:
            found = self._database.marks.found(connection.exec_driver_sql, room, ids)
            return {one.id: one.number for one in found}

    def chain_at(self, room: int, number: int, at_hand: Sequence[Row] = ()) -> str | None:
        """See `chains.chain_at`."""
        with self._database.read() as connection:
            return chain_at(connection, room, number, at_hand)

    def note_seen(self, room: int, seen: Mapping[str, int]) -> None:
        """Note when members were connected last (ms)."""
        statement = (
            update(members)
            .where(members.c.room == bindparam("b_room"), members.c.id == bindparam("b_id"))
            .values(seen_at=bindparam("b_at"))
        )
        with self._database.write() as connection:
            connection.execute(
                statement, [{"b_room": room, "b_id": id, "b_at": at} for id, at in seen.items()]
            )

    def seen_times(self, room: int) -> dict[str, int]:
        """When each member was connected last (ms), 0 for those not known."""
        with self._database.read() as connection:
            found = connection.execute(
                select(members.c.id, members.c.seen_at).where(members.c.room == room)
            )
            return {row.id: row.seen_at for row in found}

    def session_secrets(self, room: int) -> dict[str, str]:
        """The session secrets of a hosted room's keyless members, by member."""
        with self._database.read() as connection:
            found = connection.execute(
                select(sessions.c.member, sessions.c.secret).where(sessions.c.room == room)
            )
            return {row.member: row.secret for row in found}


def _check_ids(
    run: Run, marks: Marks, room: int, added: Sequence[Entry], free: Collection[str]
) -> None:
    """Raise Contradiction where an id stands elsewhere in the room; `free` are ids that were looked
    up. Marks may be shared, so that no index can hold it."""
    if len(added) == 1 and added[0].id in free:
        return  # a single message, which is what is written most often
    placed = {entry.id: entry.number for entry in added}
    found = marks.found(run, room, placed.keys() - free)
    stand = [(one.id, one.number) for one in added] + [(one.id, one.number) for one in found]
    if any(placed[id] != number for id, number in stand):
        raise Contradiction("an id stands in the room already")


def _stored(
    run: Run, marks: Marks, speakers: Speakers, room: int, added: Sequence[Entry]
) -> list[tuple[object, ...]]:
    """What an insert takes, after it is known who said `added`."""
    rows = [row_of(entry) for entry in added]
    keys = speakers.keys(run, room, rows)
    return [values_of(room, row, key, marks) for row, key in zip(rows, keys, strict=True)]


def _write_state(connection: Connection, room: int, state: State) -> None:
    connection.execute(
        update(rooms)
        .where(rooms.c.key == room)
        .values({name: getattr(state, name) for name in ROOM_COLUMNS})
    )


def write_members(connection: Connection, room: int, changed: Iterable[Member]) -> None:
    """Write members as they are now, in the caller's transaction."""
    rows = [
        {"room": room, **{name: getattr(member, name) for name in Member.__slots__}}
        for member in changed
    ]
    if not rows:
        return
    statement = upsert(members)
    statement = statement.on_conflict_do_update(
        index_elements=["room", "id"],
        set_={name: statement.excluded[name] for name in Member.__slots__ if name != "id"},
    )
    connection.execute(statement, rows)
