"""The lan door: TLS, for members' copies of the program, bots and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gevent.ssl import SSLContext

from server import wire_json
from server.doors.doorway import make_door
from server.doors.limits import Limits
from server.doors.listener import Listener, PortTaken
from server.doors.origins import Access
from server.doors.proof import Proofs, door_routes
from server.doors.room_namespace import FindRoom, RoomNamespace
from server.doors.tutorial import TutorialNamespace
from server.identity import Identity

PORT = 47800
LAST_PORT = 47809
EVERYWHERE = ("0.0.0.0", "::")


class LanDoor:
    """Open from `start` to `stop`."""

    def __init__(
        self,
        identity: Identity,
        find_room: FindRoom,
        *,
        hosts: Sequence[str] = EVERYWHERE,
        allow_origins: Sequence[str] = (),
        allow_hosts: Sequence[str] = (),
        limits: Limits | None = None,
        unlimited: bool = False,
    ) -> None:
        self._identity = identity
        self._find_room = find_room
        self._hosts = hosts
        self._allow_origins = tuple(allow_origins)
        self._allow_hosts = tuple(allow_hosts)
        self._limits = (limits or Limits()).lifted() if unlimited else limits
        self._unlimited = unlimited
        self._listener: Listener | None = None
        self.port = 0
        self.moved = False

    @property
    def is_open(self) -> bool:
        """Whether somebody can come."""
        return self._listener is not None

    def start(self, port: int | None = None) -> None:
        """Listen on `port`, or without one on the first free of 47800 to 47809.

        Raises PortTaken, NoAddress.
        """
        ports = [port] if port is not None else list(range(PORT, LAST_PORT + 1))
        for candidate in ports:
            try:
                self._open(candidate)
            except PortTaken:
                if candidate == ports[-1]:
                    raise
                continue
            self.moved = port is None and candidate != PORT
            return

    def _open(self, port: int) -> None:
        app, socketio = make_door(self._limits, json=wire_json, async_handlers=True)
        proofs = Proofs(self._identity.fingerprint)
        app.register_blueprint(door_routes(proofs))
        listener = Listener(
            app,
            socketio,
            hosts=self._hosts,
            port=port,
            access=Access.network(allow_hosts=self._allow_hosts, allow_origins=self._allow_origins),
            tls=self._identity.server_context(SSLContext),
            limits=self._limits,
        )
        self.add_namespaces(socketio, listener, proofs)
        listener.start()
        self._listener, self.port = listener, listener.port

    def add_namespaces(self, socketio: Any, listener: Listener, proofs: Proofs) -> None:
        """What this door speaks."""
        RoomNamespace(
            socketio.server,
            listener,
            door="lan",
            find_room=self._find_room,
            proofs=proofs,
            unlimited=self._unlimited,
        )
        TutorialNamespace(socketio.server, listener, door="lan", find_room=self._find_room)

    def stop(self) -> None:
        """Listen no longer."""
        if self._listener is not None:
            listener, self._listener = self._listener, None
            listener.stop()
