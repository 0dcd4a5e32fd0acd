"""Limits in time, by a clock of the host's own that no step of the wall clock moves."""

from __future__ import annotations

import time
from collections.abc import Callable

from server.room.refusal import Refused


class Bucket:
    """Lets through `rate` things a second, and `burst` of them at once; 0 lets all through."""

    __slots__ = ("_at", "_burst", "_clock", "_left", "_rate")

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left = burst
        self._at = clock()

    def take(self) -> None:
        """Count one; raises `Refused` too_fast with `retry_after_ms`."""
        if self._rate <= 0:
            return
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            wait = int((1 - self._left) / self._rate * 1000) + 1
            raise Refused("too_fast", "That was too much at once.", {"retry_after_ms": wait})
        self._left -= 1


class SlowMode:
    """Lets each member through once in some seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}

    def take(self, member: str, seconds: int) -> None:
        """Count one of `member`; raises `Refused` too_fast with `retry_after_ms`."""
        now = self._clock()
        wait = self._last.get(member, now - seconds) + seconds - now
        if wait > 0:
            message = f"In this room one message every {seconds} seconds."
            data = {"retry_after_ms": int(wait * 1000) + 1, "slow_mode": seconds}
            raise Refused("too_fast", message, data)
        self._last[member] = now
