"""The window door: what the page of this very program may ask, behind its front."""

from __future__ import annotations

import logging
from typing import Any

import gevent
import socketio

from server.desk import Desk
from server.doors.asks_codes import CodeAsks
from server.doors.asks_inviting import InvitingAsks
from server.doors.front import Front
from server.doors.home import HomeNamespace, knows_secret
from server.doors.hosting import Hosting
from server.doors.listener import Listener
from server.doors.member import MemberConnection
from server.identity import Identity
from server.joining.joining import Joining
from server.room.refusal import Refused
from server.rooms import Rooms
from server.settings import Settings
from server.view import View
from server.wire import read_folk, read_page, read_rename, read_say, read_signal
from server.wire_acts import ACTS, read_answer, read_number
from server.wire_invitations import INVITING

log = logging.getLogger(__name__)


class WindowDoor:
    """Answers from `open` to `stop`."""

    def __init__(
        self,
        front: Front,
        *,
        rooms: Rooms,
        joining: Joining,
        hosting: Hosting,
        settings: Settings,
        identity: Identity,
        desk: Desk | None,
        data_folder: str,
        system_language: str,
    ) -> None:
        self._front = front
        front.chosen = lambda: settings.look
        self.home = HomeNamespace(
            front.server,
            front.listener,
            secret=front.secret,
            rooms=rooms,
            joining=joining,
            hosting=hosting,
            settings=settings,
            identity=identity,
            desk=desk,
            data_folder=data_folder,
            system_language=system_language,
        )
        self.home.add(CodeAsks(rooms, hosting.codes, self.home.tell).handlers)
        self.home.add(InvitingAsks(rooms).handlers)
        _RoomOfWindow(front.server, front.listener, front.secret, rooms, identity.member)

    @property
    def url(self) -> str:
        """The page's address with the secret in its fragment."""
        return self._front.url

    def open(self) -> None:
        """Let pages connect."""
        self._front.open()

    def stop(self) -> None:
        """Listen no longer."""
        self._front.stop()


class _RoomOfWindow:
    """The namespace `/room` on the window door: hosted and joined rooms alike."""

    NAMESPACE = "/room"

    def __init__(
        self, server: socketio.Server, listener: Listener, secret: str, rooms: Rooms, me: str
    ) -> None:
        self._server, self._listener, self._secret = server, listener, secret
        self._rooms, self._me = rooms, me
        self._shown: dict[str, tuple[View, MemberConnection, dict[str, Any]]] = {}
        for event, handler in {
            "connect": self._connect,
            "disconnect": self._disconnect,
            "say": self._answered(self._say),
            "rename": self._answered(self._rename),
            "history": self._answered(lambda view, asked: view.history(read_page(asked))),
            "members": self._answered(self._members),
            "signal": self._answered(self._signal),
            "banned": self._answered(lambda view, _asked: view.banned()),
            "pins": self._answered(lambda view, _asked: view.pins()),
            "versions": self._answered(lambda view, asked: view.versions(read_number(asked))),
            "answer_knock": self._answered(self._answer_knock),
            **{name: self._answered(self._act(name)) for name in ACTS},
            **{name: self._answered(self._invite(name)) for name in INVITING},
        }.items():
            server.on(event, handler, namespace=self.NAMESPACE)

    def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        try:
            if not knows_secret(auth, self._secret):
                raise Refused("not_allowed", "This page does not belong to the program.")
            view = self._rooms.get(str(auth.get("room")))
        except Refused as refusal:
            raise socketio.exceptions.ConnectionRefusedError(
                refusal.message, {"code": refusal.code}
            ) from None
        after = auth.get("after", -1)
        after = after if isinstance(after, int) and after >= 0 else -1
        eio_sid = self._server.manager.eio_sid_from_sid(sid, self.NAMESPACE)
        connection = MemberConnection(self._server, self._listener, sid, eio_sid, environ, self._me)
        self._shown[sid] = (view, connection, environ)
        self._listener.admitted(environ)
        gevent.spawn(self._enter, sid, view, connection, after)

    def _enter(self, sid: str, view: View, connection: MemberConnection, after: int) -> None:
        try:
            view.enter(connection, after)
        except Exception:
            log.exception("the window could not be shown a room")
            connection.drop("slow", "The room could not be read.", retry_after_ms=2000)
        if sid not in self._shown:
            view.leave(connection)

    def _disconnect(self, sid: str, _reason: Any = None) -> None:
        shown = self._shown.pop(sid, None)
        if shown is not None:
            view, connection, environ = shown
            view.leave(connection)
            self._listener.dismissed(environ)

    def _answered(self, handler: Any) -> Any:
        def answer(sid: str, payload: Any = None, *_rest: Any) -> dict[str, Any]:
            shown = self._shown.get(sid)
            try:
                if shown is None:
                    raise Refused("not_allowed", "This room is not on the screen.")
                answered: dict[str, Any] = handler(shown[0], payload)
                return answered
            except Refused as refusal:
                return {"ok": False, "error": refusal.error()}
            except Exception:
                log.exception("the window could not be answered")
                message = "The program had a fault; its log file tells more."
                return {"ok": False, "error": {"code": "fault", "message": message}}

        return answer

    @staticmethod
    def _say(view: View, asked: Any) -> dict[str, Any]:
        return view.say(read_say(asked))

    @staticmethod
    def _rename(view: View, asked: Any) -> dict[str, Any]:
        rename = read_rename(asked)
        return view.rename(rename.id, rename.name)

    @staticmethod
    def _members(view: View, asked: Any) -> dict[str, Any]:
        folk = read_folk(asked)
        return view.members(folk.after, folk.limit)

    @staticmethod
    def _act(name: str) -> Any:
        return lambda view, asked: view.act(name, asked)

    @staticmethod
    def _invite(name: str) -> Any:
        return lambda view, asked: view.invite(name, asked)

    @staticmethod
    def _answer_knock(view: View, asked: Any) -> dict[str, Any]:
        answer = read_answer(asked)
        return view.answer_knock(answer.knock, answer.answer)

    @staticmethod
    def _signal(view: View, asked: Any) -> dict[str, Any]:
        # What was read comes by `/home`, which knows whether the others are to be told.
        kind, _ = read_signal(asked)
        if kind != "read":
            view.signal(kind)
        return {"ok": True}
