"""The tables, and how a database of an older version becomes one of this."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
    text,
    update,
)
from sqlalchemy.schema import CreateColumn

from server.room.facts import Profiled, read_fact
from server.room.profile import told_profile

metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

# One row a room, hosted or joined. What the log says (name … unknown) is the folded state
# after entry `last`, written in the transaction of that entry. `fence` grows each time a
# writer opens the room; a commit names the one it knows and fails when another came since.
rooms = Table(
    "rooms",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("name", String, nullable=False),
    Column("host", String, nullable=False),
    Column("host_key", String, nullable=False),
    Column("term", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("chain", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("unknown", Boolean, nullable=False),
    # From here on: what only this computer knows of the room.
    Column("created_at", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("read", BigInteger, nullable=False, server_default="0"),
    Column("draft", Text, nullable=False, server_default=""),
    Column("details", Text, nullable=False, server_default="{}"),
    # Since version 2; of the log's part.
    Column("admission", String, nullable=False, server_default="invited"),
    Column("topic", Text, nullable=False, server_default=""),
    Column("history", BigInteger, nullable=False, server_default="-1"),
    Column("slow_mode", Integer, nullable=False, server_default="0"),
)

members = Table(
    "members",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("joined", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("door", String, nullable=False),
    Column("key", String),
    Column("session", String),
    Column("here", Boolean, nullable=False),
    Column("seen_at", BigInteger, nullable=False, server_default="0"),
    # Since version 2.
    Column("role", String, nullable=False, server_default="member"),
    Column("muted", Boolean, nullable=False, server_default="0"),
    Column("out", String, nullable=False, server_default=""),
    Column("name_freed", Boolean, nullable=False, server_default="0"),
    Column("by", String),
    Column("way", String),
    Column("invite", String),
    # Since version 5: how they show themselves.
    Column("status", String, nullable=False, server_default=""),
    Column("colour", Integer),
    Column("picture", String, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

entries = Table(
    "entries",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("term", Integer, nullable=False),
    Column("id", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("author", String, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", Text),
    Column("salt", String),
    Column("digest", String, nullable=False),
    Column("chain", String, nullable=False),
    Column("sent_at", BigInteger),
    Column("signature", String),
    Column("withdrawn", BigInteger),
    Column("extra", Text),
    sqlite_with_rowid=False,
)

entries_by_id = Index("entries_by_id", entries.c.room, entries.c.id, unique=True)

# The secrets behind the hashes that stand in entries: they let a keyless member come back.
sessions = Table(
    "sessions",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("member", String, primary_key=True),
    Column("secret", String, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("secret", String, primary_key=True),
    Column("door", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # Since version 2. `id` is the SHA-256 of the secret, as it stands in entries; `by` the member
    # who made it, nobody for the one that a door has always; null is no limit.
    Column("by", String),
    Column("id", String, nullable=False, server_default=""),
    Column("label", String, nullable=False, server_default=""),
    Column("most_uses", Integer),
    Column("uses", Integer, nullable=False, server_default="0"),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
)

# Own messages that are not in the log yet, in the order they were written.
outbox = Table(
    "outbox",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), nullable=False),
    Column("id", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("reply_to", BigInteger),
    Column("at", BigInteger, nullable=False),
    Column("code", String),
    Column("message", String),
    # Since version 3: what else its body will say (mentions, forwarded), as JSON; empty for none.
    Column("rest", Text, nullable=False, server_default=""),
    UniqueConstraint("room", "id"),
)

Index("outbox_of_room", outbox.c.room, outbox.c.place)

# How far the signatures of a room's entries were checked here, and which entries are not what
# they should be; `by` is the entry that an emptied one names as its withdrawal.
checks = Table(
    "checks",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, nullable=False),
)

faults = Table(
    "faults",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("fault", String, nullable=False),
    Column("by", BigInteger),
    sqlite_with_rowid=False,
)

# What was said about messages, by message (`remarks.py`).
amendments = Table(
    "amendments",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("target", BigInteger, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

reactions = Table(
    "reactions",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("target", BigInteger, primary_key=True),
    Column("emoji", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

pins = Table(
    "pins",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("target", BigInteger, primary_key=True),
    Column("number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# How far a room's messages are in the index that they are searched by (`search.py`).
indexes = Table(
    "indexes",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, nullable=False),
)

VERSION = 5


def migrate(connection: Connection) -> None:
    """Bring the schema to `VERSION`, in the caller's transaction.

    Raises ValueError when a newer version of the program made this database.
    """
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > VERSION:
        raise ValueError("this data folder was used by a newer version of the program")
    if version == VERSION:
        return
    if version == 1:
        _admission_and_roles(connection)
    if 0 < version < 3:
        add_columns(connection, outbox, "rest")
    if 0 < version < 4:
        _indexes_anew(connection)
    if 0 < version < 5:
        _profiles(connection)
    metadata.create_all(connection)
    connection.execute(text(f"PRAGMA user_version = {VERSION}"))


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


def add_columns(connection: Connection, table: Table, *names: str) -> None:
    """Give a table of an older version the columns `names` as `table` describes them."""
    for name in names:
        described = CreateColumn(table.c[name]).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {described}")
