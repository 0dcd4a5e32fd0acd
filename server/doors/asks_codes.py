"""What the page asks about spoken codes: to show one, to stop showing it, what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from server.codes.shown import Ended, Shown, ShownCodes
from server.codes.spelled import FORMS, Form
from server.doors.asked import Asked, Handlers
from server.host.committer import Written
from server.host.host import HostedRoom
from server.room.refusal import Refused, malformed
from server.rooms import Rooms


class CodeAsks:
    """`show_code`, `hide_code`, `code`; tells `code` at each change."""

    def __init__(
        self, rooms: Rooms, codes: ShownCodes, tell: Callable[[str, dict[str, Any]], None]
    ) -> None:
        self._rooms, self._codes = rooms, codes
        self._heard: WeakSet[HostedRoom] = WeakSet()
        codes.changed = lambda room: tell("code", self._told(room))

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"show_code": self._show, "hide_code": self._hide, "code": self._code}

    def _show(self, asked: Asked) -> dict[str, Any]:
        room = self._hosted(asked)
        self._hear(room)
        self._codes.show(room.id, _form(asked.text("form")))
        return self._told(room.id)

    def _hide(self, asked: Asked) -> None:
        self._codes.hide(asked.text("room"))

    def _code(self, asked: Asked) -> dict[str, Any]:
        return self._told(self._hosted(asked).id)

    def _hosted(self, asked: Asked) -> HostedRoom:
        room = self._rooms.find_hosted(asked.text("room"))
        if room is None:
            raise Refused("unknown_room", "This room is not open here.")
        return room

    def _hear(self, room: HostedRoom) -> None:
        """Be told who comes and leaves: a code lets in once."""
        if room in self._heard:
            return
        self._heard.add(room)

        def told(written: Written) -> None:
            for entry in written.entries:
                if entry.kind in ("joined", "left"):
                    self._codes.came_or_left(entry.author, room.id)

        room.told.append(told)

    def _told(self, room: str) -> dict[str, Any]:
        """A room's code as the page shows it (`docs/protocol.md`, `code`)."""
        told: dict[str, Any] = {"room": room, "code": None, "ended": None, "wrong": []}
        now = self._codes.of(room)
        if now is not None:
            told |= {"form": now.form, "wrong": list(now.wrong)}
        if isinstance(now, Shown):
            told["code"] = str(now.code)
            told["left_ms"] = int(self._codes.seconds_left(now) * 1000)
        elif isinstance(now, Ended):
            told |= {"ended": now.why, "by": self._name(room, now.member)}
        return told

    def _name(self, room: str, member: str | None) -> str | None:
        """What they are called who used a code; None until they have come in."""
        hosted = self._rooms.find_hosted(room)
        if hosted is None or member is None:
            return None
        known = hosted.state.members.get(member)
        return known.name if known is not None and known.here else None


def _form(text: str) -> Form:
    for form in FORMS:
        if form == text:
            return form
    raise malformed("`form` is en, ko or digits")
