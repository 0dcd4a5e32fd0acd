"""The lan door: TLS, for members' copies of the program, bots and scripts."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gevent.ssl import SSLContext

from server.codes.shown import ShownCodes
from server.doors.code_requests import CodeRequests, code_routes
from server.doors.outer import OuterDoor
from server.doors.proof import Proofs, door_routes
from server.doors.room_namespace import FindRoom
from server.identity import Identity

PORT = 47800


class LanDoor(OuterDoor):
    """Its certificate is a wrapper around this copy's key."""

    name = "lan"
    ports = range(PORT, PORT + 10)

    def __init__(
        self,
        identity: Identity,
        find_room: FindRoom,
        codes: ShownCodes | None = None,
        **options: Any,
    ) -> None:
        """`codes` are those that let somebody in here; `options` are those of `OuterDoor`."""
        super().__init__(find_room, **options)
        self._identity, self._codes = identity, codes

    def furnish(self, app: Flask) -> None:
        """`/door/…`, where keys are proved and codes are tried."""
        proofs = Proofs(self._identity.fingerprint, self.passes)
        app.register_blueprint(door_routes(proofs))
        if self._codes is not None:
            codes = CodeRequests(
                self._codes, proofs, self._identity, self._is_banned, unlimited=self._unlimited
            )
            app.register_blueprint(code_routes(codes))

    def _is_banned(self, room: str, member: str) -> bool:
        hosted = self._find_room(room)
        former = hosted.state.members.get(member) if hosted is not None else None
        return former is not None and former.out == "banned"

    def tls(self) -> SSLContext:
        """Around this copy's key."""
        return self._identity.server_context(SSLContext)
