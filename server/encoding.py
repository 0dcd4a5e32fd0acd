"""How bytes are written on the wire: base64url without padding, in one spelling only."""

from __future__ import annotations

import base64
import binascii


def to_base64url(data: bytes) -> str:
    """Return `data` as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Return the bytes that `text` stands for.

    Raises ValueError for anything that `to_base64url` would not have written:
    padding, other alphabets, white space, or left-over bits. One value has one
    spelling, so two texts that differ are two values.
    """
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64url") from error
    if to_base64url(data) != text:
        raise ValueError("not base64url")
    return data
