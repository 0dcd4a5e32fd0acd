"""How a database of an older version becomes one of this."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256

from sqlalchemy import Connection, Table, delete, insert, select, text, update
from sqlalchemy.schema import CreateColumn, CreateTable

from server.room.facts import Profiled, read_fact
from server.room.profile import told_profile

from .chains import EVERY
from .compact import pack, pack_body
from .rows import kept_digest
from .tables import (
    MOST_BLOCKED,
    VERSION,
    blocked,
    chains,
    entries,
    entries_by_mark,
    invitations,
    members,
    metadata,
    outbox,
    rooms,
    settings,
    speakers,
)

# `pack_kind`, as SQL.
_KIND = "CASE kind WHEN 'said' THEN x'' ELSE kind END"


class TooNew(ValueError):
    """A newer version of the program made this database."""


def migrate(connection: Connection) -> bool:
    """Bring the schema to `VERSION`, in the caller's transaction; whether much room was left
    empty in the file by that.

    Raises TooNew when a newer version of the program made this database.
    """
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > VERSION:
        raise TooNew("this data folder was used by a newer version of the program")
    if version == VERSION:
        return False
    if version == 1:
        _admission_and_roles(connection)
    if 0 < version < 3:
        add_columns(connection, outbox, "rest")
    if 0 < version < 4:
        _indexes_anew(connection)
    if 0 < version < 5:
        _profiles(connection)
    if 0 < version < 6:
        _entries_shorter(connection)
    elif 0 < version < 8:
        _entries_by_marks(connection)
    metadata.create_all(connection)
    if 0 < version < 7:
        _never_becomes_blocked(connection)
    connection.execute(text(f"PRAGMA user_version = {VERSION}"))
    return bool(0 < version < 8)


def _admission_and_roles(connection: Connection) -> None:
    """Version 2: three ways to come in instead of two, rules of the room, roles of members."""
    add_columns(connection, rooms, "admission", "topic", "history", "slow_mode")
    connection.exec_driver_sql("UPDATE rooms SET admission = 'open' WHERE open")
    connection.exec_driver_sql("ALTER TABLE rooms DROP COLUMN open")
    add_columns(connection, members, "role", "muted", "out", "name_freed", "by", "way", "invite")
    added = ("by", "id", "label", "most_uses", "uses", "expires_at", "revoked_at")
    add_columns(connection, invitations, *added)
    for (secret,) in connection.execute(select(invitations.c.secret)).all():
        connection.execute(
            update(invitations)
            .where(invitations.c.secret == secret)
            .values(id=sha256(secret.encode()).hexdigest())
        )
    # Whoever joined before, and how often that was by which invitation.
    connection.exec_driver_sql(
        "UPDATE members SET invite = (SELECT json_extract(body, '$.invite') FROM entries WHERE"
        " entries.room = members.room AND number = members.joined AND kind = 'joined')"
    )
    connection.exec_driver_sql(
        "UPDATE invitations SET uses = (SELECT count(*) FROM members WHERE"
        " members.room = invitations.room AND members.invite = invitations.id)"
    )


def _indexes_anew(connection: Connection) -> None:
    """Version 4: the full-text tables also know who said it; they are filled again behind the
    logs (`server/library.py`)."""
    for (name,) in connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'search_[0-9]*'"
        " AND sql LIKE 'CREATE VIRTUAL TABLE%'"
    ).all():
        connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql("DROP TABLE IF EXISTS indexes")


def _profiles(connection: Connection) -> None:
    """Version 5: how members show themselves; an older version may have stored it unread."""
    add_columns(connection, members, "status", "colour", "picture")
    stored = connection.exec_driver_sql(
        "SELECT entries.room, author, body FROM rooms"
        " JOIN entries ON entries.room = rooms.key AND number <= last"
        " JOIN members ON members.room = rooms.key AND members.id = author AND number > joined"
        " WHERE rooms.unknown AND kind = 'profiled' AND body IS NOT NULL ORDER BY number"
    ).all()
    for room, author, body in stored:
        fact = read_fact("profiled", json.loads(body))
        if isinstance(fact, Profiled):
            connection.execute(
                update(members)
                .where(members.c.room == room, members.c.id == author)
                .values(asdict(told_profile(asdict(fact))))
            )


def _entries_shorter(connection: Connection) -> None:
    """Version 6: entries in short spellings; who said them, and some of their chain values, in
    tables of their own."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.create_function("pack", 1, _or_none(pack), deterministic=True)
    driver.create_function("pack_body", 1, _or_none(pack_body), deterministic=True)
    driver.create_function("pack_kept", 3, _pack_kept, deterministic=True)
    run = connection.exec_driver_sql
    for table in (speakers, chains):
        table.create(connection)
    run("INSERT INTO speakers (room, author, name) SELECT DISTINCT room, author, name FROM entries")
    _write_anew(
        connection,
        id="pack(id)",
        speaker="(SELECT key FROM speakers WHERE speakers.room = before.room"
        " AND speakers.author = before.author AND speakers.name = before.name)",
        kind=_KIND,
        body="pack_body(body)",
        salt="pack(salt)",
        kept_digest="pack_kept(salt, body, digest)",
        signature="pack(signature)",
        mark="mark_of(pack(id))",
    )
    # Also that of the first entry of a log that begins later; above a gap there is none yet.
    run(
        "INSERT INTO chains (room, number, chain) SELECT room, number, pack(chain)"
        f" FROM entries_before AS before WHERE chain != '' AND (number % {EVERY} = 0 OR number ="
        " (SELECT min(number) FROM entries_before AS first WHERE first.room = before.room))"
    )
    # A log that begins later, of which no entry has come so far.
    run(
        "INSERT OR IGNORE INTO chains (room, number, chain)"
        " SELECT key, last, pack(chain) FROM rooms WHERE last > 0 AND chain != ''"
    )
    run("DROP TABLE entries_before")


