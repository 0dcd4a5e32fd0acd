"""From when something was said to where it stands in the log, without an index of its own.

`at` never falls within a term (`docs/protocol.md`), so a few looks at single entries find a
date in a log of any length. Between terms the clocks of two hosts may differ.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from .tables import entries


def stretches(
    connection: Connection, room: int, since: int, until: int, before: int
) -> list[tuple[int, int]]:
    """Where the entries before number `before` stand that were said from `since` to `until` (ms):
    the first and last number of each stretch, the newest first."""
    ends = _first(connection, room), _last(connection, room, before)
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        return []
    found = []
    for first, last in _terms(connection, room, ends[0], ends[1]):
        start = _reached(connection, room, first, last, since)
        end = _reached(connection, room, first, last, until + 1) - 1
        if start <= end:
            found.append((start, end))
    return found[::-1]


def _terms(connection: Connection, room: int, first: int, last: int) -> list[tuple[int, int]]:
    """The numbers from `first` to `last`, parted where another term begins."""
    if first == last or _at(connection, room, first)[1] == _at(connection, room, last)[1]:
        return [(first, last)]
    middle = (first + last) // 2
    parts = [
        *_terms(connection, room, first, middle),
        *_terms(connection, room, middle + 1, last),
    ]
    joined = parts[:1]
    for part in parts[1:]:
        start, end = joined[-1]
        same = _at(connection, room, end)[1] == _at(connection, room, part[0])[1]
        if same:
            joined[-1] = (start, part[1])
        else:
            joined.append(part)
    return joined


def _reached(connection: Connection, room: int, first: int, last: int, at: int) -> int:
    """The first number from `first` on that was said at `at` (ms) or later; after `last`: none."""
    end = last + 1
    while first < end:
        middle = (first + end) // 2
        if _at(connection, room, middle)[0] < at:
            first = middle + 1
        else:
            end = middle
    return first


def _at(connection: Connection, room: int, number: int) -> tuple[int, int]:
    """When entry `number` was said (ms) and its term; in a gap, those of the next one above."""
    row = connection.execute(
        select(entries.c.at, entries.c.term)
        .where(entries.c.room == room, entries.c.number >= number)
        .order_by(entries.c.number)
        .limit(1)
    ).one()
    return int(row.at), int(row.term)


def _first(connection: Connection, room: int) -> int | None:
    found = select(entries.c.number).where(entries.c.room == room).order_by(entries.c.number)
    number: int | None = connection.scalar(found.limit(1))
    return number


def _last(connection: Connection, room: int, before: int) -> int | None:
    found = select(entries.c.number).where(entries.c.room == room, entries.c.number < before)
    number: int | None = connection.scalar(found.order_by(entries.c.number.desc()).limit(1))
    return number
