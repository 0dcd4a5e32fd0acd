"""What a hosted room does now and then: notes who was here, lets go who will not come back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import gevent

from server.clock import now_ms
from server.disk import Disk
from server.host.founding import new_id
from server.room.requests import Leave
from server.store import Store

if TYPE_CHECKING:
    from server.host.host import HostedRoom

log = logging.getLogger(__name__)

EVERY = 300.0

# A keyless member leaves for good so long after its last connection (ms).
KEYLESS_KEPT = 24 * 3600 * 1000


class Sweeper:
    """Runs beside one hosted room until `stop`."""

    def __init__(self, room: HostedRoom, store: Store, disk: Disk) -> None:
        self._room, self._store, self._disk = room, store, disk
        self._seen: dict[str, int] = {}
        self._loop = gevent.spawn(self._run)

    def was_seen(self, member: str, at: int) -> None:
        """`member` was here until `at` (ms); stored with the next sweep."""
        self._seen[member] = at

    def note_seen(self) -> None:
        """Store who was here. Waits for the disk."""
        now = now_ms()
        seen, self._seen = self._seen | dict.fromkeys(self._room.roster.online, now), {}
        if seen:
            self._disk.write(self._store.log.note_seen, self._room.key, seen)

    def expire(self) -> None:
        """Let go keyless members that were not here for a day. Waits for the disk."""
        room, now = self._room, now_ms()
        for member in list(room.state.members.values()):
            gone = now - room.roster.seen.setdefault(member.id, now)
            is_away = member.here and member.id not in room.roster.online
            if is_away and member.key is None and gone > KEYLESS_KEPT:
                room.committer.ask(member.id, Leave(new_id(), "expired")).get()

    def stop(self) -> None:
        """Sweep no more."""
        self._loop.kill()

    def _run(self) -> None:
        while True:
            gevent.sleep(EVERY)
            try:
                self.note_seen()
                self.expire()
            except Exception:
                log.exception("a room could not be swept")
