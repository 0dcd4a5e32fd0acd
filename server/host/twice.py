"""Notices one identity at work on two computers at once, and tells both.

A copy of the program says at CONNECT which launch of it this is. Two windows of one program are
one launch, so is a connection that comes back; two launches of one key at the same time are two
copies of the key: moved and still running where it was, or stolen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import gevent

from server.audience import Connection
from server.events import Event
from server.host.entrance import Seat

# The launch of the program that hosts the room.
HOST = "host"

# A program that was killed may seem connected for this long (seconds): heartbeats are awaited that
# long. Before, only a launch at another address is sure to be another computer.
SURE_AFTER = 20.0


class Twice:
    """Of one hosted room. On the hub."""

    def __init__(self, me: str) -> None:
        """`me` is the host, which is here always."""
        self._me = me
        self._here: dict[str, dict[Seat, Connection]] = {}
        self._told: dict[Seat, str] = {}
        # Where the host's own identity is in use too; None: nowhere.
        self.host_elsewhere: str | None = None
        self.host_told: Callable[[], None] = lambda: None

    def came(self, seat: Seat, connection: Connection) -> None:
        """A connection was welcomed."""
        if not seat.instance or seat.asking.key is None:
            return
        here = self._here.setdefault(seat.member, {})
        here[seat] = connection
        if self._other(seat, elsewhere=True) is not None or seat.member == self._me:
            self._look_at(seat.member)
        elif self._other(seat) is not None:
            gevent.spawn_later(SURE_AFTER, self._look_at, seat.member)

    def went(self, seat: Seat) -> None:
        """A connection is gone."""
        self._told.pop(seat, None)
        here = self._here.get(seat.member, {})
        here.pop(seat, None)
        if not here:
            self._here.pop(seat.member, None)
        for one in [one for one in here if one in self._told and self._other(one) is None]:
            del self._told[one]
            here[one].send(_signal(seat.member, None))
        if seat.member == self._me:
            self._look_at(self._me)

    def _look_at(self, member: str) -> None:
        here = self._here.get(member, {})
        for seat, connection in here.items():
            address = self._other(seat)
            if address is not None and self._told.get(seat) != address:
                self._told[seat] = address
                connection.send(_signal(member, address))
        if member == self._me:
            elsewhere = next((seat.address for seat in here), None)
            if elsewhere != self.host_elsewhere:
                self.host_elsewhere = elsewhere
                self.host_told()

    def _other(self, seat: Seat, *, elsewhere: bool = False) -> str | None:
        """Where another launch of this key is connected; None if there is none."""
        for instance, address in self._launches(seat.member):
            if instance != seat.instance and not (elsewhere and address == seat.address):
                return address
        return None

    def _launches(self, member: str) -> Iterator[tuple[str, str]]:
        for seat in self._here.get(member, {}):
            yield seat.instance, seat.address
        if member == self._me:
            yield HOST, ""


def _signal(member: str, address: str | None) -> Event:
    signal = {"kind": "twice", "member": member, "on": address is not None}
    if address:
        signal["address"] = address
    return Event.of("signals", [signal])
