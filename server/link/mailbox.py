"""Hands what the links' loop hears to the hub, in order, one after the other."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

Post = Callable[..., None]
"""`post(function, *args)`: runs it on the hub; callable from any thread."""


class Mailbox:
    """One link's way to the hub.

    Each thing handed in begins after the one before has ended, also when that one waits
    (for the disk, say): so a listener meets events in the order of the wire.
    """

    def __init__(self, post: Post) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, Callable[..., object], tuple[Any, ...]]] = deque()
        self._emptying = False
        self._closed = False
        self.weight = 0
        """The summed weight of what waits: a measure of how far the hub is behind."""

    def put(self, function: Callable[..., object], *args: Any, weight: int = 0) -> None:
        """Hand `function(*args)` over; from any thread."""
        with self._lock:
            if self._closed:
                return
            self._waiting.append((weight, function, args))
            self.weight += weight
            if self._emptying:
                return
            self._emptying = True
        self._post(self._empty)

    def close(self) -> None:
        """Forget what waits and take nothing more; from any thread."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            self.weight = 0

    def _empty(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._emptying = False
                    return
                weight, function, args = self._waiting.popleft()
            try:
                function(*args)
            except Exception:
                log.exception("a listener failed")
            with self._lock:
                self.weight = max(0, self.weight - weight)
