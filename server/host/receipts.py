"""Up to where each member of a hosted room has read: told now and then, never stored.

Whoever was told before the host's program ended says it again when they come back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gevent

# At most so many receipts travel in one event (4 KB), and a member who comes in hears so many.
AT_ONCE, MOST = 50, 200
# Seconds between two events: with two hundred members each of whom reads each message, everybody
# hears 50 receipts each four seconds and no more.
LEAST, EACH = 0.5, 0.02


class Receipts:
    """On the hub."""

    def __init__(self, tell: Callable[[dict[str, Any]], None], here: Callable[[], int]) -> None:
        """`tell` a signal to everybody; `here`: how many connections would hear it."""
        self._tell, self._here = tell, here
        # In the order in which they were said: what was said last is told to a newcomer.
        self._numbers: dict[str, int] = {}
        self._untold: dict[str, None] = {}
        self._telling = False

    def take(self, member: str, number: int) -> None:
        """`member` has read up to entry `number`; 0: does not say it any more."""
        before = self._numbers.get(member, 0)
        if number == before or 0 < number < before:
            return
        self._numbers.pop(member, None)
        if number:
            self._numbers[member] = number
        self._untold[member] = None
        if not self._telling:
            self._telling = True
            gevent.spawn_later(self._pause, self._flush)

    def forget(self, member: str) -> None:
        """`member` has left for good."""
        self._numbers.pop(member, None)
        self._untold.pop(member, None)

    @property
    def told(self) -> list[dict[str, Any]]:
        """What somebody who comes in hears."""
        return [_signal(*one) for one in list(self._numbers.items())[-MOST:]]

    def _flush(self) -> None:
        for member in list(self._untold)[:AT_ONCE]:
            del self._untold[member]
            self._tell(_signal(member, self._numbers.get(member, 0)))
        self._telling = bool(self._untold)
        if self._telling:
            gevent.spawn_later(self._pause, self._flush)

    @property
    def _pause(self) -> float:
        return max(LEAST, EACH * self._here())


def _signal(member: str, number: int) -> dict[str, Any]:
    return {"kind": "read", "member": member, "number": number}