def _entries_by_marks(connection: Connection) -> None:
    """Version 8: entries are found by short marks of their ids, and the commonest kind takes no
    bytes."""
    _write_anew(connection, kind=_KIND, mark="mark_of(id)")
    connection.exec_driver_sql("DROP TABLE entries_before")


def _write_anew(connection: Connection, **changed: str) -> None:
    """Put all entries, which are left in `entries_before`, into a table of today's form; `changed`
    are the columns that are not as they were, as SQL over the table `before`."""
    run = connection.exec_driver_sql
    run("DROP INDEX entries_by_id")
    run("ALTER TABLE entries RENAME TO entries_before")
    connection.execute(CreateTable(entries))
    spelled = {column.name: changed.get(column.name, column.name) for column in entries.columns}
    run(
        f"INSERT INTO entries ({', '.join(spelled)}) SELECT {', '.join(spelled.values())}"
        " FROM entries_before AS before ORDER BY room, number"
    )
    entries_by_mark.create(connection)  # in one go


def _or_none(
    spell: Callable[[str], str | bytes],
) -> Callable[[str | None], str | bytes | None]:
    return lambda text: None if text is None else spell(text)


def _pack_kept(salt: str | None, body: str | None, digest: str) -> str | bytes | None:
    kept = kept_digest(salt, body, digest)
    return None if kept is None else pack(kept)


def _never_becomes_blocked(connection: Connection) -> None:
    """Version 7: whoever was told never to ask again stands among those who are blocked, where it
    can be taken back. Before, the ids stood in a setting, the last one at its end."""
    setting = settings.c.key == "private_never"
    kept = json.loads(connection.scalar(select(settings.c.value).where(setting)) or "{}")
    last = list(kept.items())[-MOST_BLOCKED:] if isinstance(kept, dict) else []
    for member, at in last:
        name = connection.scalar(select(members.c.name).where(members.c.id == member).limit(1))
        row = {"member": member, "name": name or "", "at": int(at), "wishes_only": True}
        connection.execute(insert(blocked).values(row))
    connection.execute(delete(settings).where(setting))


def add_columns(connection: Connection, table: Table, *names: str) -> None:
    """Give a table of an older version the columns `names` as `table` describes them."""
    for name in names:
        described = CreateColumn(table.c[name]).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {described}")
