"""The way onto the server's gevent hub for everything that runs elsewhere.

All that touches rooms runs on the hub, so rooms need no locks. `emit` from another thread
would be delivered only when the hub happens to wake; `run_callback_threadsafe` wakes it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import gevent
from gevent.hub import Hub as GeventHub

log = logging.getLogger(__name__)

T = TypeVar("T")


class Hub:
    """The hub of the thread that makes this object."""

    def __init__(self) -> None:
        self._hub: GeventHub = gevent.get_hub()
        self._thread = threading.get_ident()

    def post(self, function: Callable[..., object], *args: Any) -> None:
        """Run `function` in a greenlet of its own on the hub; from any thread, in order."""
        self._hub.loop.run_callback_threadsafe(gevent.spawn, _guarded, function, *args)

    def call(self, function: Callable[..., T], *args: Any, timeout: float | None = None) -> T:
        """Run `function` on the hub and wait for what it returns or raises.

        From other threads only. Raises TimeoutError after `timeout` seconds.
        """
        if threading.get_ident() == self._thread:
            return function(*args)
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(function(*args))
            except BaseException as error:  # handed to the thread that waits
                future.set_exception(error)

        self.post(run)
        return future.result(timeout)


def _guarded(function: Callable[..., object], *args: Any) -> None:
    try:
        function(*args)
    except Exception:
        log.exception("a call handed to the hub failed")
