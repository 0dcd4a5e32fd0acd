"""What the page asks about rooms elsewhere: finding, joining, leaving, what waits to be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.doors.asked import Asked, Handlers
from server.invitation import Invitation
from server.joining.joining import Joining
from server.joining.typed import as_address, read_typed
from server.replica.replica import JoinedRoom
from server.room.names import clean_name
from server.room.refusal import Refused
from server.rooms import Rooms


class JoiningAsks:
    """Finding rooms, coming in, leaving; and what of one's own waits there."""

    def __init__(self, rooms: Rooms, joining: Joining, tell: Callable[[str, Any], None]) -> None:
        """`tell` tells every page."""
        self._rooms, self._joining, self._tell = rooms, joining, tell
        joining.waits.ended = self._ended
        joining.waits.changed = lambda: tell("joins", joining.waits.told)

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {
            "probe": self._probe,
            "join": self._join,
            "cancel_join": self._cancel_join,
            "address": self._address,
            "retry_now": self._retry_now,
            "come_in": self._come_in,
            "follow": self._follow,
            "leave": self._leave,
            "discard": self._discard,
            "resend": self._resend,
        }

    def _probe(self, asked: Asked) -> dict[str, Any]:
        return self._joining.probe(asked.text("text"))

    def _join(self, asked: Asked) -> dict[str, Any]:
        invite = asked.text("invite") if asked.has("invite") else None
        address = asked.text("address") if asked.has("address") else None
        room = self._joining.join(asked.text("probe"), asked.text("name"), invite, address)
        return {"room": room}

    def _cancel_join(self, asked: Asked) -> None:
        self._joining.waits.cancel(asked.text("probe"))

    def _ended(self, probe: str, room: str | None, refusal: Refused | None) -> None:
        ended: dict[str, Any] = {"probe": probe}
        if room is not None:
            ended |= {"room": room, "name": self._rooms.name(room) or ""}
        if refusal is not None:
            ended["error"] = refusal.error()
        self._tell("join_ended", ended)

    def _address(self, asked: Asked) -> None:
        typed = read_typed(asked.text("text"))
        addresses = typed.addresses if isinstance(typed, Invitation) else (as_address(typed),)
        for address in reversed(addresses):
            self._joining.move(asked.text("room"), address)

    def _retry_now(self, asked: Asked) -> None:
        room = self._rooms.elsewhere(asked.text("room"))
        if isinstance(room, JoinedRoom) and room.link is not None:
            room.link.retry_now()
            return
        if isinstance(room, JoinedRoom) and room.status.get("code") == "room_too_big":
            room.allowance.more()
        self._rooms.relink(room.id)

    def _come_in(self, asked: Asked) -> None:
        room = asked.text("room")
        if asked.has("invite"):
            self._joining.invite_again(room, asked.text("invite"))
        name = clean_name(asked.text("name")) if asked.has("name") else None
        self._rooms.relink(room, **({"my_name": name} if name else {}))

    def _follow(self, asked: Asked) -> None:
        self._rooms.follow_host(asked.text("room"))

    def _leave(self, asked: Asked) -> None:
        self._rooms.leave(asked.text("room"))

    def _discard(self, asked: Asked) -> None:
        self._joined(asked).discard(asked.text("id"))

    def _resend(self, asked: Asked) -> None:
        self._joined(asked).resend(asked.text("id"))

    def _joined(self, asked: Asked) -> JoinedRoom:
        return self._rooms.joined(asked.text("room"))
