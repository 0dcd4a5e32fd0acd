"""What is an emoji, as far as code points can tell."""

from __future__ import annotations

from contextlib import suppress
from unicodedata import category

from .refusal import Refused, malformed

# A family of four with skin tones and joiners is 11 code points.
EMOJI_LIMIT = 16

# Symbols, and what stands between them: variation selectors, keycaps, joiners, tags of flags.
_IN_EMOJI = {"So", "Sm", "Sk", "Po", "Nd", "Mn", "Me"}
_BETWEEN = {"\u200d", *map(chr, range(0xE0020, 0xE0080))}
# Where Unicode puts new emoji each year.
_NEW = range(0x1F300, 0x1FB00)


def kind_of(character: str) -> str:
    """Its category; an emoji that is newer than this Python's Unicode is a symbol like the others,
    for the page's picker and other people's phones know it."""
    kind = category(character)
    return "So" if kind == "Cn" and ord(character) in _NEW else kind


def check_emoji(emoji: str) -> None:
    """Raises `Refused` malformed for what is no emoji: words, spaces, what cannot be seen."""
    kinds = {kind_of(c) for c in emoji if c not in _BETWEEN}
    drawn = kinds & {"So", "Sm", "Sk", "Me"} or "\ufe0f" in emoji
    if not 0 < len(emoji) <= EMOJI_LIMIT or not kinds <= _IN_EMOJI or not drawn:
        raise malformed("this is no emoji")


_JOINER, _TAGS = "\u200d", _BETWEEN - {"\u200d"}
_SKINS = {*map(chr, range(0x1F3FB, 0x1F400))}
_FLAG_LETTERS = {*map(chr, range(0x1F1E6, 0x1F200))}
# What belongs to the sign before it: how it is drawn, the frame of a key, the letters of a flag.
_BEHIND = {"\ufe0e", "\ufe0f", "\u20e3"} | _SKINS | _TAGS


def is_one_emoji(text: str) -> bool:
    """Whether people see one emoji, however many signs it is put together from."""
    with suppress(Refused):
        check_emoji(text)
        return _signs_in(text) == 1
    return False


def _signs_in(text: str) -> int:
    """How many signs stand beside each other; 0 where one hangs on to nothing."""
    signs, before, half_a_flag = 0, "", False
    for one in text:
        if one == _JOINER or one in _BEHIND:
            if not before or (before == _JOINER == one):
                return 0
        elif category(one)[0] == "M":
            return 0  # accents tower over what stands above
        elif half_a_flag and one in _FLAG_LETTERS:
            half_a_flag, before = False, one
            continue
        elif before != _JOINER:
            signs += 1
        half_a_flag, before = one in _FLAG_LETTERS, one
    return 0 if before == _JOINER or half_a_flag else signs
