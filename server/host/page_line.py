"""Who reads far back in a room's log, one page after the other.

A page costs the processor two milliseconds, in which nobody's message goes out. So there is one at
a time, the members take turns, however many pages one of them asks for at once, and after each
one the line rests for as long as several took, while somebody else is there to notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import gevent

from server.turns import Turns

# How many times as long as it worked the line rests; at most so long (seconds).
REST, LONGEST_REST = 3.0, 0.1


class PageLine:
    """Of one room. On the hub."""

    def __init__(self, rests: Callable[[], bool]) -> None:
        """`rests` tells whether somebody else would notice."""
        self._rests = rests
        self._all = Turns()
        self._members: dict[str, tuple[Turns, int]] = {}

    @contextmanager
    def turn(self, member: str) -> Iterator[None]:
        """Wait for a turn of `member`."""
        own, waiting = self._members.get(member, (Turns(), 0))
        self._members[member] = own, waiting + 1
        try:
            # One of each member at a time stands in the line of all.
            with own.mine(), self._all.mine(self._rest):
                yield
        finally:
            own, waiting = self._members[member]
            if waiting == 1:
                del self._members[member]
            else:
                self._members[member] = own, waiting - 1

    def _rest(self, worked: float, go_on: Callable[[], object]) -> None:
        if self._rests():
            gevent.spawn_later(min(REST * worked, LONGEST_REST), go_on)
        else:
            go_on()
