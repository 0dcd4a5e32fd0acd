"""A spoken code: made here, and read from whatever a person makes of it. Pure but for chance."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from server.address import tidy
from server.codes.english import ENGLISH
from server.codes.korean import KOREAN

#: English words, Korean words, or digits alone, which need no input method.
Form = Literal["en", "ko", "digits"]
FORMS: tuple[Form, ...] = get_args(Form)

#: The public part: tells apart those who show a code near each other. 1 to so many.
NUMBERS = 99
#: The secret part of digits alone: so many of them.
DIGITS = 5

#: Two words out of 256, or five digits: whoever guesses once is right at most once in so many.
AT_LEAST = 65_536

_LISTS = (ENGLISH, KOREAN)
# How much of a word stands for all of it, by list; a test holds that no two begin so.
_BEGINNING = (3, 1)
# Shorter words have too many neighbours for one slip to be read as a slip.
_SLIP_FROM = (4, 2)

_LONGEST = 80
# What people put between, before or behind the parts. A full stop only at the end of a word:
# `7-map.lan` is the name of a computer.
_GAP = r"(?:[\s\-_‐‑‒–—―−ー・·,]|\.(?=\s))"
_BETWEEN = re.compile(f"{_GAP}+")
_AROUND = " \"'`<>()[]«»“”‘’「」『』.,:;!?~"
_DIGITS_ALONE = re.compile(rf"([0-9]{{1,2}}){_GAP}*([0-9](?:{_GAP}*[0-9]){{{DIGITS - 1}}})")
_NUMBER_FIRST = re.compile(r"([0-9]{1,2})\D")
_IN_A_MESSAGE = re.compile(
    rf"(?<![\w.:-])[0-9]{{1,2}}-(?:[0-9]{{{DIGITS}}}|[^\W\d_]+-[^\W\d_]+)(?![\w:-])"
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is shown: "7-maple-lantern", "7-단풍-등불", "7-48213"."""

    number: int
    """1 to `NUMBERS`; told to anybody."""
    secret: str
    """The words, or the digits, as they are shown."""

    def __str__(self) -> str:
        return f"{self.number}-{self.secret}"

    @property
    def password(self) -> bytes:
        """What both sides know; the same however it was typed."""
        return str(self).encode()


def make_code(form: Form, taken: Collection[int] = ()) -> Code:
    """A new code; its number is none of `taken`, unless all are."""
    free = [number for number in range(1, NUMBERS + 1) if number not in taken]
    number = secrets.choice(free or range(1, NUMBERS + 1))
    if form == "digits":
        return Code(number, f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")
    words = ENGLISH if form == "en" else KOREAN
    return Code(number, f"{secrets.choice(words)}-{secrets.choice(words)}")


def read_code(text: str) -> Code | None:
    """The code that the whole of `text` means, None if it means none.

    Spaces, hyphens and case do not matter, nor does how the letters are composed; a word may be
    cut short as long as only one begins so, or else may have one slip. Whatever is read here is one
    code, so this makes guessing no easier.
    """
    if len(text) > _LONGEST:
        return None
    text = unicodedata.normalize("NFC", tidy(text).casefold()).strip(_AROUND)
    if digits := _DIGITS_ALONE.fullmatch(text):
        return _code(digits[1], _BETWEEN.sub("", digits[2]))
    number = _NUMBER_FIRST.match(text)
    if number is None:
        return None
    parts = [part for part in _BETWEEN.split(text[number.end(1) :]) if part]
    for words, beginning, slip_from in zip(_LISTS, _BEGINNING, _SLIP_FROM, strict=True):
        if len(parts) == 1:
            parts = _in_two(parts[0], words)
        found = [_word(part, words, beginning, slip_from) for part in parts]
        if len(found) == 2 and None not in found:
            return _code(number[1], "-".join(word for word in found if word))
    return None


def find_code(text: str) -> Code | None:
    """The first code in a message, written as it is shown."""
    for found in _IN_A_MESSAGE.finditer(unicodedata.normalize("NFC", tidy(text))):
        code = read_code(found.group())
        if code is not None:
            return code
    return None


def _code(number: str, secret: str) -> Code | None:
    return Code(int(number), secret) if 1 <= int(number) <= NUMBERS else None


def _in_two(written: str, words: Sequence[str]) -> list[str]:
    """Two words that were written as one; as it was, if it is not exactly two."""
    for at in range(1, len(written)):
        if written[:at] in words and written[at:] in words:
            return [written[:at], written[at:]]
    return [written]


def _word(typed: str, words: Sequence[str], beginning: int, slip_from: int) -> str | None:
    """The word that is meant, None if it is none or not clear which."""
    if typed in words:
        return typed
    meant = [word for word in words if word.startswith(typed)] if len(typed) >= beginning else []
    if not meant and len(typed) >= slip_from:
        letters = unicodedata.normalize("NFD", typed)
        meant = [w for w in words if _one_slip(letters, unicodedata.normalize("NFD", w))]
    return meant[0] if len(meant) == 1 else None


def _one_slip(typed: str, word: str) -> bool:
    """Whether one letter is missing, too many or another one, or two stand the wrong way round."""
    if abs(len(typed) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    a, b = typed[start:], word[start:]
    return (
        a[1:] == b[1:]  # another
        or a[1:] == b  # too many
        or a == b[1:]  # missing
        or (len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:])
    )
