"""Slow mode: in a room that asks for it, each member says something once in some seconds.

Only what becomes an entry counts. Whoever sends a message again, because its acknowledgement was
lost on the way, is told its number at any time; whoever was refused may try again at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from server.room.refusal import Refused
from server.room.rules import Stored

Settle = Callable[[Stored | Refused], None]


class SlowMode:
    """Of one room, by a clock of the host's own that no step of the wall clock moves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}

    def take(
        self, member: str, seconds: int, last: int, settle: Settle
    ) -> tuple[Settle, Refused | None]:
        """Count a message of `member`, which is to be answered by `settle`.

        What is to be called with the answer instead, and why it comes too early, if it does: then
        it is refused unless it is in the log. `last` is the number of the newest entry now.
        """
        now, before = self._clock(), self._said.get(member)
        wait = 0.0 if before is None else before + seconds - now
        if wait > 0:
            message = f"In this room one message every {seconds} seconds."
            data = {"retry_after_ms": int(wait * 1000) + 1, "slow_mode": seconds}
            return settle, Refused("too_fast", message, data)
        # From now on, not from its answer on: others may be on their way behind it.
        self._said[member] = now

        def settled(answer: Stored | Refused) -> None:
            new = isinstance(answer, Stored) and answer.number > last
            if not new and self._said.get(member) == now:
                self._put_back(member, before)
            settle(answer)

        return settled, None

    def _put_back(self, member: str, before: float | None) -> None:
        if before is None:
            del self._said[member]
        else:
            self._said[member] = before
