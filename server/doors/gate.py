"""The gate in front of a door's application (WSGI): who asks, from where, how often.

Every route passes it, /socket.io/ too. Order: Host, Origin, the request's place among
sessions; then the application; and the protecting headers on whatever is answered.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from server.doors.connection import SESSION
from server.doors.headers import with_protection
from server.doors.lobby import Lobby
from server.doors.origins import Access
from server.doors.packets import well_formed_payload

ENGINE = "/socket.io/"

#: environ[NONCE]: for the scripts and styles of the page that is being answered.
NONCE = "sarangbang.nonce"

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]

_HEADER_NAMES = re.compile(r"[A-Za-z0-9, _-]{1,400}")


class Turned(Exception):
    """A request that is turned away; `sentence` is all that is said."""

    def __init__(self, status: str, sentence: str, headers: Headers | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.sentence = sentence
        self.headers = headers or []


class Gate:
    """Wraps a Flask application with its Socket.IO server."""

    def __init__(self, app: Application, access: Access, lobby: Lobby, *, secure: bool) -> None:
        self._app = app
        self._access = access
        self._lobby = lobby
        self._secure = secure

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        host = environ.get("HTTP_HOST", "")
        allowed = self._access.host_allowed(host)
        nonce = ""
        if environ["PATH_INFO"] == "/":
            nonce = environ[NONCE] = secrets.token_urlsafe(16)
        sockets = self._access.sockets_of(host) if allowed else ""
        cors: Headers = []

        def protected(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, with_protection(headers, sockets, nonce) + cors, exc_info)

        try:
            if not allowed:
                raise Turned("403 Forbidden", "This address is not one of this computer's.")
            cors += self._judge_origin(environ, host)
            if environ["PATH_INFO"].startswith(ENGINE):
                return self._engine(environ, protected)
            return self._app(environ, protected)
        except Turned as turned:
            body = f"{turned.sentence}\n".encode()
            plain = [("Content-Type", "text/plain; charset=utf-8")]
            length = [("Content-Length", str(len(body)))] if turned.status[:3] != "204" else []
            protected(turned.status, plain + length + turned.headers)
            return [body] if length else []

    def _judge_origin(self, environ: Environ, host: str) -> Headers:
        """Return the answer's CORS headers; Turned for a page that may not ask."""
        origin = environ.get("HTTP_ORIGIN")
        to_engine = environ["PATH_INFO"].startswith(ENGINE)
        if origin is None:
            self._judge_fetch(environ)
            return []
        if self._access.is_own(origin, host):
            return []
        if not (to_engine and self._access.is_invited(origin)):
            raise Turned("403 Forbidden", "Pages from elsewhere may not connect here.")
        headers = [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]
        if environ["REQUEST_METHOD"] == "OPTIONS":
            raise Turned("204 No Content", "", headers + _preflight(environ))
        return headers

    def _judge_fetch(self, environ: Environ) -> None:
        # An <img>, <script> or <iframe> of another page sends no Origin, but where the
        # browser tells (loopback, https) it says that it comes from elsewhere. A link that
        # a person follows to the page itself may come from anywhere.
        if environ.get("HTTP_SEC_FETCH_SITE") not in ("cross-site", "same-site"):
            return
        follows_link = (
            environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
            and environ.get("HTTP_SEC_FETCH_DEST") == "document"
            and environ["REQUEST_METHOD"] == "GET"
            and environ["PATH_INFO"] == "/"
        )
        if self._access.exact or not follows_link:
            raise Turned("403 Forbidden", "Pages from elsewhere may not use this address.")

    def _engine(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Hand a request to Engine.IO, counted."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        method = environ["REQUEST_METHOD"]
        # JSONP is a script that any page could include.
        if method not in ("GET", "POST") or "j" in query:
            raise Turned("405 Method Not Allowed", "Not in this way.", [("Allow", "GET, POST")])
        if "sid" in query:
            self._lobby.continue_session(environ, query["sid"][0])
        elif method == "GET" and not self._lobby.open_session(environ):
            raise Turned("429 Too Many Requests", "Too many tries. Wait a little.")
        if method == "POST":
            self._judge_packets(environ)
        try:
            return self._app(environ, start_response)
        finally:
            session = environ.get(SESSION)
            if session is not None and not session.sid:
                self._lobby.cancel(session)

    def _judge_packets(self, environ: Environ) -> None:
        stream = environ["wsgi.input"]
        body = stream.read()
        stream.seek(0)
        if well_formed_payload(body, self._lobby.limits.packets_per_post):
            return
        session = environ.get(SESSION)
        if session is not None:
            session.close()
        raise Turned("400 Bad Request", "This is not what was agreed.")


def _preflight(environ: Environ) -> Headers:
    headers = [("Access-Control-Allow-Methods", "GET, POST"), ("Access-Control-Max-Age", "600")]
    wanted = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")
    if _HEADER_NAMES.fullmatch(wanted):
        headers.append(("Access-Control-Allow-Headers", wanted))
    if environ.get("HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK") == "true":
        headers.append(("Access-Control-Allow-Private-Network", "true"))
    return headers
