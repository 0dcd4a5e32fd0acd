"""Can they reach me? What the Invite panel says of it: who got through where, and who did not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import gevent

from server.clock import now_ms
from server.doors.hosting import Hosting
from server.nearby.nearby import Nearby
from server.nearby.reach import Failures, likely_cause
from server.nearby.record import Missed
from server.network.category import is_public

log = logging.getLogger(__name__)

# To ask the system starts a program, and strangers decide when: so seldom (seconds).
ASK_EVERY = 60.0


class Reached:
    """On the hub."""

    def __init__(
        self, hosting: Hosting, nearby: Nearby, is_public: Callable[[], bool] = is_public
    ) -> None:
        self._hosting, self._is_public = hosting, is_public
        self._failures = Failures()
        self._public, self._asked = False, -ASK_EVERY
        nearby.missed = self._missed
        hosting.extras.append(lambda room: {"reach": self.panel(room)})

    def panel(self, room: str) -> dict[str, Any]:
        """`reach` in `docs/protocol.md`."""
        callers = self._hosting.lan.callers
        here = {one.address for one in self._hosting.networks.addresses}
        reached = [{"address": a, "at": at} for a, at in callers.came_in if a in here]
        knocked = [address for address in callers.addresses if address in here]
        failure = self._failures.of(room)
        if failure is not None and callers.came_since(failure.moment):
            self._failures.over(room)
            failure = None
        failed = None
        if failure is not None:
            cause = likely_cause(
                failure.missed, others_get_through=bool(knocked), public=self._public
            )
            failed = {"cause": cause, "at": failure.at}
        return {"reached": reached, "knocked": knocked, "failed": failed}

    def _missed(self, room: str, missed: Missed) -> None:
        if not self._failures.note(room, missed, now_ms()):
            return
        log.info("somebody nearby could not get through (%s)", missed.why)
        if time.monotonic() - self._asked >= ASK_EVERY:
            self._asked = time.monotonic()
            # The system is asked in a thread; the hub goes on.
            self._public = gevent.get_hub().threadpool.apply(self._is_public)
        self._hosting.invitation_changed(room)
