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

    @property
    def full(self) -> bool:
        """Whether as much is let through at once as ever."""
        self._refill()
        return self._rate <= 0 or self._left >= self._burst

    def _refill(self) -> None:
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now

    def take(self) -> None:
        """Count one; raises `Refused` too_fast with `retry_after_ms`."""
        if self._rate <= 0:
            return
        self._refill()
        if self._left < 1:
            wait = int((1 - self._left) / self._rate * 1000) + 1
            raise Refused("too_fast", "That was too much at once.", {"retry_after_ms": wait})
        self._left -= 1


class Pace:
    """How long to hold somebody back, so that they cost no more than `rate` a second after the
    first `burst`; 0 holds nobody back."""

    __slots__ = ("_at", "_burst", "_clock", "_left", "_rate")

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left, self._at = burst, clock()

    def take(self, cost: float = 1) -> float:
        """Count `cost`; the seconds to wait before the next."""
        if self._rate <= 0:
            return 0.0
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - cost
        self._at = now
        return max(0.0, -self._left / self._rate)


class Rates:
    """What one member may ask, over all its connections."""

    __slots__ = ("messages", "reads", "signals")

    def __init__(self, messages: Bucket, reads: Bucket, signals: Bucket) -> None:
        self.messages, self.reads, self.signals = messages, reads, signals

    @property
    def rested(self) -> bool:
        """Whether nothing of it is used up, so that it need not be kept."""
        return self.messages.full and self.reads.full and self.signals.full
