"""At which of this computer's addresses others have come to a door: whether it can be reached."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from server.clock import now_ms

#: As many own addresses are remembered; a computer has a handful.
MOST = 32


class Callers:
    """Of one door, for as long as the program runs. On the hub."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._arrived: dict[str, float] = {}
        self._came_in: dict[str, tuple[float, int]] = {}
        # Called when somebody was at an address, or came in at it, for the first time.
        self.changed: Callable[[], object] = lambda: None

    @property
    def addresses(self) -> list[str]:
        """Where a connection from another computer was taken, the last one first."""
        return sorted(self._arrived, key=lambda address: -self._arrived[address])

    @property
    def came_in(self) -> list[tuple[str, int]]:
        """Where somebody from another computer came in, and when last (ms since the epoch), the
        last one first."""
        latest = sorted(self._came_in.items(), key=lambda one: -one[1][0])
        return [(address, at_ms) for address, (_, at_ms) in latest]

    def came_since(self, moment: float) -> bool:
        """Whether somebody has come in after `moment`, by `time.monotonic()`."""
        return any(at > moment for at, _ in self._came_in.values())

    def arrived(self, own: str) -> None:
        """A connection was taken at the address `own`."""
        if own:
            self._note(self._arrived, own, self._clock())

    def admitted(self, own: str) -> None:
        """Whoever came at the address `own` was let in."""
        if own:
            self._note(self._came_in, own, (self._clock(), now_ms()))

    def _note(self, where: dict[str, Any], own: str, what: Any) -> None:
        known = own in where
        where[own] = what
        if not known:
            while len(where) > MOST:
                del where[next(iter(where))]
            self.changed()


def address_taken(socket: Any, caller: str) -> str:
    """The own address at which `caller` was taken; empty where they sit on this very computer."""
    try:
        own = str(socket.getsockname()[0]).removeprefix("::ffff:")
    except OSError:
        return ""
    return "" if own in (caller, "::1") or own.startswith("127.") else own
