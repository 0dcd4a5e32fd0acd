"""The namespace `/home` of the window door: everything the page asks of this computer."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import gevent
import socketio

from server.desk import Desk
from server.doors.asked import Asked, Handler, Handlers
from server.doors.asks_hosting import HostingAsks
from server.doors.asks_joining import JoiningAsks
from server.doors.asks_knocks import KnockAsks
from server.doors.hosting import Hosting
from server.doors.listener import Listener
from server.identity import Identity
from server.joining.joining import Joining
from server.person.renaming import rename_me
from server.room.refusal import Refused, malformed
from server.rooms import Rooms
from server.settings import Settings
from server.store import StoreError
from server.version import VERSION

log = logging.getLogger(__name__)

NAMESPACE = "/home"
SCHEMES = {"http", "https", "mailto"}


class HomeNamespace:
    """`/home`: told to every page that has the secret of this launch."""

    def __init__(
        self,
        server: socketio.Server,
        listener: Listener,
        *,
        secret: str,
        rooms: Rooms,
        joining: Joining,
        hosting: Hosting,
        settings: Settings,
        identity: Identity,
        desk: Desk | None,
        data_folder: str,
        system_language: str,
    ) -> None:
        self._server, self._listener, self._secret = server, listener, secret
        self._rooms, self._joining, self._hosting = rooms, joining, hosting
        self._settings, self._identity, self._desk = settings, identity, desk
        self._data_folder, self._system_language = data_folder, system_language
        self._pages: dict[str, dict[str, Any]] = {}
        self._views: dict[str, tuple[str | None, bool]] = {}
        self._link: str | None = None
        self._awake = False
        self._knocks = KnockAsks(
            rooms,
            self.tell,
            networks=lambda: hosting.networks,
            somebody_new=self.ask_attention,
        )
        # Called with each page that has just been told `home`.
        self.greetings: list[Callable[[str], None]] = []
        # How many want to talk in private; the title counts them with those at the door.
        self.wishes: Callable[[], int] = lambda: 0
        rooms.cards_changed = self._cards_changed
        hosting.invitation_changed = self._invitation_changed
        server.on("connect", self._connect, namespace=NAMESPACE)
        server.on("disconnect", self._disconnect, namespace=NAMESPACE)
        for handlers in (
            self._handlers,
            HostingAsks(rooms, hosting, settings).handlers,
            JoiningAsks(rooms, joining, self.tell).handlers,
            self._knocks.handlers,
        ):
            self.add(handlers)

    def add(self, handlers: Handlers) -> None:
        """Answer these requests from now on; each feature of Home brings its own."""
        for event, handler in handlers.items():
            self._server.on(event, self._answered(handler), namespace=NAMESPACE)

    @property
    def _handlers(self) -> Handlers:
        return {
            "set": self._set,
            "draft": self._draft,
            "read": self._read,
            "read_all": self._read_all,
            "view": self._view,
            "browse": self._browse,
            "close": self._close,
        }

    # --- the page comes and goes -----------------------------------------------------------

    def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        if not knows_secret(auth, self._secret):
            raise socketio.exceptions.ConnectionRefusedError(
                "This page does not belong to the program.", {"code": "not_allowed"}
            )
        self._listener.admitted(environ)
        self._pages[sid] = environ
        gevent.spawn(self._welcome, sid)

    def _welcome(self, sid: str) -> None:
        self.tell("home", self.home(), sid)
        for greet in self.greetings:
            greet(sid)

    def _disconnect(self, sid: str, _reason: Any = None) -> None:
        environ = self._pages.pop(sid, None)
        self._views.pop(sid, None)
        if environ is not None:
            self._listener.dismissed(environ)

    @property
    def has_page(self) -> bool:
        """Whether somebody would see a question."""
        return bool(self._pages)

    def home(self) -> dict[str, Any]:
        """All that Home shows."""
        waiting, self._link = self._link, None
        settings = self._settings
        shown = settings.get("open")
        return {
            "me": {
                "name": settings.name,
                "member": self._identity.member,
                "check_number": self._identity.check_number,
                "language": settings.language,
                "system_language": self._system_language,
                "theme": settings.theme,
                "text_size": settings.text_size,
                "version": VERSION,
                "data_folder": self._data_folder,
            },
            "rooms": self._rooms.cards(),
            "knocks": self._knocks.waiting,
            "joins": self._joining.waits.told,
            "open": shown if self._rooms.name(shown) is not None else None,
            "waiting": {"text": waiting} if waiting else None,
        }

    def tell(self, event: str, argument: Any, sid: str | None = None) -> None:
        """Tell every page, or one."""
        for page in [sid] if sid else list(self._pages):
            self._server.emit(event, argument, to=page, namespace=NAMESPACE)

    # --- told to the page ------------------------------------------------------------------

    def show_join(self, text: str) -> None:
        """Show the join screen with what the system or a second start handed over."""
        if self._pages:
            self.tell("join", {"text": text})
        else:
            self._link = text

    def ask_to_close(self, rooms: list[dict[str, Any]]) -> None:
        """The person closes the window while others are in these rooms."""
        self.tell("closing", {"rooms": rooms})

    def tell_cards(self) -> None:
        """Tell all cards at once: the next answer may speak of a room that has just been made."""
        if self._pages:
            self.tell("rooms", self._rooms.cards())

    def _cards_changed(self) -> None:
        self.tell_cards()
        self._knocks.look()
        others = 0
        for room in self._rooms.hosted:
            if room.others_online():
                others += room.others_online()
                self._hosting.somebody_came(room.id)
        if self._desk is not None and self._awake != (others > 0):
            self._awake = others > 0
            self._desk.keep_awake(self._awake)
        self.retitle()

    def _invitation_changed(self, room: str) -> None:
        if self._pages and self._rooms.find_hosted(room) is not None:
            self.tell("invitation", self._hosting.panel(room))

    def on_screen(self, room: str) -> bool:
        """Whether the person looks at `room`."""
        return any(focused and shown == room for shown, focused in self._views.values())

    def show(self, room: str, number: int) -> None:
        """Show the message of this number; a page that is not there yet shows the room."""
        if self._rooms.name(room) is not None:
            self._settings.keep("open", room)
            self.tell("show", {"room": room, "number": number})

    def ask_attention(self) -> None:
        """Make the taskbar entry ask for attention, unless the person looks at the page."""
        if self._desk is not None and not any(focused for _, focused in self._views.values()):
            self._desk.ask_attention()

    def retitle(self) -> None:
        """Say in the window's title what waits for the person."""
        if self._desk is None:
            return
        shown = next((room for room, _ in self._views.values() if room), None)
        name = self._rooms.name(shown) if shown else None
        asked = len(self._knocks.waiting) + self.wishes()
        self._desk.set_title(name, self._rooms.unread, asked)

    # --- asked by the page -----------------------------------------------------------------

    def _answered(self, handler: Handler) -> Callable[..., dict[str, Any]]:
        def answer(sid: str, payload: Any = None, *_rest: Any) -> dict[str, Any]:
            try:
                if sid not in self._pages:
                    raise Refused("not_allowed", "This page does not belong to the program.")
                asked = payload if isinstance(payload, dict) else {}
                return {"ok": True, **(handler(Asked(asked, sid)) or {})}
            except Refused as refusal:
                return {"ok": False, "error": refusal.error()}
            except StoreError as error:
                log.error("not stored: %s", error)
                message = "This computer's disk could not store it; it may be full."
                return {"ok": False, "error": {"code": "storage_full", "message": message}}
            except Exception:
                log.exception("the page could not be answered")
                message = "The program had a fault; its log file tells more."
                return {"ok": False, "error": {"code": "fault", "message": message}}

        return answer

    def _set(self, asked: Asked) -> None:
        if asked.has("name"):
            before, name = self._settings.name, self._settings.set_name(asked.text("name"))
            rename_me(self._rooms, before, name)
        if asked.has("language"):
            self._settings.set_language(asked.text("language"))
        if asked.has("theme"):
            self._settings.set_theme(asked.text("theme"))
        if asked.has("text_size"):
            self._settings.set_text_size(asked.text("text_size"))
        self.tell("home", self.home())

    def _draft(self, asked: Asked) -> None:
        self._rooms.draft(asked.text("room"), asked.text("text"))

    def _read(self, asked: Asked) -> None:
        self._rooms.read(asked.text("room"), asked.number("number"))

    def _read_all(self, asked: Asked) -> None:
        self._rooms.read_all(asked.text("room"))

    def _view(self, asked: Asked) -> None:
        room = asked.text("room") if asked.has("room") else None
        self._views[asked.sid] = (room, asked.flag("focused"))
        self._settings.keep("open", room or "")
        self.retitle()

    def _browse(self, asked: Asked) -> None:
        url = asked.text("url")
        if len(url) > 4000 or urlsplit(url).scheme.lower() not in SCHEMES:
            raise malformed("only web and mail addresses are opened")
        if self._desk is not None:
            self._desk.open_url(url)

    def _close(self, asked: Asked) -> None:
        if self._desk is not None:
            self._desk.close(asked.flag("keep"))


def knows_secret(auth: Any, secret: str) -> bool:
    """Whether a page shows the secret of this launch."""
    said = auth.get("secret") if isinstance(auth, dict) else None
    return isinstance(said, str) and secrets.compare_digest(said.encode(), secret.encode())
