"""Runs what blocks on the disk in worker threads, so that the hub goes on meanwhile.

Writes have one thread: they are one at a time anyway, in the order they were asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gevent
from gevent.threadpool import ThreadPool

P = ParamSpec("P")
T = TypeVar("T")

# A worker back from its fsync waits at most this long (seconds) for the hub to let go of the
# interpreter; the default 5 ms would be the larger part of a commit.
SWITCH_INTERVAL = 0.0005


class Disk:
    """Two pools of threads of the hub that makes this object."""

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        hub = gevent.get_hub()
        self._writer = ThreadPool(1, hub=hub)
        self._readers = ThreadPool(2, hub=hub)

    def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in the writing thread; waits for it, returns or raises its outcome."""
        return self._writer.apply(function, args, kwargs)  # type: ignore[no-any-return]

    def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in a reading thread."""
        return self._readers.apply(function, args, kwargs)  # type: ignore[no-any-return]

    def close(self) -> None:
        """Wait for what is under way, then end the threads."""
        self._writer.join()
        self._readers.join()
        self._writer.kill()
        self._readers.kill()
