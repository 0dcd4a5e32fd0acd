"""What the page asks about the rooms that are hosted here."""

from __future__ import annotations

from typing import Any

from server.doors.asked import Asked, Handlers
from server.doors.hosting import Hosting
from server.doors.listener import CannotListen
from server.room.refusal import Refused, malformed
from server.room.state import ADMISSIONS
from server.rooms import Rooms
from server.settings import Settings


class HostingAsks:
    """`host`, `start`, `stop`, `forget`, `invite`, `guests`."""

    def __init__(self, rooms: Rooms, hosting: Hosting, settings: Settings) -> None:
        self._rooms, self._hosting, self._settings = rooms, hosting, settings

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {
            "host": self._host,
            "start": self._start,
            "stop": self._stop,
            "forget": self._forget,
            "invite": self._invite,
            "guests": self._guests,
        }

    def _host(self, asked: Asked) -> dict[str, Any]:
        self._open_lan()
        try:
            admission = _admission(asked)
            id = self._rooms.found(asked.text("name"), self._settings.name, admission)
        finally:
            self._hosting.follow()
        return {"room": id}

    def _start(self, asked: Asked) -> None:
        self._open_lan()
        try:
            admission = _admission(asked) if asked.has("admission") else None
            self._rooms.start(asked.text("room"), admission)
        finally:
            self._hosting.follow()

    def _open_lan(self) -> None:
        try:
            self._hosting.open_lan()
        except CannotListen as error:
            raise Refused("port_taken", str(error)) from error

    def _stop(self, asked: Asked) -> None:
        self._rooms.stop(asked.text("room"))

    def _forget(self, asked: Asked) -> None:
        self._rooms.forget(asked.text("room"))

    def _invite(self, asked: Asked) -> dict[str, Any]:
        return self._hosting.panel(asked.text("room"))

    def _guests(self, asked: Asked) -> None:
        self._hosting.set_guests(asked.flag("open"))


def _admission(asked: Asked) -> str:
    admission = asked.text("admission")
    if admission not in ADMISSIONS:
        raise malformed(f"`admission` is one of {', '.join(ADMISSIONS)}")
    return admission
