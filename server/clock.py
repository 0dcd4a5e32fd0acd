"""The clocks: one for people, one for limits. Tests hand their own to whoever asks these."""

from __future__ import annotations

import sys
import time


def now_ms() -> int:
    """The wall clock, for people only: milliseconds since the Unix epoch."""
    return time.time_ns() // 1_000_000


if sys.platform == "linux":

    def lasting() -> float:
        """Seconds by a clock that nobody sets, and that goes on while the computer sleeps."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

elif sys.platform == "darwin":

    def lasting() -> float:
        """Seconds by a clock that nobody sets, and that goes on while the computer sleeps."""
        # `time.monotonic` is another one there, which stands still meanwhile.
        return time.clock_gettime(time.CLOCK_MONOTONIC)

else:

    def lasting() -> float:
        """Seconds by a clock that nobody sets, and that goes on while the computer sleeps."""
        return time.monotonic()
