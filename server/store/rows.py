"""An entry as it is stored, and as it is read.

What most of an entry would be is not stored with each: who said it stands in a table of its own,
the digest comes from salt and body, and the rest has a shorter spelling (`compact.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from server.room.entry import Entry, digest_of_spelled

from .compact import pack, pack_body, pack_kind, unpack, unpack_body, unpack_kind
from .id_marks import Marks
from .tables import told

# What stands around the texts of an entry on the wire: braces, keys, numbers.
FRAME = len('{"number":1,"term":1,"id":"","at":1,"author":"","name":"","kind":""}')


class Row(NamedTuple):
    """An entry as it is read: like `Entry`, with `body` and `extra` as JSON text; its chain value
    is known to `chains.py`."""

    number: int
    term: int
    id: str
    at: int
    author: str
    name: str
    kind: str
    body: str | None
    salt: str | None
    kept_digest: str | None
    sent_at: int | None
    signature: str | None
    withdrawn: int | None
    extra: str | None

    @property
    def digest(self) -> str:
        """In hex; worked out where salt and body give it and it was not stored."""
        if self.kept_digest is not None:
            return self.kept_digest
        assert self.salt is not None
        assert self.body is not None
        return digest_of_spelled(self.salt, self.body.encode())

    @property
    def least_size(self) -> int:
        """So many bytes it has on the wire, or more."""
        size = FRAME + len(self.id) + len(self.author) + len(self.name)
        if self.body is not None:
            size += len(self.body.encode())
        if self.salt is not None:
            size += len(self.salt)
        return size if self.signature is None else size + len(self.signature)

    def emptied(self, by: int) -> Row:
        """The same after entry `by` withdrew it: without body and salt."""
        return self._replace(body=None, salt=None, kept_digest=self.digest, withdrawn=by)


# What a `Row` is read from.
COLUMNS = [told.c[name] for name in Row._fields]
# The same for whoever reads pages, where what the library does for each value is half of it all;
# of one room, and more conditions may follow. `read_row` reads what it gives.
READ = (
    f"SELECT {', '.join(Row._fields)} FROM entries CROSS JOIN speakers ON key = speaker"
    " WHERE entries.room = ?"
)

_STORED = (
    *("room", "number", "term", "id", "at", "kind", "body", "salt", "kept_digest"),
    *("sent_at", "signature", "withdrawn", "extra", "speaker", "mark"),
)
# The statement of the one insert that every message passes, spelled once; `values_of` gives what
# is stored.
INSERT = f"INSERT INTO entries ({', '.join(_STORED)}) VALUES ({', '.join('?' * len(_STORED))})"
# An island's entries (see `Log.add_island`) are written again once the gap is closed. Only
# the same number is replaced: an id that stands elsewhere is the host's fault and an error.
REPLACE = (
    INSERT
    + " ON CONFLICT (room, number) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _STORED[2:])
)
KEEP = INSERT + " ON CONFLICT (room, number) DO NOTHING"


def read_row(values: Sequence[Any]) -> Row:
    """The row whose columns are stored as `values`."""
    number, term, id, at, author, name, kind, body, salt, digest, sent_at, signature, *rest = values
    return Row(
        number,
        term,
        unpack(id),
        at,
        author,
        name,
        unpack_kind(kind),
        None if body is None else unpack_body(body),
        None if salt is None else unpack(salt),
        None if digest is None else unpack(digest),
        sent_at,
        None if signature is None else unpack(signature),
        *rest,
    )


def row_of(entry: Entry) -> Row:
    """`entry` as it is read after it was stored."""
    return Row(
        entry.number,
        entry.term,
        entry.id,
        entry.at,
        entry.author,
        entry.name,
        entry.kind,
        entry.spelled,
        entry.salt,
        entry.digest,
        entry.sent_at,
        entry.signature,
        entry.withdrawn,
        json.dumps(dict(entry.extra), ensure_ascii=False) if entry.extra else None,
    )


def entry_of(row: Row) -> Entry:
    """The entry that `row` holds, without its chain value."""
    values = row._asdict()
    del values["kept_digest"]
    return Entry(
        **{
            **values,
            "body": None if row.body is None else json.loads(row.body),
            "extra": {} if row.extra is None else json.loads(row.extra),
        },
        digest=row.digest,
        chain="",
        spelled=row.body,
    )


def kept_digest(salt: str | None, spelled: str | None, digest: str) -> str | None:
    """`digest` as it has to be stored: not at all where salt and body give it."""
    if salt is None or spelled is None:
        return digest
    try:
        return None if digest_of_spelled(salt, spelled.encode()) == digest else digest
    except ValueError:
        return digest


def values_of(room: int, row: Row, speaker: int, marks: Marks) -> tuple[object, ...]:
    """What `INSERT` takes: the columns of `_STORED`; `speaker` as `speakers.py` knows it."""
    id = pack(row.id)
    kept = kept_digest(row.salt, row.body, row.digest)
    return (
        room,
        row.number,
        row.term,
        id,
        row.at,
        pack_kind(row.kind),
        None if row.body is None else pack_body(row.body),
        None if row.salt is None else pack(row.salt),
        None if kept is None else pack(kept),
        row.sent_at,
        None if row.signature is None else pack(row.signature),
        row.withdrawn,
        row.extra,
        speaker,
        marks.of(id),
    )
