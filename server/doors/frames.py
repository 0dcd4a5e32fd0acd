"""WebSocket frames (RFC 6455) as the server side needs them: no socket, no waiting.

Why our own and not a library's: a frame that is told to be too long is refused by its
header, before a byte of it is kept; no extension is known, so nothing is ever inflated;
and a frame is encoded once and handed to any number of sockets. Tests hold it against
wsproto's client.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

NORMAL, PROTOCOL_ERROR, NOT_TEXT, NOT_UTF8, TOO_BIG = 1000, 1002, 1003, 1007, 1009

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class BadFrame(Exception):
    """The other side broke the protocol; `code` is what the closing frame says."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole text message (TEXT) or a control frame (CLOSE, PING, PONG)."""

    opcode: int
    payload: bytes

    @property
    def text(self) -> str:
        """The message; BadFrame if it is not UTF-8."""
        try:
            return self.payload.decode()
        except UnicodeDecodeError:
            raise BadFrame(NOT_UTF8) from None


def encode_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return one unmasked, final frame around `payload`."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", 0x80 | opcode, 126, size) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, size) + payload


def accept_key(key: str) -> str | None:
    """Return what answers a `Sec-WebSocket-Key`, or None if that is none."""
    try:
        if len(base64.b64decode(key, validate=True)) != 16:
            return None
    except ValueError:
        return None
    digest = hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


class FrameReader:
    """Turns bytes from a client into frames. Keeps at most one message of `most` bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._buffer = bytearray()
        self._message: bytearray | None = None  # while a message in several frames is coming in

    @property
    def held(self) -> int:
        """Bytes kept until more comes."""
        return len(self._buffer) + len(self._message or b"")

    def feed(self, data: bytes) -> None:
        """Take what was received. Call `next` until it returns None before feeding more."""
        self._buffer += data

    def next(self) -> Frame | None:
        """Return the next whole message or control frame, None if more bytes are needed.

        Raises BadFrame; nothing may be read afterwards.
        """
        while True:
            frame = self._next_frame()
            if frame is None:
                return None
            final, opcode, payload = frame
            if opcode >= CLOSE:
                return Frame(opcode, payload)
            if final and self._message is None:
                return Frame(TEXT, payload)
            if self._message is None:
                self._message = bytearray(payload)
            else:
                self._message += payload
            if final:
                whole, self._message = bytes(self._message), None
                return Frame(TEXT, whole)

    def _next_frame(self) -> tuple[bool, int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        final, opcode = bool(buffer[0] & 0x80), buffer[0] & 0x0F
        size = buffer[1] & 0x7F
        self._check_head(buffer[0], buffer[1], opcode, final, size)
        start = 2
        if size == 126:
            if len(buffer) < 4:
                return None
            (size,), start = struct.unpack_from("!H", buffer, 2), 4
        elif size == 127:
            if len(buffer) < 10:
                return None
            (size,), start = struct.unpack_from("!Q", buffer, 2), 10
        if opcode < CLOSE and size + len(self._message or b"") > self._most:
            raise BadFrame(TOO_BIG)
        end = start + 4 + size
        if len(buffer) < end:
            return None
        payload = _unmask(bytes(buffer[start + 4 : end]), bytes(buffer[start : start + 4]))
        del buffer[:end]
        return final, opcode, payload

    def _check_head(self, first: int, second: int, opcode: int, final: bool, size: int) -> None:
        if first & 0x70 or not second & 0x80:
            raise BadFrame(PROTOCOL_ERROR)  # an extension's bit (compression), or no mask
        if opcode in (CLOSE, PING, PONG):
            if not final or size > 125:
                raise BadFrame(PROTOCOL_ERROR)
        elif opcode == BINARY:
            raise BadFrame(NOT_TEXT)  # nothing in the protocol is binary
        elif opcode not in (TEXT, CONTINUATION) or (opcode == TEXT) != (self._message is None):
            raise BadFrame(PROTOCOL_ERROR)


def _unmask(data: bytes, mask: bytes) -> bytes:
    # As one big number: a hundred times as fast as byte by byte.
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    mixed = int.from_bytes(data, "little") ^ int.from_bytes(key, "little")
    return mixed.to_bytes(size, "little")
