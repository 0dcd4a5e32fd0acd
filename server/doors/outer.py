"""What the two doors have in common through which others come in: lan and guest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import Flask

from server import wire_json
from server.doors.callers import Callers
from server.doors.door_json import answer_in_json
from server.doors.doorway import make_door
from server.doors.knocking import knocking_routes
from server.doors.limits import Limits
from server.doors.listener import Listener, PortTaken
from server.doors.origins import Access
from server.doors.passes import Passes
from server.doors.room_namespace import FindRoom, RoomNamespace
from server.doors.tutorial import TutorialNamespace

EVERYWHERE = ("0.0.0.0", "::")


class OuterDoor:
    """Open from `start` to `stop`. `name` is what the log calls the door, `ports` are tried in
    order where none is asked for."""

    name: ClassVar[str]
    ports: ClassVar[range]

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
        """`unlimited` lifts the rates, for load tests."""
        self._find_room = find_room
        self._hosts = hosts
        self._allow_origins = tuple(allow_origins)
        self._allow_hosts = tuple(allow_hosts)
        limits = limits or Limits()
        self._limits = limits.lifted() if unlimited else limits
        self._unlimited = unlimited
        self._listener: Listener | None = None
        self.passes = Passes()
        self.callers = Callers()
        self.port = 0
        self.moved = False
        # The port that the person has chosen; tried before all others.
        self.preferred: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody can come."""
        return self._listener is not None

    def start(self, port: int | None = None) -> None:
        """Listen on `port`, or without one on `preferred` or the first of `ports` that is free.

        Raises PortTaken, NoAddress.
        """
        chosen = [] if self.preferred is None else [self.preferred]
        ports = [port] if port is not None else [*chosen, *self.ports]
        for candidate in ports:
            try:
                self._open(candidate)
            except PortTaken:
                if candidate == ports[-1]:
                    raise
                continue
            self.moved = port is None and candidate != ports[0]
            return

    def _open(self, port: int) -> None:
        app, socketio = make_door(self._limits, json=wire_json, async_handlers=True)
        self.furnish(app)
        answer_in_json(app)
        app.register_blueprint(knocking_routes(self.passes, self._find_room))
        listener = Listener(
            app,
            socketio,
            hosts=self._hosts,
            port=port,
            access=Access.network(allow_hosts=self._allow_hosts, allow_origins=self._allow_origins),
            tls=self.tls(),
            limits=self._limits,
            callers=self.callers,
        )
        RoomNamespace(
            socketio.server,
            listener,
            door=self.name,
            find_room=self._find_room,
            passes=self.passes,
        )
        TutorialNamespace(socketio.server, listener, door=self.name, find_room=self._find_room)
        listener.start()
        self._listener, self.port = listener, listener.port

    def furnish(self, app: Flask) -> None:
        """Give the application its own routes; what they end in are `passes`."""
        raise NotImplementedError

    def tls(self) -> Any:
        """The TLS context, None for plain HTTP."""
        return None

    def stop(self) -> None:
        """Listen no longer."""
        if self._listener is not None:
            listener, self._listener = self._listener, None
            listener.stop()
