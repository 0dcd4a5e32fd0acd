"""What the window is told of entries that are not what they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from server.audience import Connection
from server.disk import Disk
from server.events import Event
from server.replica.verifier import Verifier
from server.room.state import State
from server.store import Fault, Store
from server.wire import Page

# At the start of the program the log is looked through only once the window stands (seconds).
LATER = 5.0
# Whoever comes back may have so many entries on screen already.
SHOWN = 1000


class Marks:
    """The checking of one room's log, and the window at it."""

    def __init__(
        self,
        key: int,
        *,
        store: Store,
        disk: Disk,
        state: Callable[[], State],
        windows: Callable[[], Iterable[Connection]],
    ) -> None:
        """`windows` gives this computer's own connections to the room."""
        self._key, self._store, self._disk, self._windows = key, store, disk, windows
        self.verifier = Verifier(key, store=store, disk=disk, state=state, found=self._tell)

    def greet(self, connection: Connection, start: int, last: int) -> None:
        """Tell a window that was welcomed, with entries from `start` to `last`."""
        faults = self._among(min(start, last - SHOWN), last)
        if faults:
            connection.send(Event.of("marks", spelled(faults)))

    def with_marks(self, answer: dict[str, Any], page: Page) -> dict[str, Any]:
        """The answer to `history`, with the marks of its entries."""
        if page.before is not None:
            first, last = page.before - page.limit, page.before - 1
        else:
            assert page.after is not None
            first, last = page.after + 1, page.after + page.limit
        return {**answer, "marks": spelled(self._among(first, last))}

    def _among(self, first: int, last: int) -> list[Fault]:
        return self._disk.read(self._store.faults.among, self._key, first, last)

    def _tell(self, faults: Sequence[Fault], mended: Sequence[int]) -> None:
        event = Event.of("marks", spelled(faults, mended))
        for connection in self._windows():
            connection.send(event)


def spelled(faults: Iterable[Fault], mended: Iterable[int] = ()) -> list[dict[str, Any]]:
    """Marks as the page is told of them; without a fault where there is none any more."""
    marks: list[dict[str, Any]] = [{"number": one.number, "fault": one.fault} for one in faults]
    return marks + [{"number": number, "fault": None} for number in mended]
