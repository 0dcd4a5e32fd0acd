"""Waiting for a condition, never for a length of time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def wait_for(
    look: Callable[[], Value | None], what: str, *, seconds: float = 20, every: float = 0.02
) -> Value:
    """Call `look` until it returns something true, and return that.

    AssertionError, naming `what` and the last thing seen, after `seconds`.
    """
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s (last seen: {seen!r})")
        time.sleep(every)
