"""The gap in a joined room's log while it is being fetched, and the newest entries above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import gevent

from server.replica.far_host import HostFault, pages
from server.room.entry import START, Entry, chained
from server.room.refusal import Refused

if TYPE_CHECKING:
    from server.replica.replica import JoinedRoom

# Entries fetched from the host become one transaction up to this many.
FILL_AT_ONCE = 2000
# An island is held in memory until its chain is known, up to this many bytes: minutes of a room
# that is as busy as a room can be, while the gap below it closes in seconds.
ISLAND_MOST = 64 * 1024 * 1024
# A host that did not answer for a page of its history is asked again after so long (seconds).
AGAIN_AFTER = 1.0
# What the host may answer, or its line, so that it is asked again then.
LATER = ("away", "no_answer", "too_fast")


class Gap:
    """What lies between the part without holes and the island, in one joined room."""

    def __init__(self, room: JoinedRoom) -> None:
        self._room = room
        self.ends: int | None = None
        """The number before the island's first entry; None where there is no gap."""
        self._island: list[Entry] = []
        self._island_size = 0

    @property
    def caught_up(self) -> bool:
        """Whether everything is here that the host had at its last welcome."""
        return self.ends is None and self._room.state.last >= self._room.target[0]

    def none(self) -> None:
        """What the host tells now follows what is here."""
        self.ends, self._island = None, []
        self._forget_size()

    def open(self, ends: int) -> None:
        """What the host tells now begins after entry `ends`; begin to fetch up to there."""
        self.ends, self._island = ends, []
        self._forget_size()
        gevent.spawn(self._fill, self._room.connection)

    def add_to_island(self, ready: Sequence[Entry]) -> list[Entry]:
        """Keep `ready` above the gap, on disk; as they are shown, their chain not known yet."""
        room = self._room
        shown = [replace(chained(entry, START), chain="") for entry in ready]
        self._island_size += room.allowance.take(shown)
        if self._island_size > ISLAND_MOST:
            raise HostFault("the host tells much and does not let the rest be fetched")
        room.disk.write(room.store.log.add_island, room.key, shown)
        self._island.extend(ready)
        return shown

    def _forget_size(self) -> None:
        # It is fetched anew, or counted once more as part of what has no holes.
        self._room.allowance.give_back(self._island_size)
        self._island_size = 0

    def _fill(self, connection: int) -> None:
        """Fetch what lies below the island, for as long as this connection lasts."""
        room = self._room
        while connection == room.connection and self.ends is not None:
            try:
                self._fetch(connection, self.ends)
            except (HostFault, Refused) as fault:
                if connection != room.connection:
                    return  # the next welcome begins anew from what is stored
                if isinstance(fault, Refused) and fault.code in LATER:
                    gevent.sleep(AGAIN_AFTER)
                    continue
                room.stop_for(fault)

    def _fetch(self, connection: int, end: int) -> None:
        """Fetch up to entry `end`, the next page while the last is read and stored."""
        room, pending = self._room, list[Entry]()
        for page in pages(lambda: room.link, room.state.last, end):
            if connection != room.connection:
                return
            pending.extend(page)
            if pending[-1].number == end or len(pending) >= FILL_AT_ONCE:
                batch, pending = pending, []
                room.in_turn(self._filled, batch, connection)

    def _filled(self, batch: Sequence[Entry], connection: int) -> None:
        room = self._room
        if connection != room.connection or self.ends is None:
            return
        room.append(batch, tell=False)
        if room.state.last < self.ends:
            return
        self.ends = None
        island, self._island = self._island, []
        self._forget_size()
        if island:
            room.append(island, tell=False)
