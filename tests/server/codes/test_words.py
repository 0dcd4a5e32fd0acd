"""What the lists of words must be, so that a code that is heard is the code that is typed."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pytest

from server.codes.english import ENGLISH
from server.codes.korean import KOREAN
from server.codes.spelled import AT_LEAST, DIGITS

# Vowels that most speakers of Korean no longer tell apart, and final consonants that end alike.
_VOWELS = str.maketrans("ᅦᅨᅤᅬᅫ", "ᅢᅤᅤᅰᅰ")
_FINALS = str.maketrans("ᆩᆪᆿᆰᆬᆭᆺᆻᆽᆾᇀᇂᇁᆹᆱᆲ", "ᆨᆨᆨᆨᆫᆫᆮᆮᆮᆮᆮᆮᆸᆸᆷᆯ")


def sound(syllable: str) -> str:
    return unicodedata.normalize("NFD", syllable).translate(_VOWELS).translate(_FINALS)


def distance(a: str, b: str) -> int:
    """Letters to add, to drop, to change or to swap with their neighbour, from `a` to `b`."""
    rows = [list(range(len(b) + 1))]
    for i, one in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cheapest = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (one != other))
            if i > 1 and j > 1 and one == b[j - 2] and a[i - 2] == other:
                cheapest = min(cheapest, rows[-2][j - 2] + 1)
            row.append(cheapest)
        rows.append(row)
    return rows[-1][-1]


@pytest.mark.parametrize("words", [ENGLISH, KOREAN], ids=["English", "Korean"])
def test_two_words_are_one_of_65536(words: list[str]) -> None:
    assert len(set(words)) == len(words) == 256
    assert len(words) ** 2 == AT_LEAST
    assert 10**DIGITS >= AT_LEAST
    assert all(unicodedata.normalize("NFKC", word) == word for word in words)


def test_english_words_are_short_and_differ_from_the_first_letters_on() -> None:
    assert all(word.isascii() and word.islower() and 4 <= len(word) <= 9 for word in ENGLISH)
    assert len({word[:3] for word in ENGLISH}) == 256


def test_no_two_slips_lead_from_one_english_word_to_another() -> None:
    near = [pair for pair in combinations(ENGLISH, 2) if distance(*pair) < 3]
    assert not near


def test_korean_words_are_two_syllables_and_differ_by_the_sound_of_the_first() -> None:
    assert all(len(word) == 2 for word in KOREAN)
    assert all("가" <= syllable <= "힣" for word in KOREAN for syllable in word)
    assert len({sound(word[0]) for word in KOREAN}) == 256


def test_korean_words_that_sound_alike_are_not_both_there() -> None:
    near = [
        (one, other)
        for one, other in combinations(KOREAN, 2)
        if distance("".join(map(sound, one)), "".join(map(sound, other))) < 2
    ]
    assert not near
