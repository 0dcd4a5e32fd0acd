"""QR codes, for cameras."""

from __future__ import annotations

from functools import lru_cache

import gevent

from server.room.refusal import Refused

# What fits into one that a phone still reads from a screen.
LONGEST = 1500


def qr_of(text: str) -> str:
    """`text` as a drawing (SVG). Waits for a thread. Raises `Refused` too_long."""
    if len(text.encode()) > LONGEST:
        raise Refused("too_long", "This is too long for a QR code.")
    drawn: str = gevent.get_hub().threadpool.apply(_drawn, (text,))
    return drawn


@lru_cache(maxsize=64)
def _drawn(text: str) -> str:
    import segno  # with its writers as costly to load as a door

    made = segno.make(text, error="m", micro=False)
    drawn: str = made.svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return drawn
