"""Rooms whose host was asked to let us in: what is waited for, until it is answered or given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gevent

from server.joining.newcomer import Newcomer
from server.replica.far_host import Wire
from server.room.refusal import Refused


@dataclass(frozen=True, slots=True, eq=False)
class _Wait:
    greenlet: gevent.Greenlet
    link: Wire
    newcomer: Newcomer
    told: dict[str, Any]


class Waits:
    """By the name of the probe that found the host. Runs on the hub."""

    def __init__(self) -> None:
        self._waits: dict[str, _Wait] = {}
        # Set by the door above: a wait ended, in a room or with a refusal; what is told changed.
        self.ended: Callable[[str, str | None, Refused | None], None] = lambda *_: None
        self.changed: Callable[[], None] = lambda: None

    @property
    def told(self) -> list[dict[str, Any]]:
        """Those that go on, the oldest first."""
        return [{**wait.told, "away": wait.newcomer.away} for wait in self._waits.values()]

    def begin(
        self,
        probe: str,
        newcomer: Newcomer,
        link: Wire,
        arrive: Callable[[Any], str],
        told: dict[str, Any],
    ) -> None:
        """Wait for `newcomer` to be let in, then `arrive` with the welcome, which tells the room
        and closes the link where that fails. `told`: what the page shows of it meanwhile."""
        newcomer.wait_on()
        newcomer.noticed = self.changed
        greenlet = gevent.spawn(self._wait, probe, newcomer, link, arrive)
        self._waits[probe] = _Wait(greenlet, link, newcomer, {"probe": probe, **told})
        self.changed()

    def _wait(
        self, probe: str, newcomer: Newcomer, link: Wire, arrive: Callable[[Any], str]
    ) -> None:
        room, refused = None, None
        try:
            room = arrive(newcomer.answer.get())
        except Refused as refusal:
            link.close()
            refused = refusal
        finally:
            self._waits.pop(probe, None)
        self.ended(probe, room, refused)
        self.changed()

    def cancel(self, probe: str) -> None:
        """Do not wait any more to be let in."""
        wait = self._waits.pop(probe, None)
        if wait is not None:
            wait.greenlet.kill()
            wait.link.close()
            self.changed()

    def close(self) -> None:
        """Wait nowhere any more."""
        for probe in list(self._waits):
            self.cancel(probe)
