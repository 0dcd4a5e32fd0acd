"""The namespace `/`: the two events of the well-known Flask-SocketIO chat tutorial.

`my event` comes in, `my response` goes out (see "Namespace `/`" in docs/protocol.md). Each
connection is one member without a key, admitted at its first message by the same rules as
everybody; until then it is told nothing. What it says goes into the log like any `say`, and
what is said in the room reaches it from there, its own words too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import gevent
import msgspec

from server.doors.fanout import Outlet
from server.doors.member import GOODBYE
from server.events import Event
from server.host.founding import new_id
from server.room.admission import Asking
from server.room.refusal import Refused, malformed
from server.room.requests import Rename
from server.turns import Turns
from server.wire import read_say

if TYPE_CHECKING:
    import socketio

    from server.doors.listener import Listener
    from server.doors.room_namespace import FindRoom
    from server.host.host import HostedRoom, Seat

log = logging.getLogger(__name__)

NAMESPACE = "/"

#: What somebody without a name is called, and who says what is not granted.
NAMELESS = "Guest"
PROGRAM = "Sarangbang"

DATA_BYTES = 1024
#: Messages of one connection that wait for the one before. It waits for the disk each time.
WAITING = 100

ENTRIES = '2/room,["entries",'


class TutorialConnection:
    """One connection of the room's audience; turns what members are told into `my response`."""

    def __init__(
        self,
        server: socketio.Server,
        listener: Listener,
        eio_sid: str,
        environ: dict[str, Any],
    ) -> None:
        self.member = ""  # nobody, until admitted
        self._listener = listener
        self._environ = environ
        self._outlet = Outlet.of(server.eio.sockets[eio_sid], lambda: listener.websocket(eio_sid))
        self.drain: Callable[[float], bool] = self._outlet.drain

    def send(self, event: Event) -> None:
        """Write or queue what was said; never waits."""
        for response in _responses(event):
            self._outlet.send(response)

    def offer(self, event: Event) -> bool:
        """The same, unless much is queued already; whether it was taken."""
        responses = _responses(event)
        if responses and not self._outlet.offer(responses[0]):
            return False
        for response in responses[1:]:
            self._outlet.send(response)
        return True

    def respond(self, payload: Any) -> bool:
        """Offer one `my response` that is not of the log."""
        return self._outlet.offer(_Response(payload))

    def drop(self, code: str, message: str, **_data: Any) -> None:
        """Say the sentence, then close once that has left.

        The tutorial's client comes back by itself if nothing else is said.
        """
        self._outlet.send(_Response({"user_name": PROGRAM, "message": message}))
        gevent.spawn(self._close)

    def _close(self) -> None:
        self.drain(GOODBYE)
        self._listener.hang_up(self._environ)


class _Response(Event):
    """An event of the namespace `/`."""

    def __init__(self, payload: Any) -> None:
        self.packet = f'2["my response",{msgspec.json.encode(payload).decode()}]'
        self.frame = None


def _responses(event: Event) -> list[_Response]:
    """What an event of the room is in the tutorial's words.

    Joined, left, signals and the welcome have no place there.
    """
    if not event.packet.startswith(ENTRIES):
        return []
    said = [one for one in msgspec.json.decode(event.packet[len(ENTRIES) : -1]) if _is_said(one)]
    return [_Response({"user_name": one["name"], "message": one["body"]["text"]}) for one in said]


def _is_said(entry: dict[str, Any]) -> bool:
    return entry["kind"] == "said" and bool(entry.get("body"))


@dataclass(slots=True, eq=False)
class _Visitor:
    """One connection; `seat` from its first message on."""

    sid: str
    environ: dict[str, Any]
    connection: TutorialConnection
    room: HostedRoom | None = None
    seat: Seat | None = None
    wanted: str = ""
    waiting: int = 0
    turns: Turns = field(default_factory=Turns)


