"""Names of people and rooms: what is a name, and when two are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from .refusal import Refused

NAME_LIMIT = 40
ROOM_NAME_LIMIT = 60

# Control and format characters, surrogates, private use and unassigned code points, line and
# paragraph separators. Format characters include the bidi controls, which could make a name
# read as another; the joiners that emoji and some scripts need are let through.
_FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}
# What leaves no mark on the screen: joiners, fillers that count as letters, the blank of Braille,
# variation selectors. A name of these alone could not be seen, and one with them looks like the
# name without.
_UNSEEN = dict.fromkeys(
    [
        *map(ord, _JOINERS),
        *(0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)


def clean_name(name: str, limit: int = NAME_LIMIT) -> str:
    """`name` without the spaces around it; raises `Refused` name_invalid."""
    name = name.strip()
    if not name or len(name) > limit:
        raise Refused("name_invalid", f"A name has 1 to {limit} characters.")
    if any(unicodedata.category(c) in _FORBIDDEN and c not in _JOINERS for c in name):
        raise Refused("name_invalid", "This name has characters that cannot be shown.")
    if not any(unicodedata.category(c)[0] in "LNSP" for c in name.translate(_UNSEEN)):
        raise Refused("name_invalid", "A name needs at least one character that can be seen.")
    return name


def same_name(name: str) -> str:
    """The form under which names are compared: NFKC, then casefold; what cannot be seen is left
    out, so that it makes no second name that looks like the first."""
    seen = unicodedata.normalize("NFKC", name.translate(_UNSEEN)).casefold()
    return unicodedata.normalize("NFKC", seen).translate(_UNSEEN)


def free_name(name: str, taken: Container[str], limit: int = NAME_LIMIT) -> str:
    """`name`, or the first of "name (2)", "name (3)" … whose `same_name` is not in `taken`."""
    candidate, count = name, 1
    while same_name(candidate) in taken:
        count += 1
        ending = f" ({count})"
        candidate = name[: limit - len(ending)].rstrip() + ending
    return candidate
