"""A room's log as it stands in a database, and an independent opinion on whether it is sound.

Nothing of the program is used here: digests and chain values are worked out from
docs/protocol.md alone.
"""

from __future__ import annotations

import json
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

COLUMNS = [
    *("number", "term", "id", "at", "author", "name", "kind", "body", "salt", "kept_digest"),
    *("chain", "sent_at", "signature", "withdrawn", "extra"),
]

Row = dict[str, Any]


def read_log(data: Path, room: str) -> list[Row]:
    """All stored entries of the room `room` in the data folder `data`, in order of number."""
    (path,) = data.glob("*.db")
    with closing(sqlite3.connect(path, timeout=20)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute(
            f"SELECT {', '.join(COLUMNS)} FROM entries JOIN speakers ON key = speaker"
            " WHERE entries.room = (SELECT key FROM rooms WHERE id = ?) ORDER BY number",
            (room,),
        )
        return [_unpacked(dict(row)) for row in found]


def newest(data: Path, room: str) -> int:
    """The number of the newest entry from entry 1 on without a hole; 0 for none."""
    (path,) = data.glob("*.db")
    with closing(sqlite3.connect(path, timeout=20)) as database:
        found = database.execute("SELECT last FROM rooms WHERE id = ?", (room,)).fetchone()
        return int(found[0]) if found else 0


def read_outbox(data: Path) -> list[str]:
    """The ids that still wait in the outbox."""
    (path,) = data.glob("*.db")
    with closing(sqlite3.connect(path, timeout=20)) as database:
        return [row[0] for row in database.execute("SELECT id FROM outbox ORDER BY place")]


def check_log(rows: Sequence[Row]) -> None:
    """AssertionError unless the log is whole from entry 1: numbers, ids, times, digests, chain."""
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["id"] for row in rows}) == len(rows)
    chain, at = "0" * 64, 0
    for row in rows:
        if row["body"] is not None:
            body = json.loads(row["body"])
            digest = sha256(bytes.fromhex(row["salt"]) + _spelled(body)).hexdigest()
            assert row["digest"] == digest, row
        else:
            assert row["withdrawn"], row
        names = ("number", "term", "id", "at", "author", "name", "kind", "digest")
        chain = sha256(_spelled([chain, *(row[name] for name in names)])).hexdigest()
        assert row["chain"] == chain, row
        assert row["at"] >= at, row
        at = row["at"]


def said(rows: Sequence[Row]) -> dict[str, str]:
    """The texts of the messages, by id, in order."""
    return {row["id"]: json.loads(row["body"])["text"] for row in rows if row["kind"] == "said"}


def _unpacked(row: Row) -> Row:
    """A stored entry with its short spellings (docs/design.md, "What a log takes") undone."""
    for name, value in list(row.items()):
        if not isinstance(value, bytes):
            continue
        if name == "body":
            row[name] = '{"text":"' + value.decode("cp949") + '"}'
        elif len(value) in (16, 32):
            row[name] = value.hex()
        elif value[0] == 1:
            row[name] = str(UUID(bytes=value[1:]))
        else:
            row[name] = urlsafe_b64encode(value[1:]).decode().rstrip("=")
    row["digest"] = row.pop("kept_digest")
    if row["digest"] is None:
        said = row["body"].encode()
        row["digest"] = sha256(bytes.fromhex(row["salt"]) + said).hexdigest()
    return row


def _spelled(value: Any) -> bytes:
    # RFC 8785 for what stands in these logs: the keys are ASCII, there are no fractions.
    spelled = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return spelled.encode()
