"""One after the other, in the order of asking.

A semaphore of gevent's lets whoever asks just when it is given back go before those that wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gevent.event import Event


class Turns:
    """Runs on the hub."""

    def __init__(self) -> None:
        self._last = Event()
        self._last.set()

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for all who asked before, and let who asks later wait for this."""
        before, self._last = self._last, Event()
        mine = self._last
        try:
            before.wait()
            yield
        finally:
            mine.set()
