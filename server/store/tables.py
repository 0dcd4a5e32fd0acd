"""The tables of this version; `migrations.py` brings older ones here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    select,
)

from .compact import pack, pack_body, pack_kind, unpack, unpack_body, unpack_kind

metadata = MetaData()


class Packed(TypeDecorator[str]):
    """Text that is stored in a shorter spelling (`compact.py`)."""

    impl = String
    cache_ok = True

    def __init__(
        self, pack: Callable[[str], str | bytes], unpack: Callable[[str | bytes], str]
    ) -> None:
        """`unpack` gives back what `pack` was given."""
        super().__init__()
        self.pack, self.unpack = pack, unpack

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """What is stored for `value`."""
        return None if value is None else self.pack(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], str | None]:
        """What turns stored values into text: one call each, as a page has thousands of them."""
        unpack = self.unpack
        return lambda value: None if value is None else unpack(value)


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

# Who said something under which name, as each entry says it by a small number.
speakers = Table(
    "speakers",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), nullable=False),
    Column("author", String, nullable=False),
    Column("name", String, nullable=False),
    UniqueConstraint("room", "author", "name"),
)

# `kept_digest` is null where it comes from salt and body, which is nearly always (`rows.py`);
# `mark` is the short one by which an id is found (`id_marks.py`).
entries = Table(
    "entries",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("term", Integer, nullable=False),
    Column("id", Packed(pack, unpack), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("speaker", Integer, nullable=False),
    Column("kind", Packed(pack_kind, unpack_kind), nullable=False),
    Column("body", Packed(pack_body, unpack_body)),
    Column("salt", Packed(pack, unpack)),
    Column("kept_digest", Packed(pack, unpack)),
    Column("sent_at", BigInteger),
    Column("signature", Packed(pack, unpack)),
    Column("withdrawn", BigInteger),
    Column("extra", Text),
    Column("mark", Integer, nullable=False),
    sqlite_with_rowid=False,
)

entries_by_mark = Index("entries_by_mark", entries.c.room, entries.c.mark)

# One row: what marks are made with.
mark_key = Table("mark_key", metadata, Column("key", LargeBinary, nullable=False))

# Some of the chain values (`chains.py`).
chains = Table(
    "chains",
    metadata,
    Column("room", ForeignKey("rooms.key", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("chain", Packed(pack, unpack), nullable=False),
    sqlite_with_rowid=False,
)

# The entries with who said them.
told = (
    select(*(column for column in entries.c if column.name != "speaker"))
    .add_columns(speakers.c.author, speakers.c.name)
    .join(speakers, speakers.c.key == entries.c.speaker)
    .subquery("told")
)

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

# Since version 7: whom this computer's person does not want to hear, in whatever room; where
# `wishes_only`, only their asking to talk in private.
blocked = Table(
    "blocked",
    metadata,
    Column("member", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("wishes_only", Boolean, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
MOST_BLOCKED = 1000

VERSION = 8
