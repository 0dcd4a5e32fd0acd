"""The lan door: TLS, for members' copies of the program, bots and scripts."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gevent.ssl import SSLContext

from server.doors.outer import OuterDoor
from server.doors.proof import Proofs, door_routes
from server.doors.room_namespace import FindRoom
from server.identity import Identity

PORT = 47800


class LanDoor(OuterDoor):
    """Its certificate is a wrapper around this copy's key."""

    name = "lan"
    ports = range(PORT, PORT + 10)

    def __init__(self, identity: Identity, find_room: FindRoom, **options: Any) -> None:
        """`options` are those of `OuterDoor`."""
        super().__init__(find_room, **options)
        self._identity = identity

    def furnish(self, app: Flask) -> None:
        """`/door/…`, where keys are proved."""
        app.register_blueprint(door_routes(Proofs(self._identity.fingerprint, self.passes)))

    def tls(self) -> SSLContext:
        """Around this copy's key."""
        return self._identity.server_context(SSLContext)
