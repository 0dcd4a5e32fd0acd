"""The WebSocket that Engine.IO talks through, on an unpatched gevent hub.

Engine.IO asks for a class with `wait`, `send` and `close`; it would take simple-websocket's,
which copies the socket, adds a greenlet for each member that reads on without bound, sends
only part of a big frame to a slow reader, and inflates what is compressed.

Here one greenlet (Engine.IO's reader) reads, nothing is kept beyond `Limits.message`, and
a flood lets the hub's other greenlets have their turn. Writers take `lock`; who holds it
is inside a send.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from ssl import SSLWantReadError, SSLWantWriteError
from typing import TYPE_CHECKING, Any

import gevent
from gevent.lock import Semaphore

from server.doors import frames
from server.doors.frames import BadFrame, FrameReader
from server.doors.limits import FRAME_BYTES
from server.doors.packets import well_formed

if TYPE_CHECKING:
    from server.doors.connection import Connection

log = logging.getLogger(__name__)

RECEIVE = 16_384
#: A greenlet that always finds more to read never yields by itself.
BYTES_BETWEEN_TURNS = 65_536
FRAMES_BETWEEN_TURNS = 16

StartResponse = Callable[..., Any]


class WebSocket:
    """One accepted WebSocket.

    `socket` is the gevent socket (`gevent.ssl.SSLSocket` on the lan door). Engine.IO
    finds it by this name and gives it a timeout of a ping interval and a ping timeout,
    so that neither reading nor writing waits for a dead peer for ever.
    """

    def __init__(self, handler: Callable[[WebSocket], Any], most: int) -> None:
        self._handler = handler
        self._reader = FrameReader(most)
        self.lock = Semaphore(1)
        self.closed = False
        self._take: Callable[[bytes], int]
        self._connection: Connection | None = None
        self._bytes = 0
        self._frames = 0
        self._wait = 0.0
        self.held = False
        """Whether it was read more slowly than it came, since this was last set to False."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request to upgrade, then let Engine.IO talk until the end (WSGI)."""
        connection: Connection = environ["sarangbang.connection"]
        accept = frames.accept_key(environ.get("HTTP_SEC_WEBSOCKET_KEY", ""))
        if accept is None or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
            start_response(
                "426 Upgrade Required",
                [("Content-Type", "text/plain"), ("Sec-WebSocket-Version", "13")],
            )
            return [b"This door speaks WebSocket version 13.\n"]
        self.socket = connection.socket
        self._connection = connection
        # What is below gevent's socket, which would wait; over TLS it takes all or nothing.
        below = getattr(connection.socket, "_sslobj", None)
        self._take = below.write if below is not None else connection.socket._sock.send
        connection.upgraded(self)
        self.socket.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept.encode() + b"\r\n\r\n"
        )
        try:
            self._handler(self)
        finally:
            self.closed = True
            connection.hang_up()
        return []

    @property
    def sending(self) -> bool:
        """True while a greenlet is inside a send: nobody may write around it."""
        return bool(self.lock.locked())

    def send(self, message: str | bytes) -> None:
        """Send a text message, waiting as long as the socket's timeout. Raises OSError."""
        if isinstance(message, bytes):
            raise TypeError("nothing in the protocol is binary")
        self.write(frames.encode_frame(message.encode()))

    def write(self, frame: bytes) -> None:
        """Send a whole encoded frame, after those before it. Raises OSError."""
        if self.closed:
            raise BrokenPipeError("this WebSocket is closed")
        with self.lock:
            self.socket.sendall(frame)

    def write_at_once(self, frame: bytes) -> bool:
        """Send a whole encoded frame without waiting; False if it has to queue instead.

        What the system did not take goes out in a greenlet of its own, which holds `lock`, so
        that nothing else gets in between, a pong or an acknowledgement included. Over TLS the
        very same buffer is offered again: OpenSSL would lose another one of the same length.
        """
        if self.closed or self.lock.locked():
            return False
        try:
            taken = self._take(frame)
        except (BlockingIOError, SSLWantWriteError, SSLWantReadError):
            taken = 0
        except (OSError, AttributeError):  # the reader will notice the end, too
            return True
        if taken == len(frame):
            return True
        self.lock.acquire()
        gevent.spawn(self._send_rest, frame[taken:] if taken else frame)
        return True

    def _send_rest(self, rest: bytes) -> None:
        try:
            self.socket.sendall(rest)
        except OSError:
            self.closed = True
            if self._connection is not None:
                self._connection.hang_up()
        finally:
            self.lock.release()

    def wait(self) -> str | None:
        """Wait for the next message; None at the end, whatever the end was."""
        try:
            return self._next_message()
        except BadFrame as bad:
            self._say_close(bad.code)
        except OSError:
            pass
        self.closed = True
        return None

    def close(self) -> None:
        """Say that this is the end. The other side answers and hangs up."""
        self._say_close(frames.NORMAL)

    def _next_message(self) -> str | None:
        while True:
            self._give_others_a_turn()
            frame = self._reader.next()
            if frame is None:
                data = self.socket.recv(RECEIVE)
                if not data:
                    self.closed = True
                    return None
                self._bytes += len(data)
                self._count(len(data) / FRAME_BYTES)
                self._reader.feed(data)
                continue
            self._frames += 1
            self._count(1)
            if frame.opcode == frames.TEXT:
                text = frame.text
                if not well_formed(text):
                    raise BadFrame(frames.PROTOCOL_ERROR)
                return text
            if frame.opcode == frames.PING:
                self.write(frames.encode_frame(frame.payload, frames.PONG))
            elif frame.opcode == frames.CLOSE:
                self._say_close(frames.NORMAL)
                return None

    def _count(self, cost: float) -> None:
        if self._connection is not None:
            self._wait = self._connection.pace.take(cost)

    def _give_others_a_turn(self) -> None:
        if self._wait > 0:
            # Too much is not read at all for a while: TCP holds the sender back.
            wait, self._wait, self.held = self._wait, 0.0, True
            self._bytes = self._frames = 0
            gevent.sleep(wait)
        elif self._bytes >= BYTES_BETWEEN_TURNS or self._frames >= FRAMES_BETWEEN_TURNS:
            self._bytes = self._frames = 0
            gevent.sleep(0)

    def _say_close(self, code: int) -> None:
        if self.closed:
            return
        self.closed = True
        # A writer that waits for a reader who does not read: the end comes without a word.
        if not self.lock.acquire(blocking=False):
            return
        try:
            self.socket.sendall(frames.encode_frame(code.to_bytes(2, "big"), frames.CLOSE))
        except OSError:
            pass
        finally:
            self.lock.release()
