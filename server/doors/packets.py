"""Engine.IO and Socket.IO packets that are let through to the libraries.

The libraries accept more than the protocol has: binary attachments without number, JSON
nested until Python's stack ends, events called `connect` and `disconnect` (which would run
the connection's own handlers). What is not in the protocol ends the connection here,
before it costs memory or a traceback in the log.
"""

from __future__ import annotations

from typing import Any

from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

SEPARATOR = "\x1e"  # between the packets of one polling request

#: Names that python-socketio hands to the handlers of connections.
RESERVED = frozenset({"connect", "disconnect", "connect_error"})


class Malformed(Exception):
    """The other side sent what is not in the protocol."""


def well_formed(packet: str) -> bool:
    """Say whether Engine.IO may look at this packet of a client.

    `4` and a Socket.IO type without attachments, or CLOSE, PING, PONG, UPGRADE, NOOP.
    """
    if packet[:1] == "4":
        return packet[1:2] in ("0", "1", "2", "3")
    return packet[:1] in ("1", "2", "3", "5", "6") and len(packet) <= 16


def well_formed_payload(body: bytes, most: int) -> bool:
    """Say the same of the body of a polling request: at most `most` packets, all well formed."""
    try:
        packets = body.decode().split(SEPARATOR)
    except UnicodeDecodeError:
        return False
    return len(packets) <= most and all(well_formed(packet) for packet in packets)


class StrictPacket(Packet):  # type: ignore[misc]  # untyped library
    """A Socket.IO packet that refuses what a client of ours never sends.

    `serializer=StrictPacket` of `socketio.Server`. Raises Malformed while decoding.
    """

    uses_binary_events = False

    def decode(self, encoded_packet: str) -> int:
        if not isinstance(encoded_packet, str):
            raise Malformed
        try:
            attachments: int = super().decode(encoded_packet)
        except (ValueError, RecursionError):
            raise Malformed from None
        if attachments or not _sound(self.packet_type, self.data, self.id):
            raise Malformed
        return 0


def _sound(kind: int, data: Any, number: int | None) -> bool:
    if kind == EVENT:
        return (
            isinstance(data, list)
            and bool(data)
            and isinstance(data[0], str)
            and data[0] not in RESERVED
        )
    if kind == ACK:
        return isinstance(data, list) and number is not None
    # CONNECT carries `auth`, whatever it is: the namespace answers `malformed` itself.
    return kind in (CONNECT, DISCONNECT)
