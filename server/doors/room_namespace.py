"""The namespace `/room` of the lan and the guest door: the contract's core.

Handlers are thin: read what came (`wire`), ask the room, answer. Requests that make entries
come by `shortcut.py`. Where that does not apply, handlers run in greenlets of their own that
start in order of arrival, and take their place in the room's queue before the first thing
that may wait; so a member's messages keep their order and need not wait for each other.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import gevent
import socketio
from gevent.event import Event as Signal

from server.doors.knocking import told_to_wait
from server.doors.listener import Listener
from server.doors.member import MemberConnection
from server.doors.passes import Passes
from server.doors.shortcut import Shortcut
from server.host.committer import Settle
from server.host.host import HostedRoom, Seat
from server.room.admission import Asking
from server.room.refusal import Refused, malformed
from server.room.requests import Request
from server.wire import (
    Connect,
    read_connect,
    read_folk,
    read_leave,
    read_page,
    read_rename,
    read_say,
    read_signal,
)
from server.wire_acts import ACTS, read_act, read_answer, read_number
from server.wire_invitations import INVITING
from server.wire_whispers import read_whisper

log = logging.getLogger(__name__)

NAMESPACE = "/room"

FindRoom = Callable[[str | None], HostedRoom | None]


@dataclass(slots=True)
class _Visitor:
    """A connection that was admitted. `ready` once its welcome was said."""

    room: HostedRoom
    seat: Seat
    connection: MemberConnection
    environ: dict[str, Any]
    early: list[tuple[str, Any, int | None]] = field(default_factory=list)
    ready: Signal = field(default_factory=Signal)
    # Handlers that wait for the welcome, in order of arrival.
    line: deque[Signal] = field(default_factory=deque)
    gone: bool = False

    @property
    def welcomed(self) -> bool:
        return bool(self.ready.is_set())

    def ask_then(self, request: Request, settle: Settle) -> None:
        self.room.ask_then(self.seat, request, settle)

    def acknowledge(self, answer: str) -> None:
        self.connection.acknowledge(answer)


class RoomNamespace:
    """`/room` on one door."""

    def __init__(
        self,
        server: socketio.Server,
        listener: Listener,
        *,
        door: str,
        find_room: FindRoom,
        passes: Passes | None = None,
    ) -> None:
        """`door` is "lan" or "guest"; `find_room` gives a hosted room by id, the main one for
        None."""
        self._server = server
        self._listener = listener
        self._door = door
        self._find_room = find_room
        self._passes = passes or Passes()
        self._visitors: dict[str, _Visitor] = {}
        for event, handler in {
            "connect": self._connect,
            "disconnect": self._disconnect,
            "say": self._answered(self._say),
            "rename": self._answered(self._rename),
            "leave": self._answered(self._leave),
            "banned": self._answered(self._banned),
            "pins": self._answered(self._pins),
            "versions": self._answered(self._versions),
            "answer_knock": self._answered(self._answer_knock),
            **{name: self._answered(self._act(name)) for name in ACTS},
            **{name: self._answered(self._invite(name)) for name in INVITING},
            "history": self._answered(self._history),
            "members": self._answered(self._members),
            "signal": self._answered(self._signal),
            "whisper": self._answered(self._whisper),
        }.items():
            server.on(event, handler, namespace=NAMESPACE)
        unknown = self._answered(self._unknown)
        server.on("*", lambda _event, sid, *_rest: unknown(sid), namespace=NAMESPACE)
        self._shortcut = Shortcut(server, NAMESPACE, self._visitors.get)

    def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        try:
            self._admit(sid, environ, auth)
        except Refused as refusal:
            data = {"code": refusal.code, **refusal.data}
            raise socketio.exceptions.ConnectionRefusedError(refusal.message, data) from None
        except Exception:
            log.exception("somebody could not be admitted")
            raise socketio.exceptions.ConnectionRefusedError(
                "The host could not let you in because of a fault of its own.",
                {"code": "storage_full"},
            ) from None

    def _admit(self, sid: str, environ: dict[str, Any], auth: Any) -> None:
        connect = read_connect(auth)
        wait = self._listener.too_many_tries(environ)
        if wait:
            raise Refused(
                "too_many_tries", "Too many tries; wait a little.", {"retry_after_ms": wait}
            )
        room = self._find_room(connect.room)
        if room is None:
            raise Refused("unknown_room", "There is no such room here (any more).")
        room.expect_chain(connect.after, connect.chain)
        shown = self._passes.take_for(connect.ticket, room.id) if connect.ticket else None
        asking = Asking(name=connect.name, door=self._door)
        knock = None
        if shown is not None:
            asking = replace(asking, key=shown.key, member=shown.member)
        if shown is not None and shown.room == room.id:
            asking, knock = replace(asking, way=shown.way, by=shown.by), shown.knock
        address = str(environ.get("REMOTE_ADDR", ""))
        try:
            seat = room.admit(
                asking,
                invite=connect.invite,
                session=connect.session,
                address=address,
                knock=knock,
            )
        except Refused as refusal:
            raise told_to_wait(refusal, self._passes, shown, room.id) from None
        seat.instance = connect.instance or ""
        eio_sid = self._server.manager.eio_sid_from_sid(sid, NAMESPACE)
        try:
            connection = MemberConnection(
                self._server, self._listener, sid, eio_sid, environ, seat.member
            )
        except KeyError:  # it ended while the log was looked into; nobody will say so again
            room.release(seat)
            raise Refused("closing", "This connection has ended.") from None
        visitor = _Visitor(room, seat, connection, environ)
        self._visitors[sid] = visitor
        self._listener.admitted(environ)
        # The welcome comes after CONNECT was answered, which this handler's return does.
        gevent.spawn(self._enter, visitor, connect)

    def _enter(self, visitor: _Visitor, connect: Connect) -> None:
        try:
            visitor.room.enter(visitor.seat, visitor.connection, connect.after)
        except Refused as refusal:
            visitor.connection.drop(refusal.code, refusal.message, retry_after_ms=5000)
        except Exception:
            log.exception("somebody could not be welcomed")
            visitor.connection.drop("closing", "The host had a fault.", retry_after_ms=5000)
        if visitor.gone:
            visitor.room.audience.detach(visitor.connection)
        visitor.ready.set()
        self._shortcut.take_early(visitor)
        while visitor.line:
            # One after the other: each takes its place in the room's queue before the next, and
            # before what comes only now.
            visitor.line[0].set()
            gevent.sleep(0)
            visitor.line.popleft()

    def _disconnect(self, sid: str, _reason: Any = None) -> None:
        visitor = self._visitors.pop(sid, None)
        if visitor is None:
            return
        visitor.gone = True
        visitor.ready.set()
        visitor.room.audience.detach(visitor.connection)
        visitor.room.release(visitor.seat)
        self._listener.dismissed(visitor.environ)

    def _answered(
        self, handler: Callable[[_Visitor, Any], dict[str, Any]]
    ) -> Callable[..., dict[str, Any]]:
        """`handler` so that whoever asks always gets an answer."""

        def answer(sid: str, payload: Any = None, *_rest: Any) -> dict[str, Any]:
            visitor = self._visitors.get(sid)
            try:
                if visitor is None:
                    raise Refused("not_allowed", "You are not in this room.")
                if not visitor.ready.is_set() or visitor.line:
                    turn = Signal()
                    visitor.line.append(turn)
                    turn.wait()
                return handler(visitor, payload)
            except Refused as refusal:
                return {"ok": False, "error": refusal.error()}
            except Exception:
                log.exception("a request could not be answered")
                return {
                    "ok": False,
                    "error": {"code": "storage_full", "message": "The host had a fault."},
                }

        return answer

    def _unknown(self, visitor: _Visitor, _payload: Any) -> dict[str, Any]:
        """A client that is newer than this host need not wait in vain."""
        visitor.room.entrance.count_read(visitor.seat)
        raise malformed("there is no such request")

    def _say(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        return visitor.room.ask(visitor.seat, read_say(payload))

    def _rename(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        return visitor.room.ask(visitor.seat, read_rename(payload))

    def _leave(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        return visitor.room.ask(visitor.seat, read_leave(payload))

    def _act(self, name: str) -> Callable[[_Visitor, Any], dict[str, Any]]:
        return lambda visitor, payload: visitor.room.ask(visitor.seat, read_act(name, payload))

    def _invite(self, name: str) -> Callable[[_Visitor, Any], dict[str, Any]]:
        def invite(visitor: _Visitor, payload: Any) -> dict[str, Any]:
            # As what is said: some of it is written to the disk.
            visitor.room.entrance.count_message(visitor.seat)
            member, inviting = visitor.seat.member, visitor.room.inviting
            return inviting.answer(member, name, payload, through=self._door)

        return invite

    def _banned(self, visitor: _Visitor, _payload: Any) -> dict[str, Any]:
        visitor.room.entrance.count_read(visitor.seat)
        return visitor.room.banned(visitor.seat.member)

    def _pins(self, visitor: _Visitor, _payload: Any) -> dict[str, Any]:
        visitor.room.entrance.count_read(visitor.seat)
        return visitor.room.pins(visitor.seat)

    def _versions(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        visitor.room.entrance.count_read(visitor.seat)
        return visitor.room.versions(visitor.seat, read_number(payload))

    def _answer_knock(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        visitor.room.entrance.count_read(visitor.seat)
        answer = read_answer(payload)
        return visitor.room.answer_knock(visitor.seat.member, answer.knock, answer.answer)

    def _history(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        visitor.room.entrance.count_read(visitor.seat)
        return visitor.room.history(visitor.seat, read_page(payload))

    def _members(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        visitor.room.entrance.count_read(visitor.seat)
        folk = read_folk(payload)
        return visitor.room.members(visitor.seat.member, folk.after, folk.limit)

    def _whisper(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        visitor.room.entrance.count_message(visitor.seat)
        return visitor.room.whispers.carry(visitor.seat.member, read_whisper(payload))

    def _signal(self, visitor: _Visitor, payload: Any) -> dict[str, Any]:
        visitor.room.signal(visitor.seat, *read_signal(payload))
        return {"ok": True}
