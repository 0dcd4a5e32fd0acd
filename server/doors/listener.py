"""One door's listening sockets: accepting, TLS, counting. All doors share one gevent hub.

    app, socketio = make_door()                      # server/doors/doorway.py
    listener = Listener(
        app, socketio, hosts=["0.0.0.0", "::"], port=47800,
        access=Access.network(allow_hosts=…, allow_origins=…),
        tls=identity.server_context(), limits=Limits(),
    )
    listener.start()                                  # on the hub; PortTaken, NoAddress
    listener.port
    …
    listener.stop(timeout=2)

In a namespace's handlers, `environ` being the one that the connect handler was given
(`flask.request.environ`, or `socketio.server.environ[eio_sid]`):

    wait = listener.too_many_tries(environ)           # ms; refuse `too_many_tries` if not 0
    listener.admitted(environ)                        # once it is a member
    listener.dismissed(environ)                       # on leaving the namespace
    listener.hang_up(environ)                         # "come back": ends TCP, says nothing more

A session that is not admitted within ten seconds is ended with its connections; one that
was dismissed has ten seconds again. `disconnect` of the Engine.IO session needs no call.
"""

from __future__ import annotations

import contextlib
import errno
import socket as sockets
from collections.abc import Sequence
from typing import Any

import gevent
from flask import Flask
from flask_socketio import SocketIO
from gevent import pywsgi

from server.doors.callers import Callers
from server.doors.connection import SESSION, Connection, Session
from server.doors.gate import Gate
from server.doors.limits import Limits, raise_open_files
from server.doors.lobby import Lobby
from server.doors.origins import Access
from server.doors.ports import CannotListen, NoAddress, PortTaken, open_all
from server.doors.requests import RequestHandler
from server.doors.websocket import WebSocket

__all__ = ["CannotListen", "Listener", "NoAddress", "PortTaken"]

#: How long (seconds) a slow reader may take for what is being written when we hang up.
LAST_WRITE = 2.0

