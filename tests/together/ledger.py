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
    *("sent_at", "signature", "withdrawn", "extra"),
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
        log = [_unpacked(dict(row)) for row in found]
        kept = database.execute(
            "SELECT number, chain FROM chains WHERE room = (SELECT key FROM rooms WHERE id = ?)"
            " UNION SELECT last, chain FROM rooms WHERE id = ?",
            (room, room),
        )
        chains = {number: _unpacked_value(chain) for number, chain in kept}
        for row in log:
            row["chain"] = chains.get(row["number"])
        return log


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
        assert row["chain"] in (None, chain), row
        assert row["at"] >= at, row
        at = row["at"]


def said(rows: Sequence[Row]) -> dict[str, str]:
    """The texts of the messages, by id, in order."""
    return {row["id"]: json.loads(row["body"])["text"] for row in rows if row["kind"] == "said"}


def _unpacked(row: Row) -> Row:
    """A stored entry with its short spellings (docs/design.md, "What a log takes") undone."""
    for name, value in list(row.items()):
        if name == "body" and isinstance(value, bytes):
            row[name] = '{"text":"' + value.decode("cp949") + '"}'
        elif name == "kind" and value == b"":
            row[name] = "said"
        else:
            row[name] = _unpacked_value(value)
    row["digest"] = row.pop("kept_digest")
    if row["digest"] is None:
        said = row["body"].encode()
        row["digest"] = sha256(bytes.fromhex(row["salt"]) + said).hexdigest()
    return row


def _unpacked_value(value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    if len(value) in (16, 32):
        return value.hex()
    if value[0] == 1:
        return str(UUID(bytes=value[1:]))
    return urlsafe_b64encode(value[1:]).decode().rstrip("=")


def _spelled(value: Any) -> bytes:
    # RFC 8785 for what stands in these logs: the keys are ASCII, there are no fractions.
    spelled = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return spelled.encode()
