"""An entry as it is stored."""

from __future__ import annotations

import json
from typing import NamedTuple

from server.room.entry import Entry


class Row(NamedTuple):
    """An entry as it is stored: like `Entry`, with `body` and `extra` as JSON text."""

    number: int
    term: int
    id: str
    at: int
    author: str
    name: str
    kind: str
    body: str | None
    salt: str | None
    digest: str
    chain: str
    sent_at: int | None
    signature: str | None
    withdrawn: int | None
    extra: str | None


def row_of(entry: Entry) -> Row:
    """What is stored of `entry`."""
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
        entry.chain,
        entry.sent_at,
        entry.signature,
        entry.withdrawn,
        json.dumps(dict(entry.extra), ensure_ascii=False) if entry.extra else None,
    )


def entry_of(row: Row) -> Entry:
    """The entry that `row` holds."""
    return Entry(
        **{
            **row._asdict(),
            "body": None if row.body is None else json.loads(row.body),
            "extra": {} if row.extra is None else json.loads(row.extra),
        },
        spelled=row.body,
    )
