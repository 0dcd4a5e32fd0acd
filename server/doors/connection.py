"""One TCP connection of a door and one Engine.IO session, as the doors count them.

They are not the same: a polling session travels over several connections, a browser's
connection carries the page's files and then a session, and over TLS a stranger may stop
before the first byte of either.
"""

from __future__ import annotations

import contextlib
import math
import socket as sockets
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from server.host.rate import Pace

if TYPE_CHECKING:
    from server.doors.websocket import WebSocket

#: Where the gates put them for those behind: environ[CONNECTION], environ[SESSION].
CONNECTION = "sarangbang.connection"
SESSION = "sarangbang.session"


class Connection:
    """A TCP connection: `socket` is gevent's, plain or (after its handshake began) TLS.

    `deadline` (time.monotonic()) is when it is dropped; infinite while it waits for
    nothing but an admitted session. `own_address` is where it was taken, empty where it came
    from this computer.
    """

    __slots__ = (
        "address",
        "deadline",
        "gone",
        "own_address",
        "pace",
        "serving",
        "session",
        "since",
        "socket",
        "websocket",
    )

    def __init__(self, socket: Any, address: str, seconds: float, pace: Pace | None = None) -> None:
        """`pace`: how fast its WebSocket is read."""
        self.pace = pace or Pace(0, 0)
        self.socket = socket
        self.address = address
        self.own_address = ""
        self.since = time.monotonic()
        self.deadline = self.since + seconds
        self.session: Session | None = None
        self.websocket: WebSocket | None = None
        self.serving = False
        self.gone = False

    @property
    def admitted(self) -> bool:
        """Whether it carries a session that is admitted."""
        return self.session is not None and self.session.admissions > 0

    def within(self, seconds: float) -> None:
        """Give it so long for what comes next."""
        self.deadline = time.monotonic() + seconds

    def upgraded(self, websocket: WebSocket) -> None:
        """Note that it is a WebSocket from now on, for as long as it lives."""
        self.websocket = websocket
        if self.session is not None:
            self.session.websocket = websocket

    def hang_up(self) -> None:
        """End it; what was already handed to the system still goes out."""
        self.gone = True
        # The plain socket under gevent's: whoever waits on it, in whatever greenlet, wakes.
        with contextlib.suppress(OSError, AttributeError):
            self.socket._sock.shutdown(sockets.SHUT_RDWR)

    def drop(self) -> None:
        """End it at once, and keep nothing for it, not even in the kernel."""
        with contextlib.suppress(OSError, AttributeError):
            linger = struct.pack("ii", 1, 0)
            self.socket._sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, linger)
        self.hang_up()


class Session:
    """An Engine.IO session from its first request on; `sid` is known a little later.

    `admissions` counts the namespaces in which it is a member.
    """

    __slots__ = (
        "_close",
        "address",
        "admissions",
        "connections",
        "deadline",
        "messages",
        "pace",
        "sid",
        "websocket",
    )

    def __init__(
        self,
        address: str,
        seconds: float,
        close: Callable[[Session], None],
        pace: Pace | None = None,
    ) -> None:
        """`pace`: how fast what it sends by polling is taken."""
        self.pace = pace or Pace(0, 0)
        self.address = address
        self.deadline = time.monotonic() + seconds
        self._close = close
        self.sid = ""
        self.admissions = 0
        self.messages = 0
        self.connections: set[Connection] = set()
        self.websocket: WebSocket | None = None

    def admitted_for_good(self) -> None:
        """Lift the deadline."""
        self.deadline = math.inf

    def drop(self) -> None:
        """End it with all its connections."""
        for connection in list(self.connections):
            connection.drop()
        self._close(self)

    def close(self) -> None:
        """End it; its connections may finish their answers."""
        self._close(self)

    def hang_up(self) -> None:
        """End its connections without a word of Socket.IO's: the client will come back."""
        for connection in list(self.connections):
            connection.hang_up()
