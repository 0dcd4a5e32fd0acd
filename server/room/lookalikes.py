"""Characters that look like others, so that no second name can be read as the first.

The idea is the *skeleton* of Unicode Technical Standard 39 (its data file `confusables.txt` has
some six thousand lines): each character is replaced by one that stands for all that look like
it, and what then reads the same is the same. The tables here are a small selection of our own:
what can be typed or pasted easily, in the alphabets whose letters look like Latin ones, and the
kana that look like Chinese characters. Hangul syllables look like nothing else and stay.

They differ from the standard's in two ways. Names also compare after casefold, under which the
Greek Ν (like N) and ν (like v) are one letter, so it has to be read as one of both. And words that
are plainly Cyrillic or Greek, such as Нина, are left alone: only a word that mixes in Latin
letters, or one that could be Latin from end to end, such as СОРА, is read as Latin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from itertools import groupby

# Letters below this, once their marks are taken off, are Latin ones (or nearly).
LATIN_END = "\u02b0"

# Combining marks of no script of their own.
_ACCENTS = (
    ("\u0300", "\u036f"),
    ("\u1ab0", "\u1aff"),
    ("\u1dc0", "\u1dff"),
    ("\u20d0", "\u20ff"),
    ("\ufe20", "\ufe2f"),
)


class Reading(Enum):
    """As what letters are read that look like one Latin letter when big and another when small."""

    NAME = "the first of a word as a capital, the others as small ones"
    CAPITALS = "all as capitals"
    SMALL = "all as small letters"


def _table(likes: dict[str, str]) -> dict[int, str]:
    return {ord(one): letter for letter, all in likes.items() for one in all.replace(" ", "")}


# All as casefold leaves them: small letters, but Cherokee in capitals.

# Letters white on black, in circles and squares; l as below.
_BLACK = {
    first + at: "i" if at == 11 else chr(ord("a") + at)
    for first in (0x1F150, 0x1F170)
    for at in range(26)
}
# The same wherever they stand. What looks like l looks like I, and so like i.
_ANYWHERE = _BLACK | _table(
    {
        "a": "ɑᴀꓮ", "b": "ʙꓐ", "c": "ᴄꓚ", "d": "ᴅꓓ", "e": "ᴇ℮ꓰ", "f": "ꜰꓝ", "g": "ɡɢꓖ", "h": "ʜꓧ",
        "i": "lı1|ɩɪʟǀ∣ǃꓡꓲ", "j": "ȷᴊꓙ", "k": "ᴋꓗ", "m": "ᴍꓟ", "n": "ɴꓠ", "p": "ᴘꓑ",
        "o": "0ᴏꓳ०০੦૦୦௦౦೦൦๐໐၀〇",
        "r": "ʀꓣ", "s": "ꜱꓢ", "t": "ᴛꓔ", "u": "ᴜʋꓴ", "v": "ᴠꓦ∨", "w": "ᴡꓪ", "x": "×ꓫ", "y": "ʏꓬ",
        "z": "ᴢꓜ", "-": "‐‒–—―−⁃", "'": "’‘‛`ʹʻʼʽˈ′ꞌ", '"': "“”„",
        "カ": "力", "エ": "工", "ロ": "口囗", "ニ": "二", "ハ": "八", "タ": "夕", "ト": "卜",
        "ー": "一", "ノ": "丿", "オ": "才", "チ": "千", "ヘ": "へ", "リ": "り", "ム": "厶",
    }
)  # fmt: skip
# Other alphabets: what one could take for a Latin letter in a word of such letters alone.
# Cyrillic, Cherokee and others look the same big and small, or nearly; Greek stands last.
_STRICT = _table(
    {
        "a": "аᎪⲁᗅ α", "b": "вᏴᏏⲃᑲᖯᗷ β", "c": "сᏟⲥ", "d": "ԁᎠᏧᑯᗞᗪ", "e": "еҽᎬⲉ ε", "f": "ᖴ",
        "g": "ԍᏀᏳ", "h": "һнᎻᏂⲏᕼ η", "i": "іӏᎥᏞⲓլᒪᛁⵏ ι", "j": "јᎫᒍ", "k": "кᏦⲕᛕ κ", "m": "мᎷⲙᗰ μ",
        "n": "ⲛ ν", "o": "оⲟօⵔ ο", "p": "рᏢⲣᑭ ρ", "q": "ԛ", "r": "ᎡᏒᖇ", "s": "ѕᏚᏕտ", "t": "тᎢⲧ τ",
        "u": "սᑌ", "v": "ѵᏙᐯ", "w": "ԝѡᎳᏔ", "x": "хⲭᕁᕽᚷⵝ χ", "y": "уүᎩᎽⲩ υ", "z": "Ꮓⲍ ζ",
        "3": "зӡ", "4": "Ꮞ",
    }
)  # fmt: skip
# The same in a word that has Latin letters too, where one takes more for Latin.
_CAPITALS = _STRICT | _table(
    {
        "a": "λδ", "b": "ьъ", "e": "эєξ σ", "f": "ք", "g": "ց", "h": "հћђ", "i": "\u1175", "j": "յ",
        "n": "ипйлոռր π", "o": "\u110bω", "q": "զգ", "r": "гя γ", "w": "шщա", "u": "ц", "y": "ч",
    }
)  # fmt: skip
_SMALL = _CAPITALS | _table({"n": "η", "o": "σ", "u": "μυ", "v": "ν", "w": "ω", "y": "γ"})

# What may be left out, for names that only resemble each other.
_BARE = _table(
    {"o": "ø", "i": "ł", "d": "đð", "h": "ħ", "t": "ŧ", "b": "ƀ", "p": "þ", "a": "@", "s": "$"}
)
_LEET = _table({"e": "3", "a": "4", "s": "5", "t": "7", "b": "8"})


def fold(name: str, reading: Reading = Reading.NAME) -> str:
    """`name` (after NFKC and casefold) with one spelling for all that look the same."""
    name = name.translate(_ANYWHERE)
    if not name.isascii():
        runs = groupby(name, _is_of_word)
        name = "".join(_word(run, reading) if of else "".join(run) for of, run in runs)
        # The dot of i and j is there already.
        name = unicodedata.normalize("NFKC", re.sub("([ij])\u0307+", r"\1", name))
    return " ".join(name.replace("rn", "m").replace("w", "vv").split())


def bare(name: str, reading: Reading) -> str:
    """What one remembers of `name` (after NFKC and casefold): letters and digits, no accents."""
    bases = (_parts(one)[0] for one in fold(name, reading))
    letters = "".join(bases).translate(_BARE).replace("ci", "d")
    letters = "".join(one for one in letters if one.isalnum() or _is_vowel_sign(one))
    return "".join(
        _LEET.get(ord(one), one) if 0 < at < len(letters) - 1 and _between(letters, at) else one
        for at, one in enumerate(letters)
    )


def are_near(one: str, other: str) -> bool:
    """Whether one letter more, less, another or swapped with the next makes `one` the `other`.

    Another digit does not count: Guest 12 is not Guest 13.
    """
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return one == other
    at = next((at for at, letter in enumerate(one) if letter != other[at]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return not (one[at].isdigit() and other[at].isdigit())
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def is_accent(character: str) -> bool:
    """Whether it is a mark that any letter can carry, and any number of."""
    return any(first <= character <= last for first, last in _ACCENTS)


def _is_vowel_sign(character: str) -> bool:
    """Whether it is a mark without which a word of its script is another."""
    return unicodedata.category(character)[0] == "M" and not is_accent(character)


def _between(letters: str, at: int) -> bool:
    return letters[at - 1].isalpha() and letters[at + 1].isalpha()


def _is_of_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _parts(character: str) -> str:
    """A letter and its marks, one after the other; syllables of Hangul are whole letters."""
    if "가" <= character <= "힣":
        return character
    return unicodedata.normalize("NFD", character)


def _word(characters: Iterable[str], reading: Reading) -> str:
    """A word of letters and marks, as it reads."""
    parts = [_parts(one).translate(_ANYWHERE) for one in characters]
    bases = [part[0] for part in parts if unicodedata.category(part[0])[0] == "L"]
    if any(base < LATIN_END and base not in "ilo" for base in bases):
        first, others = _CAPITALS, _SMALL
    elif all(base < LATIN_END or ord(base) in _STRICT for base in bases):
        first = others = _STRICT
    else:
        return "".join(parts)
    if reading is not Reading.NAME:
        first = others = _CAPITALS if reading is Reading.CAPITALS else _SMALL
    return "".join(
        part[0].translate(others if at else first) + part[1:] for at, part in enumerate(parts)
    )
