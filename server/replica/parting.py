"""Where a host's log and the one kept here part: found by asking the host, who may lie.

A second link comes in as somebody who has nothing, and asks for one entry at a time with its
chain value: seventeen requests find the place among 100,000 entries. What is found is only shown;
nothing here is changed by it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import gevent
from gevent.queue import Queue

from server.link.listener import Listener
from server.local import LocalLog
from server.replica.far_host import HostFault, Wire, entry_of_host
from server.room.entry import START, Entry, chained
from server.room.refusal import Refused
from server.wire import Welcome, read_welcome

log = logging.getLogger(__name__)

# So long (seconds) a host may take over it altogether.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """The first entry, by its number, that the two logs do not have in common; the host's newest
    is `last`. `at` is the time (ms) of the entry here, 0 where there is none."""

    number: int
    at: int
    last: int


class Visitor(Listener, Protocol):
    """Whoever hears a link, and says at each CONNECT what it has."""

    @property
    def position(self) -> tuple[int, str | None]:
        """The number of the newest entry, and its chain value; -1 for none."""


Visit = Callable[[Visitor], Wire]


class Parting:
    """One search, from its making until `found` is called. On the hub."""

    position: tuple[int, str | None] = (-1, None)

    def __init__(
        self, here: LocalLog, first: int, visit: Visit, found: Callable[[Place | None], None]
    ) -> None:
        """`here` begins with entry `first`. `visit` makes a link to its host. `found` is told the
        place, one beyond the end where all that is here is the host's too, or None where the host
        does not say."""
        self._here, self._first, self._visit, self._found = here, first, visit, found
        self._link: Wire | None = None
        self._heard: Queue[Any] = Queue()
        self._loop = gevent.spawn(self._run)

    def close(self) -> None:
        """Look no further."""
        self._loop.kill()

    def _run(self) -> None:
        place = None
        try:
            with gevent.Timeout(PATIENCE, False):
                self._link = self._visit(self)
                place = self._search()
        except (HostFault, Refused, ValueError) as fault:
            log.warning("room %s: where the logs part is not known: %s", self._here.id, fault)
        finally:
            if self._link is not None:
                self._link.close()
        self._found(place)

    def _search(self) -> Place | None:
        """Search once for each welcome, until the host was there long enough."""
        while (payload := self._heard.get()) is not None:
            try:
                return self._between(read_welcome(payload))
            except Refused as refusal:
                if refusal.code not in ("away", "no_answer"):
                    raise
        return None

    def _between(self, welcome: Welcome) -> Place:
        """The place, for a host that has what `welcome` says."""
        if welcome.room.id != self._here.id.partition("~")[0]:
            raise HostFault("the host welcomed us to another room")
        # What lies before one may read is in neither.
        same = max(self._first, welcome.first) - 1
        other = min(self._here.state.last, welcome.last)
        if other <= same:
            return self._place(same + 1, welcome)
        theirs = welcome.chain if other == welcome.last else self._ask(other)[1]
        if theirs == self._chain(other):
            return self._place(other + 1, welcome)
        begun = same
        while other - same > 1:
            middle = (same + other) // 2
            if self._ask(middle)[1] == self._chain(middle):
                same = middle
            else:
                other = middle
        # What is before one may read was compared with nobody.
        self._hold_together(same if same > begun else None, other)
        return self._place(other, welcome)

    def _hold_together(self, same: int | None, other: int) -> None:
        """What the host said of the two entries at the place has to be one log; `same` is the
        entry before `other`, if it is the same here and there."""
        entry, chain = self._ask(other)
        before = START if other == 1 else None if same is None else self._chain(same)
        if before is not None and chained(entry, before).chain != chain:
            raise HostFault("what the host tells of its log does not fit together")

    def _ask(self, number: int) -> tuple[Entry, str]:
        return entry_of_host(self._link, number)

    def _chain(self, number: int) -> str | None:
        here = self._here
        return here.disk.read(here.store.log.chain_at, here.key, number)

    def _place(self, number: int, welcome: Welcome) -> Place:
        here = self._here
        rows = here.disk.read(here.store.log.after, here.key, number - 1, 1)
        at = rows[0].at if rows and rows[0].number == number else 0
        return Place(number, at, welcome.last)

    # --- what the link hears ---------------------------------------------------------------

    def on_welcome(self, payload: Any) -> None:
        """The host let us in."""
        self._heard.put(payload)

    def on_refused(self, code: str, message: str, data: dict[str, Any]) -> None:
        """The host lets in nobody who has nothing."""
        self._heard.put(None)

    def on_connecting(self) -> None:
        """Nobody needs to know."""

    def on_entries(self, payload: Any) -> None:
        """Nothing of it is kept."""

    def on_signals(self, payload: Any) -> None:
        """Nothing of it is told."""

    def on_knocks(self, payload: Any) -> None:
        """The room's own link hears it."""

    def on_retrying(self, at_ms: int, since_ms: int, reason: str) -> None:
        """The search waits for the next welcome."""

    def on_bye(self, code: str, message: str, retry_after_ms: int | None, why: str) -> None:
        """Likewise, as long as there is time."""
