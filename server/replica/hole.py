"""Notices that a host leaves out one of the entries it tells: what came after it waits in vain.

A connection loses nothing and keeps the order, so a hole is the host's doing.
"""

from __future__ import annotations

from collections.abc import Callable

import gevent

from server.replica.far_host import HostFault
from server.room.inbox import Inbox

# The missing entry may come so much later (seconds) than those after it.
PATIENCE = 5.0


def watch(inbox: Inbox, current: Callable[[], object], stop: Callable[[Exception], None]) -> None:
    """Call `stop` if what is held back in `inbox` now still is later, and `inbox` is `current`."""
    if inbox.waiting:
        gevent.spawn_later(PATIENCE, _look, inbox, inbox.wanted, current, stop)


def _look(
    inbox: Inbox, wanted: int, current: Callable[[], object], stop: Callable[[Exception], None]
) -> None:
    if current() is inbox and inbox.waiting and inbox.wanted == wanted:
        stop(HostFault("the host leaves out an entry"))
