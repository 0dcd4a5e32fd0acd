"""What is an emoji, as far as code points can tell."""

from __future__ import annotations

import unicodedata

from .refusal import malformed

# A family of four with skin tones and joiners is 11 code points.
EMOJI_LIMIT = 16

# Symbols, and what stands between them: variation selectors, keycaps, joiners, tags of flags.
_IN_EMOJI = {"So", "Sm", "Sk", "Po", "Nd", "Mn", "Me"}
_BETWEEN = {"\u200d", *map(chr, range(0xE0020, 0xE0080))}


def check_emoji(emoji: str) -> None:
    """Raises `Refused` malformed for what is no emoji: words, spaces, what cannot be seen."""
    kinds = {unicodedata.category(c) for c in emoji if c not in _BETWEEN}
    drawn = kinds & {"So", "Sm", "Sk", "Me"} or "\ufe0f" in emoji
    if not 0 < len(emoji) <= EMOJI_LIMIT or not kinds <= _IN_EMOJI or not drawn:
        raise malformed("this is no emoji")
