"""A joined room whose host has another log: what is here stays as it is, and the person decides.

Once it is known where the two part, that is kept, so that it is told offline and after a restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from server.clock import now_ms
from server.disk import Disk
from server.local import LocalLog
from server.replica.parting import Parting, Place, Visit
from server.store import Store

if TYPE_CHECKING:
    from server.replica.replica import JoinedRoom

DIFFERS = "The host's room is not the one that is stored on this computer."
BROKEN = "What the host sends does not fit together. What is here stays readable."


class Differing:
    """Of one joined room. On the hub."""

    def __init__(self, room: JoinedRoom, visit: Visit) -> None:
        self._room, self._visit = room, visit
        self._search: Parting | None = None

    @property
    def known(self) -> bool:
        """Whether the host's log was another when it was met last."""
        return "parting" in self._room.details

    @property
    def status(self) -> dict[str, Any]:
        """As a card has it: with the place, if it is known, and whether it is looked for."""
        status = {"kind": "refused", "code": "log_differs", "message": DIFFERS}
        parting = self._room.details.get("parting")
        if self._search is not None:
            return {**status, "looking": True}
        return {**status, "parting": parting} if parting else status

    def begin(self) -> None:
        """The host's log is another than the one here: find the place, and say so."""
        if self._search is None:
            self._search = Parting(self._room, self._room.first, self._visit, self._found)
        self._room.set_status(self.status)

    def over(self) -> None:
        """The host's log is the one here, after all."""
        self.close()
        if self._room.details.pop("parting", None) is not None:
            self._room.keep_details()

    def close(self) -> None:
        """Look no further."""
        search, self._search = self._search, None
        if search is not None:
            search.close()

    def _found(self, place: Place | None) -> None:
        self._search = None
        room = self._room
        if place is not None and place.number > room.state.last:
            # All that is here is the host's, too: it is the rest that fits nothing.
            room.details.pop("parting", None)
            room.keep_details()
            room.set_status({"kind": "refused", "code": "log_broken", "message": BROKEN})
            return
        # Where the host does not say: what was known of the place before is of another visit.
        room.details["parting"] = asdict(place) if place is not None else {}
        room.keep_details()
        room.set_status(self.status)


def set_aside(store: Store, disk: Disk, room: LocalLog) -> str:
    """Keep the log of `room`, which is closed, as a room of its own, and begin one without entries
    under its id; the id of the old one. What waits to be sent waits in the new one."""
    aside = f"{room.id}~{now_ms()}"
    details = {name: value for name, value in room.details.items() if name != "parting"}
    details["parted"] = _lines(details.get("parted", []), room.details.get("parting", {}))
    disk.write(store.rooms.note, room.key, details=details)
    disk.write(store.rooms.set_aside, room.key, aside)
    details = {**details, "aside": room.key}
    key = disk.write(store.rooms.add, room.id, "member", at=now_ms(), details=details)
    disk.write(store.outbox.move, room.key, key)
    return aside


def _lines(before: Sequence[int], parting: dict[str, Any]) -> list[int]:
    """Where logs under one id parted, by number: at those of `before` that still count, and at
    `parting`."""
    number = parting.get("number")
    return [*before] if number is None else [*(n for n in before if n < number), number]
