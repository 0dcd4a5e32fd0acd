"""Tells the rooms up to where this computer's person has read, if they want that."""

from __future__ import annotations

import gevent

from server.rooms import Rooms
from server.settings import Settings

# A room is told at most so often (seconds).
PAUSE = 1.0
# Where a room answers.
WELL = ("hosting", "connected")


class OwnReceipts:
    """On the hub: looks at the rooms whenever their cards change."""

    def __init__(self, rooms: Rooms, settings: Settings) -> None:
        self._rooms, self._settings = rooms, settings
        # For each room: to which connection what was said last.
        self._said: dict[str, tuple[int, int]] = {}
        self._waiting: set[str] = set()
        rooms.watched.append(self.look)

    @property
    def on(self) -> bool:
        """Whether the others are told."""
        return self._settings.get("receipts", "yes") == "yes"

    def choose(self, on: bool) -> None:
        """Tell the others from now on, or take back what they were told. Waits for the disk."""
        self._settings.keep("receipts", "yes" if on else "no")
        self.look()

    def look(self) -> None:
        """Say what is not said yet."""
        for room, view in list(self._rooms.views.items()):
            if room in self._waiting or view.status["kind"] not in WELL:
                continue
            if self._wanted(room) != self._said.get(room):
                self._waiting.add(room)
                gevent.spawn_later(PAUSE, self._say, room)

    def _wanted(self, room: str) -> tuple[int, int] | None:
        """To which connection to say which number; None: nothing was said and nothing is to be."""
        view = self._rooms.get(room)
        connection = getattr(view, "connection", id(view))
        number = self._rooms.reading(room).read if self.on else 0
        said = self._said.get(room)
        if not number and (said is None or said[0] != connection):
            return said
        return connection, number

    def _say(self, room: str) -> None:
        self._waiting.discard(room)
        view = self._rooms.views.get(room)
        if view is None or view.status["kind"] not in WELL:
            return
        wanted = self._wanted(room)
        if wanted is not None and wanted != self._said.get(room):
            self._said[room] = wanted
            view.signal("read", wanted[1])
