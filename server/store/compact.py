"""Short spellings of what a log is full of: hexadecimal, ids, signatures, messages, plain texts.

Each pair is lossless for every string: what has no short spelling is stored as it is, as text.
Bytes and text never count as equal in SQL, so equal values are equal spellings and others not.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

# What leads the bytes of anything but hexadecimal of these lengths, which needs no mark.
_UNMARKED = (16, 32)
_UUID, _BASE64 = b"\x01", b"\x02"
# Where hyphens stand in a UUID.
_PARTS = (8, 13, 18, 23)
# Shorter ones save little and would not be readable in the database any more.
_SHORTEST_BASE64 = 24
# The kind of nearly every entry takes no bytes.
_COMMONEST = "said"
# The body of nearly every entry: a text alone.
_BEFORE, _AFTER = '{"text":"', '"}'


def pack(text: str) -> str | bytes:
    """16 or 32 bytes in lower-case hexadecimal, a UUID and base64url without `=` as bytes."""
    length = len(text)
    if length in (32, 64) and (raw := _read(bytes.fromhex, bytes.hex, text)) is not None:
        return raw
    if length == 36 and all(text[place] == "-" for place in _PARTS):
        raw = _read(_from_uuid, _to_uuid, text)
        return text if raw is None else _UUID + raw
    if length >= _SHORTEST_BASE64:
        raw = _read(_from_base64, _to_base64, text)
        if raw is not None and len(raw) + 1 not in _UNMARKED:
            return _BASE64 + raw
    return text


def unpack(value: str | bytes) -> str:
    """What `pack` was given."""
    if isinstance(value, str):
        return value
    if len(value) == 16 or len(value) == 32:
        return value.hex()
    return (_to_uuid if value[:1] == _UUID else _to_base64)(value[1:])


def pack_kind(kind: str) -> str | bytes:
    """The commonest kind in no bytes."""
    return b"" if kind == _COMMONEST else kind


def unpack_kind(value: str | bytes) -> str:
    """What `pack_kind` was given."""
    return value if isinstance(value, str) else _COMMONEST


def pack_body(spelled: str) -> str | bytes:
    """A body that is a plain text alone, without its frame, and in the code page in which a
    Hangul syllable takes two bytes instead of three, if that has all its letters."""
    text = spelled[len(_BEFORE) : -len(_AFTER)]
    if '"' in text or spelled != _BEFORE + text + _AFTER:
        return spelled
    raw = _read(_from_text, _to_text, text)
    return spelled if raw is None else raw


def unpack_body(value: str | bytes) -> str:
    """What `pack_body` was given."""
    return value if isinstance(value, str) else _BEFORE + value.decode("cp949") + _AFTER


def _read(read: Callable[[str], bytes], spell: Callable[[bytes], str], text: str) -> bytes | None:
    """`text` as bytes, if exactly this text is what they are spelled as."""
    try:
        raw = read(text)
        return raw if spell(raw) == text else None
    except ValueError:
        return None


def _from_uuid(text: str) -> bytes:
    return bytes.fromhex(text.replace("-", ""))


def _to_uuid(raw: bytes) -> str:
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _to_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _from_text(text: str) -> bytes:
    return text.encode("cp949")


def _to_text(raw: bytes) -> str:
    return raw.decode("cp949")
