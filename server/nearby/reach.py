"""Why somebody nearby hears a room and does not get through to it, as far as that can be told.

Pure. What they say of it is never trusted; it ends in a hint for the host, and in nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from server.nearby.record import Missed

Cause = Literal["firewall", "public_network", "other_subnet", "isolation"]

#: A hint is shown for so long, in seconds.
LASTS = 600.0


def likely_cause(missed: Missed, *, others_get_through: bool, public: bool) -> Cause:
    """What is most likely in the way.

    `others_get_through`: connections from other computers have been taken here. `public`: the
    system treats this network as one of strangers (only Windows says so).
    """
    if missed.why == "no_route" or not missed.near:
        return "other_subnet"
    if others_get_through:
        # The firewall lets others through, so it is the network that keeps these two apart.
        return "isolation"
    return "public_network" if public else "firewall"


@dataclass(frozen=True, slots=True)
class Failure:
    """Somebody did not get through to a room."""

    missed: Missed
    moment: float
    """By `time.monotonic()`."""
    at: int
    """Milliseconds since the epoch."""


class Failures:
    """The newest failure to get through to each room."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._newest: dict[str, Failure] = {}

    def note(self, room: str, missed: Missed, at: int) -> bool:
        """Somebody said so. Whether there is something new to show."""
        before = self.of(room)
        self._newest[room] = Failure(missed, self._clock(), at)
        return before is None or before.missed != missed

    def of(self, room: str) -> Failure | None:
        """What is to be shown of `room`."""
        failure = self._newest.get(room)
        if failure is not None and self._clock() - failure.moment > LASTS:
            del self._newest[room]
            return None
        return failure

    def over(self, room: str) -> None:
        """It is of no interest any more."""
        self._newest.pop(room, None)
