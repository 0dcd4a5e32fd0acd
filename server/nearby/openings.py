"""When a room opens that somebody waits for. Pure but for the clock, which is handed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

#: A room that was away for less (seconds) did not open, but was out of reach for a moment.
AWAY = 20.0


@dataclass(slots=True)
class _Away:
    since: float
    closed: bool


class Openings:
    """Watches rooms of others, each from the first time it is looked at."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._away: dict[str, _Away] = {}

    def look(self, room: str, *, here: bool, closed: bool) -> bool:
        """How it stands with a room now: whether one can talk there, or else whether its host
        said that it was closed. Returns whether it has just opened."""
        if not here:
            away = self._away.setdefault(room, _Away(self._clock(), closed))
            away.closed = away.closed or closed
            return False
        before = self._away.pop(room, None)
        return before is not None and (before.closed or self._clock() - before.since >= AWAY)

    def keep(self, rooms: set[str]) -> None:
        """Forget all others."""
        for room in self._away.keys() - rooms:
            del self._away[room]
