"""A member's Socket.IO connection, as the room's audience sees it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gevent

from server.doors.fanout import Outlet
from server.events import Event

if TYPE_CHECKING:
    import socketio

    from server.doors.listener import Listener

log = logging.getLogger(__name__)

# After one of these the client shall come back by itself, so the connection is dropped without
# Socket.IO's DISCONNECT, after which clients would not.
COME_BACK = {"closing", "slow", "moved"}

# How long (seconds) a goodbye may take to leave.
GOODBYE = 2.0


class MemberConnection:
    """One connection to the namespace `/room` of one of the doors."""

    def __init__(
        self,
        server: socketio.Server,
        listener: Listener,
        sid: str,
        eio_sid: str,
        environ: dict[str, Any],
        member: str,
    ) -> None:
        self.member = member
        self._server = server
        self._listener = listener
        self._sid = sid
        self._environ = environ
        outlet = Outlet.of(server.eio.sockets[eio_sid], lambda: listener.websocket(eio_sid))
        # The outlet's own methods: a call less for each delivery.
        self.send: Callable[[Event], None] = outlet.send
        self.offer: Callable[[Event], bool] = outlet.offer
        self.drain: Callable[[float], bool] = outlet.drain
        self.acknowledge: Callable[[str], None] = outlet.acknowledge

    def drop(self, code: str, message: str, **data: Any) -> None:
        """Say `bye`, then close once that has left."""
        self.send(Event.of("bye", {"code": code, "message": message, **data}))
        gevent.spawn(self._close, code)

    def _close(self, code: str) -> None:
        self.drain(GOODBYE)
        if code in COME_BACK:
            self._listener.hang_up(self._environ)
        else:
            self._server.disconnect(self._sid, namespace="/room")
            self.drain(GOODBYE)
            self._listener.hang_up(self._environ)
