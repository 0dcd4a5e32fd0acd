"""Who is connected to a room, and how far each has read.

A new batch goes straight to those whose cursor is its first number. Everyone else (newcomers,
slow readers) is read up page by page, the next page when the last has left, until they have
caught up: there is no other path, so nothing can be lost or doubled between two of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Protocol

import gevent

from server.events import Batch, Event

log = logging.getLogger(__name__)

# A connection that takes nothing for so long (seconds) is cut; it comes back with `after`.
STUCK_AFTER = 30.0

# Signals of this long (seconds) travel in one event.
SIGNAL_PAUSE = 0.05
SIGNALS_AT_ONCE = 500


class Connection(Protocol):
    """One connection of a member, whatever door it came by."""

    member: str

    @property
    def send(self) -> Callable[[Event], None]:
        """Writes or queues an event; never waits."""

    @property
    def offer(self) -> Callable[[Event], bool]:
        """The same, unless much is queued already; says whether it was taken."""

    @property
    def drain(self) -> Callable[[float], bool]:
        """Waits until nothing is queued; false if it did not come to that in time (seconds)."""

    def drop(self, code: str, message: str, **data: Any) -> None:
        """Say `bye` and close."""


class _Seat:
    __slots__ = ("connection", "cursor", "offer", "pump")

    def __init__(self, connection: Connection, cursor: int) -> None:
        self.connection = connection
        # Looked up once here instead of once for each of the room's messages.
        self.offer = connection.offer
        self.cursor = cursor
        self.pump: gevent.Greenlet | None = None


class Audience:
    """The connections of one room. All of it runs on the hub."""

    def __init__(self, last: int, read: Callable[[int], Batch]) -> None:
        """`last` is the number of the newest entry; `read` gives one event's worth of entries
        from a number on, and may wait for the disk."""
        self.last = last
        self._read = read
        self._seats: dict[Connection, _Seat] = {}
        self._signals: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._seats)

    def __contains__(self, connection: Connection) -> bool:
        return connection in self._seats

    @property
    def connections(self) -> Sequence[Connection]:
        """Everyone connected."""
        return list(self._seats)

    def attach(self, connection: Connection, cursor: int) -> None:
        """Tell `connection` all entries from number `cursor` on."""
        seat = self._seats[connection] = _Seat(connection, cursor)
        if seat.cursor <= self.last:
            self._start_reading(seat)

    def detach(self, connection: Connection) -> bool:
        """Tell it nothing more; whether it was attached."""
        seat = self._seats.pop(connection, None)
        return seat is not None

    def tell(self, batches: Sequence[Batch]) -> None:
        """Entries are stored: tell everyone."""
        for batch in batches:
            first, event, after = batch.first, batch.event, batch.last + 1
            self.last = batch.last
            for seat in list(self._seats.values()):
                if seat.cursor == first and seat.offer(event):
                    seat.cursor = after
                elif seat.pump is None:
                    self._start_reading(seat)

    def signal(self, signal: dict[str, Any]) -> None:
        """Tell everyone something that is not stored; to a connection that lags it is lost."""
        if not self._signals:
            gevent.spawn_later(SIGNAL_PAUSE, self._flush_signals)
        if len(self._signals) < SIGNALS_AT_ONCE:
            self._signals.append(signal)

    def _flush_signals(self) -> None:
        signals, self._signals = self._signals, []
        event = Event.of("signals", signals)
        for seat in list(self._seats.values()):
            seat.offer(event)

    def _start_reading(self, seat: _Seat) -> None:
        seat.pump = gevent.spawn(self._read_up, seat)

    def _read_up(self, seat: _Seat) -> None:
        connection = seat.connection
        try:
            while self._seats.get(connection) is seat and seat.cursor <= self.last:
                drained = connection.drain(STUCK_AFTER)
                if self._seats.get(connection) is not seat or seat.cursor > self.last:
                    continue  # let go meanwhile, or what was to be read is gone
                if not drained:
                    self.detach(connection)
                    connection.drop("slow", "This connection is too slow now.", retry_after_ms=1000)
                    return
                batch = self._read(seat.cursor)
                if self._seats.get(connection) is not seat:
                    return
                seat.cursor = batch.last + 1
                connection.send(batch.event)
        except Exception:
            log.exception("a connection could not be read up")
            self.detach(connection)
            connection.drop("slow", "The host could not read its log.", retry_after_ms=5000)
        finally:
            # Nothing may yield between the loop's last look at the cursor and this.
            seat.pump = None

    def close(self, code: str, message: str, **data: Any) -> None:
        """Say `bye` to everyone and let them go."""
        for connection in self.connections:
            self.detach(connection)
            connection.drop(code, message, **data)


def newest_first(ids: Iterable[str], online: Iterable[str], limit: int) -> list[str]:
    """At most `limit` of `ids`, those of `online` first."""
    chosen = dict.fromkeys(islice(online, limit))
    for id in ids:
        if len(chosen) >= limit:
            break
        chosen.setdefault(id)
    return list(chosen)
