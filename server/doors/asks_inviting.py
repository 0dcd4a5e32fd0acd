"""What the page asks about the invitations of a room, here or elsewhere."""

from __future__ import annotations

from typing import Any

from server.doors.asked import Asked, Handlers
from server.doors.drawing import qr_of
from server.replica.hosts_refusal import read_refusal
from server.room.refusal import malformed
from server.rooms import Rooms
from server.wire_invitations import INVITING


class InvitingAsks:
    """`make_invitation`, `invitations`, `revoke_invitation`, each with its `room`; `qr`."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {name: self._asking(name) for name in INVITING} | {"qr": self._qr}

    def _asking(self, name: str) -> Any:
        def ask(asked: Asked) -> dict[str, Any]:
            view = self._rooms.get(asked.text("room"))
            answer = view.invite(name, asked.without("room"))
            if answer.get("ok") is not True:
                raise read_refusal(answer.get("error"))
            return answer

        return ask

    @staticmethod
    def _qr(asked: Asked) -> dict[str, Any]:
        text = asked.text("text")
        if not text.startswith(("sarangbang://", "http://")):
            raise malformed("only invitations are drawn")
        return {"qr": qr_of(text)}
