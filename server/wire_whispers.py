"""Sealed words from one member to another, as they travel: to the host, and from it."""

from __future__ import annotations

from typing import Any

import msgspec

from server.room.canonical import LARGEST_INTEGER
from server.room.refusal import malformed
from server.sealing import Sealed
from server.wire import is_hex, read

_LONGEST_BOX, _LONGEST_POINT, _LONGEST_SIGNATURE = 6_000, 200, 200


class Whisper(msgspec.Struct):
    """A `whisper` request: an envelope, and for whom."""

    to: str
    id: str
    sent_at: int
    point: str
    box: str
    signature: str

    @property
    def sealed(self) -> Sealed:
        """The envelope."""
        return Sealed(self.id, self.sent_at, self.point, self.box, self.signature)


def read_whisper(payload: Any) -> Whisper:
    """A `whisper` request, or the signal that one becomes; raises `Refused` malformed."""
    whisper = read(payload, Whisper)
    sound = (
        0 < len(whisper.to) <= 64
        and is_hex(whisper.id, 32)
        and 0 <= whisper.sent_at <= LARGEST_INTEGER
        and len(whisper.point) <= _LONGEST_POINT
        and len(whisper.box) <= _LONGEST_BOX
        and len(whisper.signature) <= _LONGEST_SIGNATURE
    )
    if not sound:
        raise malformed("this is no envelope")
    return whisper


def spelled(to: str, sealed: Sealed) -> dict[str, Any]:
    """The request that asks a host to carry `sealed` to member `to`."""
    return {
        "to": to,
        "id": sealed.id,
        "sent_at": sealed.sent_at,
        "point": sealed.point,
        "box": sealed.box,
        "signature": sealed.signature,
    }
