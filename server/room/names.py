"""Names of people and rooms: what is a name, and when two are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache

from .emoji import kind_of
from .lookalikes import Reading, are_near, bare, fold, is_accent
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

# So many marks may one letter carry: of those that every letter can (Vietnamese has two), and
# of those that a script has of its own (Tibetan has five). More of them tower over other lines.
MOST_ACCENTS, MOST_MARKS = 3, 6

# Names shorter than this are not alike because of one letter: Mina is not Nina.
LONG_ENOUGH = 6

# What `free_name` adds, and what people add.
_NUMBER = re.compile(r"[\s(\[._-]*\d+[)\]\s]*$")


def clean_name(name: str, limit: int = NAME_LIMIT) -> str:
    """`name` without the spaces around it; raises `Refused` name_invalid."""
    name = name.strip()
    if not name or len(name) > limit:
        raise Refused("name_invalid", f"A name has 1 to {limit} characters.")
    if any(kind_of(c) in _FORBIDDEN and c not in _JOINERS for c in name):
        raise Refused("name_invalid", "This name has characters that cannot be shown.")
    if not any(kind_of(c)[0] in "LNSP" for c in name.translate(_UNSEEN)):
        raise Refused("name_invalid", "A name needs at least one character that can be seen.")
    if _has_towers(name):
        raise Refused("name_invalid", "This name has too many marks on one letter.")
    return name


def _has_towers(name: str) -> bool:
    accents = marks = 0
    for character in unicodedata.normalize("NFC", name.translate(_UNSEEN)):
        if unicodedata.category(character)[0] != "M":
            accents = marks = 0
            continue
        marks += 1
        accents += is_accent(character)
        if accents > MOST_ACCENTS or marks > MOST_MARKS:
            return True
    return False


@lru_cache(maxsize=4096)
def same_name(name: str) -> str:
    """The form under which names are compared: NFKC, casefold, and one spelling for what looks
    the same (`lookalikes.py`). What cannot be seen is left out. It is not for showing."""
    return fold(_plain(name))


def like(name: str, others: Iterable[str]) -> str | None:
    """The first of `others` for which `name` could be taken, None if there is none.

    Wider than `same_name`, for a warning: accents, signs and one letter more or less are
    overlooked too. The very same name (after NFKC and casefold) is not *like* itself.
    """
    plain, near = _plain(name), None
    for other in others:
        if _plain(other) == plain:
            continue
        if same_name(other) == same_name(name) or _share_a_bare(name, other):
            return other
        if near is None and any(
            max(len(one), len(two)) >= LONG_ENOUGH and are_near(one, two)
            for one in _bares(name)
            for two in _bares(other)
        ):
            near = other
    return near


def _share_a_bare(name: str, other: str) -> bool:
    """Whether they leave the same behind, a number behind one of them apart."""
    mine, theirs = _bares(name), _bares(other)
    return bool(
        mine & theirs
        or _bares(_NUMBER.sub("", name)) & theirs
        or mine & _bares(_NUMBER.sub("", other))
    )


def _plain(name: str) -> str:
    """NFKC and casefold, without what cannot be seen."""
    seen = unicodedata.normalize("NFKC", name.translate(_UNSEEN)).casefold()
    return unicodedata.normalize("NFKC", seen).translate(_UNSEEN)


@lru_cache(maxsize=4096)
def _bares(name: str) -> frozenset[str]:
    """What one remembers of a name, in every way it can be read; nothing for one of signs only."""
    plain = _plain(name)
    readings = [Reading.NAME] if plain.isascii() else list(Reading)
    return frozenset({bare(plain, reading) for reading in readings} - {""})


def free_name(name: str, taken: Container[str], limit: int = NAME_LIMIT) -> str:
    """`name`, or the first of "name (2)", "name (3)" … whose `same_name` is not in `taken`."""
    candidate, count = name, 1
    while same_name(candidate) in taken:
        count += 1
        ending = f" ({count})"
        candidate = name[: limit - len(ending)].rstrip() + ending
    return candidate
