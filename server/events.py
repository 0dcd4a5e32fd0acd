"""Events on their way to connections, spelled once however many receive them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from server.wire import EVENT_BYTES

_encode = msgspec.json.encode


class Event:
    """One Socket.IO event of the namespace `/room`, with one argument.

    `packet` is the Engine.IO message's content; `frame` is for whoever sends it straight to a
    socket to keep the WebSocket frame around it, so that this too is made once.
    """

    __slots__ = ("frame", "packet")

    def __init__(self, name: str, argument: bytes) -> None:
        """`argument` is JSON."""
        self.packet = f'2/room,["{name}",' + argument.decode() + "]"
        self.frame: bytes | None = None

    @classmethod
    def of(cls, name: str, argument: Any) -> Event:
        """The event with `argument` spelled as JSON."""
        return cls(name, _encode(argument))


class Batch(NamedTuple):
    """Entries `first` to `last` in one event."""

    first: int
    last: int
    event: Event


def pack(first: int, entries: Iterable[bytes], limit: int = EVENT_BYTES) -> Sequence[Batch]:
    """Entries from number `first` on as events of at most `limit` bytes (one entry at least)."""
    batches = []
    part: list[bytes] = []
    size = 64
    number = first
    for entry in entries:
        if part and size + len(entry) + 1 > limit:
            batches.append(_batch(number - len(part), part))
            part, size = [], 64
        part.append(entry)
        size += len(entry) + 1
        number += 1
    if part:
        batches.append(_batch(number - len(part), part))
    return batches


def pack_first(first: int, entries: Iterable[bytes], limit: int = EVENT_BYTES) -> Batch:
    """The first of what `pack` would give, without the work for the others."""
    part: list[bytes] = []
    size = 64
    for entry in entries:
        size += len(entry) + 1
        if part and size > limit:
            break
        part.append(entry)
    return _batch(first, part)


def _batch(first: int, part: Sequence[bytes]) -> Batch:
    event = Event("entries", b"[" + b",".join(part) + b"]")
    return Batch(first, first + len(part) - 1, event)
