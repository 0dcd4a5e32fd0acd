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
import logging
import socket as sockets
import sys
from collections.abc import Sequence
from typing import Any, cast

import gevent
from flask import Flask
from flask_socketio import SocketIO
from gevent import pywsgi
from gevent import socket as gevent_sockets

from server.doors.connection import SESSION, Connection, Session
from server.doors.gate import Gate
from server.doors.limits import Limits, raise_open_files
from server.doors.lobby import Lobby
from server.doors.origins import Access
from server.doors.requests import RequestHandler
from server.doors.websocket import WebSocket

log = logging.getLogger(__name__)

#: A thousand members may come back in one moment; the system caps it where it must.
BACKLOG = 1024

_TAKEN = (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEACCES", errno.EADDRINUSE))
_NO_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class CannotListen(Exception):
    """The door cannot be opened."""


class PortTaken(CannotListen):
    """Another program listens on this port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Another program already uses port {port}.")
        self.port = port


class NoAddress(CannotListen):
    """None of the addresses to listen on is this computer's."""


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
    ) -> None:
        """Prepare; nothing is opened yet.

        `hosts`: IPv4 and IPv6 addresses, "0.0.0.0" and "::" for all; addresses that this
        computer has not are passed over. `port` 0: a free one. `tls`: a
        `gevent.ssl.SSLContext`.
        """
        self.limits = limits or Limits()
        self.access = access
        self.lobby = Lobby(self.limits, raise_open_files())
        self.port = port
        self._hosts = list(hosts)
        self._tls = tls
        self._servers: list[_Server] = []
        self._engine: Any = None
        if socketio is not None:
            self._engine = socketio.server.eio
            most = self.limits.message
            # Engine.IO's driver table is shared by the whole process: ours is a copy.
            self._engine._async = {
                **self._engine._async,
                "websocket": lambda handler, server: WebSocket(handler, most),
            }
            self.lobby.watch(self._engine)
        self._application = Gate(app, access, self.lobby, secure=tls is not None)

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """The addresses that are listened on."""
        return [server.address[:2] for server in self._servers]

    def start(self) -> None:
        """Listen. Raises PortTaken or NoAddress; then nothing is open."""
        opened = _open_all(self._hosts, self.port)
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
        """End the session's connections; what was written to them still goes out."""
        session = _session(environ)
        if session:
            session.hang_up()

    def websocket(self, eio_sid: str) -> WebSocket | None:
        """Return the WebSocket of an Engine.IO session, None while it polls or upgrades."""
        socket = self._engine.sockets.get(eio_sid) if self._engine is not None else None
        if socket is None or not socket.upgraded or eio_sid not in self.lobby.sessions:
            return None
        return self.lobby.sessions[eio_sid].websocket


def _session(environ: dict[str, Any]) -> Session | None:
    return environ.get(SESSION)


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


def _open_all(hosts: Sequence[str], port: int) -> list[Any]:
    """Return listening sockets, all on the same port."""
    # A free port of the first address may be taken on the second: then another is tried.
    for _ in range(20):
        opened: list[Any] = []
        wanted = port
        try:
            for host in hosts:
                socket = _open(host, wanted)
                if socket is not None:
                    opened.append(socket)
                    wanted = socket.getsockname()[1]
        except PortTaken:
            for socket in opened:
                socket.close()
            if port:
                raise
            continue
        if not opened:
            raise NoAddress("None of the addresses to listen on is this computer's.")
        return opened
    raise PortTaken(port)


def _open(host: str, port: int) -> Any:
    """Return a listening socket, or None where this computer has no such address."""
    family = sockets.AF_INET6 if ":" in host else sockets.AF_INET
    try:
        socket = cast(Any, gevent_sockets.socket)(family, sockets.SOCK_STREAM)
    except OSError:
        return None
    try:
        if family == sockets.AF_INET6:
            socket.setsockopt(sockets.IPPROTO_IPV6, sockets.IPV6_V6ONLY, 1)
        if sys.platform == "win32":
            # There SO_REUSEADDR would let another program take the port away.
            socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_EXCLUSIVEADDRUSE, 1)
        else:
            socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
        socket.bind((host, port))
        socket.listen(BACKLOG)
        socket.setblocking(False)
    except OSError as error:
        socket.close()
        if error.errno in _TAKEN:
            raise PortTaken(port) from None
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            return None
        raise
    return socket
