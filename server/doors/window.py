"""The window door: 127.0.0.1, a free port, for the page of this very program."""

from __future__ import annotations

import logging
import secrets
from typing import Any, cast

import gevent
import socketio

from server import wire_json
from server.desk import Desk
from server.doors.doorway import make_door
from server.doors.home import HomeNamespace, knows_secret
from server.doors.hosting import Hosting
from server.doors.limits import Limits
from server.doors.listener import Listener
from server.doors.member import MemberConnection
from server.doors.origins import Access
from server.doors.pages import Language, Look, Theme, add_pages
from server.encoding import to_base64url
from server.identity import Identity
from server.joining import Joining
from server.room.refusal import Refused
from server.rooms import Rooms, View
from server.settings import Settings
from server.wire import read_folk, read_page, read_rename, read_say

log = logging.getLogger(__name__)


class WindowDoor:
    """Open from `start` to `stop`."""

    def __init__(
        self,
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
        # 256 bits, made at each launch; it travels in the URL's fragment, which is never sent.
        self._secret = to_base64url(secrets.token_bytes(32))
        limits = Limits().for_one_address()
        app, sockets = make_door(limits, json=wire_json, async_handlers=True)

        def look() -> Look:
            chosen = settings.language if settings.language != "system" else system_language
            return Look(cast(Language, chosen), cast(Theme, settings.theme))

        add_pages(app, "window", look)
        self._listener = Listener(
            app, sockets, hosts=["127.0.0.1"], port=0, access=Access.window(), limits=limits
        )
        self.home = HomeNamespace(
            sockets.server,
            self._listener,
            secret=self._secret,
            rooms=rooms,
            joining=joining,
            hosting=hosting,
            settings=settings,
            identity=identity,
            desk=desk,
            data_folder=data_folder,
            system_language=system_language,
        )
        _RoomOfWindow(sockets.server, self._listener, self._secret, rooms, identity.member)

    @property
    def url(self) -> str:
        """The page's address with the secret in its fragment."""
        return f"http://127.0.0.1:{self._listener.port}/#secret={self._secret}"

    def start(self) -> None:
        """Listen."""
        self._listener.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._listener.stop()


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
        say = read_say(asked)
        return view.say(say.id, say.text, say.reply_to)

    @staticmethod
    def _rename(view: View, asked: Any) -> dict[str, Any]:
        rename = read_rename(asked)
        return view.rename(rename.id, rename.name)

    @staticmethod
    def _members(view: View, asked: Any) -> dict[str, Any]:
        folk = read_folk(asked)
        return view.members(folk.after, folk.limit)

    @staticmethod
    def _signal(view: View, asked: Any) -> dict[str, Any]:
        view.signal(str(asked.get("kind")) if isinstance(asked, dict) else "")
        return {"ok": True}
