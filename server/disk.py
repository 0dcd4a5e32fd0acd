"""Runs what blocks on the disk, or works long, in worker threads: the hub goes on meanwhile.

Writes have one thread: they are one at a time anyway, in the order they were asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import gevent
from gevent.threadpool import ThreadPool

P = ParamSpec("P")
T = TypeVar("T")
Outcome = tuple[T | None, BaseException | None]

# A worker back from its fsync waits at most this long (seconds) for the hub to let go of the
# interpreter; the default 5 ms would be the larger part of a commit.
SWITCH_INTERVAL = 0.0005


class Disk:
    """Three pools of threads of the hub that makes this object."""

    def __init__(self) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        hub = gevent.get_hub()
        self._writer = ThreadPool(1, hub=hub)
        self._readers = ThreadPool(2, hub=hub)
        self._worker = ThreadPool(1, hub=hub)

    def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in the writing thread; waits for it, returns or raises its outcome."""
        outcome: Outcome[T] = self._writer.apply(_outcome, (function, args, kwargs))
        return _result(outcome)

    def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in a reading thread."""
        outcome: Outcome[T] = self._readers.apply(_outcome, (function, args, kwargs))
        return _result(outcome)

    def work(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function`, which works long and waits for nothing, in a thread that no reading or
        writing waits for."""
        outcome: Outcome[T] = self._worker.apply(_outcome, (function, args, kwargs))
        return _result(outcome)

    def aside(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function`, which may take minutes: nothing else waits for it, nor does the end."""
        pool = gevent.get_hub().threadpool
        outcome: Outcome[T] = pool.apply(_outcome, (function, args, kwargs))
        return _result(outcome)

    def close(self) -> None:
        """Wait for what is under way, then end the threads."""
        pools = (self._writer, self._readers, self._worker)
        for pool in pools:
            pool.join()
        for pool in pools:
            pool.kill()


def _outcome(
    function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Outcome[T]:
    """What `function` returned, and what it raised: gevent's pool would print the latter."""
    try:
        return function(*args, **kwargs), None
    except BaseException as error:
        return None, error


def _result(outcome: Outcome[T]) -> T:
    value, error = outcome
    if error is not None:
        raise error
    return cast(T, value)
