"""The guest door: plain HTTP for browsers, closed until the host opens it; no key is proved."""

from __future__ import annotations

from collections.abc import Sequence

from server import wire_json
from server.doors.doorway import make_door
from server.doors.limits import Limits
from server.doors.listener import Listener, PortTaken
from server.doors.origins import Access
from server.doors.pages import add_pages
from server.doors.room_namespace import FindRoom, RoomNamespace
from server.doors.tutorial import TutorialNamespace

PORT = 47880
LAST_PORT = 47889
EVERYWHERE = ("0.0.0.0", "::")


class GuestDoor:
    """Open from `start` to `stop`."""

    def __init__(
        self,
        find_room: FindRoom,
        *,
        hosts: Sequence[str] = EVERYWHERE,
        allow_origins: Sequence[str] = (),
        allow_hosts: Sequence[str] = (),
        limits: Limits | None = None,
        unlimited: bool = False,
    ) -> None:
        self._find_room = find_room
        self._hosts = hosts
        self._allow_origins = tuple(allow_origins)
        self._allow_hosts = tuple(allow_hosts)
        limits = limits or Limits()
        self._limits = limits.lifted() if unlimited else limits
        self._unlimited = unlimited
        self._listener: Listener | None = None
        self.port = 0

    @property
    def is_open(self) -> bool:
        """Whether browsers can come."""
        return self._listener is not None

    def start(self, port: int | None = None) -> None:
        """Listen on `port`, or without one on the first free of 47880 to 47889.

        Raises PortTaken, NoAddress.
        """
        ports = [port] if port is not None else list(range(PORT, LAST_PORT + 1))
        for candidate in ports:
            try:
                self._open(candidate)
                return
            except PortTaken:
                if candidate == ports[-1]:
                    raise

    def _open(self, port: int) -> None:
        app, socketio = make_door(self._limits, json=wire_json, async_handlers=True)
        add_pages(app, "guest")
        listener = Listener(
            app,
            socketio,
            hosts=self._hosts,
            port=port,
            access=Access.network(allow_hosts=self._allow_hosts, allow_origins=self._allow_origins),
            limits=self._limits,
        )
        RoomNamespace(
            socketio.server,
            listener,
            door="guest",
            find_room=self._find_room,
            unlimited=self._unlimited,
        )
        TutorialNamespace(socketio.server, listener, door="guest", find_room=self._find_room)
        listener.start()
        self._listener, self.port = listener, listener.port

    def stop(self) -> None:
        """Listen no longer."""
        if self._listener is not None:
            listener, self._listener = self._listener, None
            listener.stop()
