"""QR codes, for cameras."""

from __future__ import annotations

import gevent

from server.room.refusal import Refused

# What fits into one that a phone still reads from a screen.
LONGEST = 1500
# So many drawings are kept.
KEPT = 64


def qr_of(text: str) -> str:
    """`text` as a drawing (SVG). Waits for a thread. Raises `Refused` too_long."""
    if len(text.encode()) > LONGEST:
        raise Refused("too_long", "This is too long for a QR code.")
    drawn = _kept.get(text)
    if drawn is None:
        drawn = gevent.get_hub().threadpool.apply(_draw, (text,))
        if len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[text] = drawn
    return drawn


# On the hub: for what is known already nobody waits, so an older answer overtakes no newer one.
_kept: dict[str, str] = {}


def _draw(text: str) -> str:
    import segno  # with its writers as costly to load as a door

    made = segno.make(text, error="m", micro=False)
    drawn: str = made.svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return drawn