class TutorialNamespace:
    """`/` on the lan or the guest door."""

    def __init__(
        self,
        server: socketio.Server,
        listener: Listener,
        *,
        door: str,
        find_room: FindRoom,
    ) -> None:
        """`door` is "lan" or "guest"; `find_room(None)` gives the room that is meant."""
        self._server = server
        self._listener = listener
        self._door = door
        self._find_room = find_room
        self._visitors: dict[str, _Visitor] = {}
        server.on("connect", self._connect, namespace=NAMESPACE)
        server.on("disconnect", self._disconnect, namespace=NAMESPACE)
        server.on("my event", self._my_event, namespace=NAMESPACE)

    def _connect(self, sid: str, environ: dict[str, Any], _auth: Any = None) -> None:
        eio_sid = self._server.manager.eio_sid_from_sid(sid, NAMESPACE)
        connection = TutorialConnection(self._server, self._listener, eio_sid, environ)
        self._visitors[sid] = _Visitor(sid, environ, connection)

    def _disconnect(self, sid: str, _reason: Any = None) -> None:
        visitor = self._visitors.pop(sid, None)
        if visitor is None:
            return
        self._let_go(visitor)

    def _let_go(self, visitor: _Visitor) -> None:
        if visitor.room is not None and visitor.seat is not None:
            visitor.room.audience.detach(visitor.connection)
            visitor.room.release(visitor.seat)
            visitor.seat = None
            self._listener.dismissed(visitor.environ)

    def _my_event(self, sid: str, payload: Any = None, *_rest: Any) -> dict[str, Any]:
        visitor = self._visitors.get(sid)
        if visitor is None:
            return {"ok": False, "error": {"code": "not_allowed", "message": "You have left."}}
        try:
            if visitor.waiting >= WAITING:
                wait = {"retry_after_ms": 1000}
                raise Refused("too_fast", "Too many messages at once; wait a little.", wait)
            visitor.waiting += 1
            try:
                # One after the other: a name has to be taken before it can speak.
                with visitor.turns.mine():
                    return self._take(visitor, payload)
            finally:
                visitor.waiting -= 1
        except Refused as refusal:
            error = refusal.error()
        except Exception:
            log.exception("a message of the tutorial's kind could not be answered")
            error = {"code": "storage_full", "message": "The host had a fault."}
        visitor.connection.respond({"user_name": PROGRAM, "message": error["message"]})
        return {"ok": False, "error": error}

    def _take(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        if not isinstance(payload, dict):
            raise malformed("a message is an object")
        if "message" in payload or "user_name" in payload:
            return self._say(visitor, payload)
        return self._echo(visitor, payload)

    def _say(self, visitor: _Visitor, payload: dict[str, Any]) -> dict[str, Any]:
        name, text = payload.get("user_name", ""), payload.get("message", "")
        if not isinstance(name, str):
            raise malformed("`user_name` is no text")
        say = read_say({"id": new_id(), "text": text})
        room, seat = self._seat(visitor, name.strip())
        self._take_name(visitor, room, seat, name.strip())
        return room.ask(seat, say)

    def _echo(self, visitor: _Visitor, payload: dict[str, Any]) -> dict[str, Any]:
        data = payload.get("data")
        if not isinstance(data, str):
            raise malformed("a message has `data`, or `user_name` and `message`")
        # As it is, not as it is spelled: a line's end is one byte, and two in JSON.
        around = len(msgspec.json.encode({**payload, "data": ""})) - len('{"data":""}')
        if len(data.encode()) + around > DATA_BYTES:
            raise Refused("too_long", f"`data` has at most {DATA_BYTES} bytes.")
        room, seat = self._seat(visitor, "")
        room.entrance.count_message(seat)
        for other in self._inside(room):
            other.connection.respond(payload)
        return {"ok": True}

    def _inside(self, room: HostedRoom) -> Iterable[_Visitor]:
        """Those who are told what is said: admitted, and keeping up."""
        return [
            one
            for one in self._visitors.values()
            if one.room is room and one.connection in room.audience
        ]

    def _seat(self, visitor: _Visitor, name: str) -> tuple[HostedRoom, Seat]:
        """The visitor's place in the room; it is admitted now if it was not yet. Waits."""
        if visitor.room is not None and visitor.seat is not None:
            if visitor.connection in visitor.room.audience:
                return visitor.room, visitor.seat
            raise Refused("closing", "The room is closed, or the connection was too slow.")
        if visitor.sid not in self._visitors:
            raise Refused("not_allowed", "You have left.")
        wait = self._listener.too_many_tries(visitor.environ)
        if wait:
            raise Refused(
                "too_many_tries", "Too many tries; wait a little.", {"retry_after_ms": wait}
            )
        room = self._find_room(None)
        if room is None:
            raise Refused("unknown_room", "No room is open here now.")
        query = parse_qs(visitor.environ.get("QUERY_STRING", ""))
        address = str(visitor.environ.get("REMOTE_ADDR", ""))
        seat = self._admitted(room, name or NAMELESS, query.get("invite", [None])[0], address)
        visitor.room, visitor.seat, visitor.wanted = room, seat, name
        visitor.connection.member = seat.member
        self._listener.admitted(visitor.environ)
        try:
            # From here on, not what was said before.
            room.enter(seat, visitor.connection, room.state.last)
        except BaseException:
            self._let_go(visitor)
            raise
        if visitor.sid not in self._visitors:  # it left while the disk wrote
            room.audience.detach(visitor.connection)
            raise Refused("not_allowed", "You have left.")
        return room, seat

    def _admitted(self, room: HostedRoom, name: str, invite: str | None, address: str) -> Seat:
        try:
            return room.admit(Asking(name=name, door=self._door), invite=invite, address=address)
        except Refused as refusal:
            if refusal.code != "name_taken":
                raise
            asking = Asking(name=refusal.data["suggestion"], door=self._door)
            return room.admit(asking, invite=invite, address=address)

    def _take_name(self, visitor: _Visitor, room: HostedRoom, seat: Seat, name: str) -> None:
        """Be called `name` from now on, or, if that is taken, as it is suggested. Waits."""
        if not name or name == visitor.wanted:
            return
        try:
            room.ask(seat, Rename(new_id(), name))
        except Refused as refusal:
            if refusal.code != "name_taken":
                raise
            room.ask(seat, Rename(new_id(), refusal.data["suggestion"]))
        visitor.wanted = name
