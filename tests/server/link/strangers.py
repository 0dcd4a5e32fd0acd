"""What else may listen where a host was expected; each notes what it is told."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

Conduct = Callable[[socket.socket, bytearray], None]
"""Deals with one connection; puts what it reads into the bytearray."""


@contextlib.contextmanager
def listening(
    conduct: Conduct, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[tuple[int, bytearray]]:
    """Yield the port of a listener, and the bytes that it was sent (inside TLS, with `tls`)."""
    heard = bytearray()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    open_ones: list[socket.socket] = []

    def deal(plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            plain.settimeout(20)
            connection = tls.wrap_socket(plain, server_side=True) if tls else plain
            with connection:
                conduct(connection, heard)

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            open_ones.append(plain)
            threading.Thread(target=deal, args=(plain,), daemon=True).start()

    with socket.create_server((host, 0), family=family) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)
    for one in open_ones:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def silent(connection: socket.socket, heard: bytearray) -> None:
    """Take everything, say nothing."""
    while data := connection.recv(65536):
        heard += data


def banner(connection: socket.socket, heard: bytearray) -> None:
    """Speak first, as SSH and mail do."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    silent(connection, heard)


def complaining(connection: socket.socket, heard: bytearray) -> None:
    """Do as a web server without TLS does that is spoken to in TLS."""
    heard += connection.recv(65536)
    connection.sendall(http(b"<html>", "400 Bad Request"))


def answering(answer: bytes) -> Conduct:
    """Answer every request with the same bytes, and hang up."""

    def conduct(connection: socket.socket, heard: bytearray) -> None:
        while b"\r\n\r\n" not in heard:
            data = connection.recv(65536)
            if not data:
                return
            heard += data
        connection.sendall(answer)

    return conduct


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Relay:
    """Passes everything on to another port, until it is told to freeze or to cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._flowing = threading.Event()
        self._flowing.set()
        self._pairs: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.passed = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def freeze(self) -> None:
        """Pass nothing on any more, and keep everything open: a network cable is pulled."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Flow again, for new connections; those that froze are cut."""
        self.cut()
        self._flowing.set()

    def cut(self) -> None:
        """End all connections at once."""
        for one in self._pairs:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def close(self) -> None:
        """End."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        self._flowing.set()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            self._pairs += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with one, contextlib.suppress(OSError):
            while data := one.recv(65536):
                self._flowing.wait()
                other.sendall(data)
                self.passed += len(data)
            other.shutdown(socket.SHUT_WR)
