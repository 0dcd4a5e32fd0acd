"""The window door's front: 127.0.0.1, a free port, the page. It opens before all the rest.

The page needs a moment to be fetched and drawn. So it is served while the parts behind it
are still being loaded, and only its connection waits for them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from gevent.event import Event

from server import wire_json
from server.doors.doorway import make_door
from server.doors.gate import ENGINE
from server.doors.limits import Limits
from server.doors.listener import Listener
from server.doors.origins import Access
from server.doors.pages import Language, Look, Theme, add_pages
from server.encoding import to_base64url
from server.look import Look as Chosen
from server.look import read_look


class Front:
    """Listens from `start` to `stop`; connects pages from `open` on."""

    def __init__(self, data: Path, system_language: str) -> None:
        # 256 bits, made at each launch; it travels in the URL's fragment, which is never sent.
        self.secret = to_base64url(secrets.token_bytes(32))
        self.system_language = system_language
        self.chosen: Callable[[], Chosen] = lambda: read_look(data)
        """The look; the settings' own once they are there."""
        self._open = Event()
        limits = Limits().for_one_address()
        app, sockets = make_door(limits, json=wire_json, async_handlers=True)
        add_pages(app, "window", self._look)
        app.wsgi_app = self._patient(app.wsgi_app)  # type: ignore[assignment, method-assign]
        self.server = sockets.server
        self.listener = Listener(
            app, sockets, hosts=["127.0.0.1"], port=0, access=Access.window(), limits=limits
        )

    @property
    def url(self) -> str:
        """The page's address with the secret in its fragment."""
        return f"http://127.0.0.1:{self.listener.port}/#secret={self.secret}"

    def start(self) -> None:
        """Listen."""
        self.listener.start()

    def open(self) -> None:
        """Let pages connect; those that wait come in."""
        self._open.set()

    def stop(self) -> None:
        """Listen no longer."""
        self.listener.stop()

    def _look(self) -> Look:
        chosen = self.chosen()
        shown = chosen.language if chosen.language != "system" else self.system_language
        return Look(cast(Language, shown), cast(Theme, chosen.theme), chosen.text)

    def _patient(self, app: Any) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
        def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            if environ["PATH_INFO"].startswith(ENGINE):
                self._open.wait()
            answer: Iterable[bytes] = app(environ, start_response)
            return answer

        return application
