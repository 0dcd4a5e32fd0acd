"""One after the other, in the order of asking.

A semaphore of gevent's lets whoever asks just when it is given back go before those that wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gevent.event import Event

Rest = Callable[[float, Callable[[], object]], object]


class Turns:
    """Runs on the hub."""

    def __init__(self) -> None:
        self._last = Event()
        self._last.set()

    @contextmanager
    def mine(self, rest: Rest = lambda _worked, go_on: go_on()) -> Iterator[None]:
        """Wait for all who asked before, and let who asks later wait for this.

        `rest(seconds, go_on)` is called at the end, with how long it took, and calls `go_on`,
        at once or later, for the next.
        """
        before, self._last = self._last, Event()
        mine, began = self._last, None
        try:
            before.wait()
            began = time.monotonic()
            yield
        finally:
            rest(time.monotonic() - began if began is not None else 0.0, mine.set)
