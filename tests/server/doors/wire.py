"""What clients send, byte by byte: plain sockets, HTTP and WebSocket without a library's help.

Attackers have no manners, so these speak as the test says and not as a library would.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import ssl
import struct
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tests.server.doors.door import trusting

SOCKET = "/socket.io/?EIO=4&transport=websocket"
POLLING = "/socket.io/?EIO=4&transport=polling"


def connect(url: str, seconds: float = 10) -> socket.socket:
    """A connection to a door, over TLS if its address says https."""
    parts = urlsplit(url)
    raw = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=seconds)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if parts.scheme == "https":
        return trusting().wrap_socket(raw, server_hostname=parts.hostname)
    return raw


def ended(sock: socket.socket, seconds: float) -> bool:
    """Whether the other side hangs up within `seconds`; what it sends is thrown away."""
    sock.settimeout(seconds)
    try:
        while sock.recv(65_536):
            pass
    except TimeoutError:
        return False
    except (OSError, ssl.SSLError):
        return True
    return True


def request(
    url: str,
    method: str = "GET",
    path: str = "/",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> http.client.HTTPResponse:
    """One request on a connection of its own; the answer is read whole (`.data`)."""
    parts = urlsplit(url)
    kind: type[http.client.HTTPConnection] = http.client.HTTPConnection
    more: dict[str, Any] = {}
    if parts.scheme == "https":
        kind, more = http.client.HTTPSConnection, {"context": trusting()}
    with contextlib.closing(kind(parts.hostname or "", parts.port, timeout=10, **more)) as line:
        line.putrequest(method, path, skip_host="Host" in (headers or {}))
        for name, value in (headers or {}).items():
            line.putheader(name, value)
        if body is not None:
            line.putheader("Content-Length", str(len(body)))
        line.endheaders(body)
        answer = line.getresponse()
        answer.data = answer.read()  # type: ignore[attr-defined]
        return answer


class WebSocket:
    """A WebSocket client that sends any frame it is told to."""

    def __init__(self, url: str, path: str = SOCKET, headers: dict[str, str] | None = None) -> None:
        self.socket = connect(url)
        self._held = b""
        lines = {
            "Host": urlsplit(url).netloc,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
            **(headers or {}),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        self.head = self._read_head()
        self.status = int(self.head.split(" ", 2)[1]) if self.head else 0

    def __enter__(self) -> WebSocket:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def send(self, text: str) -> None:
        """One whole text message."""
        self.socket.sendall(frame(text.encode()))

    def receive(self) -> tuple[int, bytes]:
        """The next frame: opcode and payload; (8, b"") when the line just ends."""
        first, second = self._take(2) or (8, 0)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        return first & 0x0F, self._take(size)

    def text(self) -> str:
        """The next text message."""
        opcode, payload = self.receive()
        assert opcode == 1, (opcode, payload)
        return payload.decode()

    def join(self, **auth: Any) -> str:
        """Connect to the namespace /room; what the door answers."""
        assert self.text().startswith("0")
        self.send(f"40/room,{json.dumps(auth)}")
        return self.text()

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            data = self.socket.recv(65_536)
            if not data:
                return b""
            self._held += data
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _read_head(self) -> str:
        while b"\r\n\r\n" not in self._held:
            data = self.socket.recv(4096)
            if not data:
                break
            self._held += data
        head, _, self._held = self._held.partition(b"\r\n\r\n")
        return head.decode("latin-1")


def frame(
    payload: bytes, opcode: int = 1, *, first: int = 0x80, masked: bool = True, told: int = -1
) -> bytes:
    """A client's frame. `first`: FIN and the extensions' bits; `told`: another length."""
    size = told if told >= 0 else len(payload)
    bit = 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first | opcode, bit | size)
    elif size < 65_536:
        head = struct.pack("!BBH", first | opcode, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first | opcode, bit | 127, size)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
    return head + mask + mixed.to_bytes(len(payload), "big")