_NO_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Listener:
    """A door: one Flask application behind all protections, on one or more addresses."""

    def __init__(
        self,
        app: Flask,
        socketio: SocketIO | None,
        *,
        hosts: Sequence[str],
        port: int,
        access: Access,
        tls: Any = None,
        limits: Limits | None = None,
        callers: Callers | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        `hosts`: IPv4 and IPv6 addresses, "0.0.0.0" and "::" for all; addresses that this
        computer has not are passed over. `port` 0: a free one. `tls`: a
        `gevent.ssl.SSLContext`. `callers` notes where others come.
        """
        self.limits = limits or Limits()
        self.access = access
        self.lobby = Lobby(self.limits, raise_open_files(), callers)
        self.port = port
        self._hosts = list(hosts)
        self._tls = tls
        self._servers: list[_Server] = []
        self._engine: Any = None
        if socketio is not None:
            self._engine = socketio.server.eio
            _take_over_websockets(self._engine, self.limits.message)
            self.lobby.watch(self._engine)
        self._application = Gate(app, access, self.lobby, secure=tls is not None)

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """The addresses that are listened on."""
        return [server.address[:2] for server in self._servers]

    def start(self) -> None:
        """Listen. Raises PortTaken or NoAddress; then nothing is open."""
        opened = open_all(self._hosts, self.port)
        self.port = opened[0].getsockname()[1]
        self.access.set_port(self.port, secure=self._tls is not None)
        self._servers = [_Server(one, self._application, self.lobby, self._tls) for one in opened]
        self.lobby.start()
        for server in self._servers:
            server.start()

    def stop(self, timeout: float = 1.0) -> None:
        """Listen no longer; after `timeout` seconds end the connections that are left."""
        for server in self._servers:
            server.close()
        if self._engine is not None:
            self._engine.shutdown()
        with contextlib.suppress(gevent.Timeout), gevent.Timeout(timeout):
            while self.lobby.connections:
                gevent.sleep(0.01)
        self.lobby.stop()
        with contextlib.suppress(gevent.Timeout), gevent.Timeout(1):
            while self.lobby.connections:
                gevent.sleep(0.01)
        self._servers = []

    def too_many_tries(self, environ: dict[str, Any]) -> int:
        """Count a try to be admitted; 0, or the milliseconds until the next may be made."""
        session = _session(environ)
        return self.lobby.tries.take(session.address) if session else 0

    def admitted(self, environ: dict[str, Any]) -> None:
        """Count this session as a member's from now on."""
        session = _session(environ)
        if session:
            self.lobby.admit(session)

    def dismissed(self, environ: dict[str, Any]) -> None:
        """Take one `admitted` back."""
        session = _session(environ)
        if session:
            self.lobby.dismiss(session)

    def hang_up(self, environ: dict[str, Any]) -> None:
        """End the session's connections once what is being written to them is out."""
        session = _session(environ)
        if session:
            gevent.spawn(_hang_up, session)

    def websocket(self, eio_sid: str) -> WebSocket | None:
        """Return the WebSocket of an Engine.IO session, None while it polls or upgrades."""
        socket = self._engine.sockets.get(eio_sid) if self._engine is not None else None
        if socket is None or not socket.upgraded or eio_sid not in self.lobby.sessions:
            return None
        return self.lobby.sessions[eio_sid].websocket


def _take_over_websockets(engine: Any, most: int) -> None:
    """Have Engine.IO use our WebSocket.

    `_async` is not for others to touch. So a version where it looks otherwise is refused
    here, before the door opens without its limits.
    """
    drivers = getattr(engine, "_async", {})
    if engine.async_mode != "gevent" or not callable(drivers.get("websocket")):
        raise RuntimeError("this version of python-engineio is not known to Sarangbang")
    # The driver's table is shared by the whole process: ours is a copy.
    engine._async = {**drivers, "websocket": lambda handler, _server: WebSocket(handler, most)}


def _session(environ: dict[str, Any]) -> Session | None:
    return environ.get(SESSION)


def _hang_up(session: Session) -> None:
    websocket = session.websocket
    if websocket is not None and websocket.lock.acquire(timeout=LAST_WRITE):
        websocket.lock.release()
    session.hang_up()


class _Server(pywsgi.WSGIServer):  # type: ignore[misc]  # untyped library
    """gevent's server on one socket; what it passes on as address is a Connection."""

    handler_class = RequestHandler

    def __init__(self, socket: Any, application: Gate, lobby: Lobby, tls: Any) -> None:
        self.lobby = lobby
        extra = {"ssl_context": tls} if tls is not None else {}
        # A name is given so that none is looked up, which may take seconds offline.
        environ = {"SERVER_NAME": "sarangbang", "wsgi.multithread": False}
        super().__init__(socket, application, log=None, error_log=None, environ=environ, **extra)

    def do_read(self) -> tuple[Any, Connection] | None:
        """Accept one connection and count it."""
        try:
            accepted = super().do_read()
        except OSError as error:
            if error.errno in _NO_FILES and self.lobby.waiting.make_room():
                return None
            if error.errno in (errno.ECONNABORTED, errno.EPROTO, errno.EPERM):
                return None
            raise
        if accepted is None:
            return None
        socket, address = accepted
        with contextlib.suppress(OSError):
            socket.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        return socket, self.lobby.arrive(socket, _plain(address[0]))

    def wrap_socket_and_handle(self, socket: Any, connection: Connection) -> None:
        """Shake hands in this connection's own greenlet; its deadline is running."""
        try:
            connection.socket = self.wrap_socket(
                socket, server_side=True, do_handshake_on_connect=False
            )
            connection.socket.do_handshake()
        except (OSError, ValueError):
            self._end(connection)
            return
        self.handle(connection.socket, connection)

    def handle(self, socket: Any, connection: Connection) -> None:
        """Answer the requests of one connection until it ends."""
        try:
            self.handler_class(socket, connection, self).handle()
        except OSError:
            pass
        finally:
            self._end(connection)

    def _end(self, connection: Connection) -> None:
        self.lobby.leave(connection)
        with contextlib.suppress(OSError):
            connection.socket.close()


def _plain(address: str) -> str:
    """Return an IPv4 address as such, also when it came in through an IPv6 socket."""
    return address.removeprefix("::ffff:")
