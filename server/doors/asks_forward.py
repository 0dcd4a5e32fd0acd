"""What the page asks of a message that is handed on to other rooms."""

from __future__ import annotations

from typing import Any

from server.doors.asked import Asked, Handlers
from server.host.founding import new_id
from server.room.forwarded import Forwarded
from server.room.refusal import Refused, malformed
from server.room.requests import Say
from server.rooms import Rooms

# At once; more would be a circular.
MOST = 20


class ForwardAsks:
    """`forward`."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"forward": self._forward}

    def _forward(self, asked: Asked) -> dict[str, Any]:
        rooms = asked.texts("rooms")
        if not 0 < len(rooms) <= MOST:
            raise malformed(f"a message goes to 1 to {MOST} rooms at once")
        forwarded = Forwarded(asked.text("name"), asked.number("at"))
        failed: list[dict[str, Any]] = []
        for room in dict.fromkeys(rooms):
            # An id of its own in each: nobody who reads two of them learns more by it.
            say = Say(new_id(), asked.text("text"), forwarded=forwarded)
            try:
                self._rooms.get(room).say(say)
            except Refused as refusal:
                failed.append({"room": room, "error": refusal.error()})
        return {"failed": failed}
