from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.room.lookalikes import Reading, are_near, bare, fold
from server.room.names import _plain

# The alphabets that the tables read as Latin, marks, what is merged, and what is left alone.
TRICKY = st.text(
    st.sampled_from(
        "minsurwvlI1|0Oo абвнгийяё νημυσςλω օոս ᎪᎷꭰ ⲟ ꓮ 🅰 力カべヘ민수각ㅣㅇ -—'’()2"
        "\u0301\u0307\u0308\u0323"
    ),
    max_size=12,
)
ANY = st.one_of(st.text(max_size=40), TRICKY)


@given(ANY, st.sampled_from(Reading))
@example("нина|", Reading.NAME)
@example("i\u0307\u0307", Reading.NAME)
@example("νίκος", Reading.NAME)
@example("rrn", Reading.NAME)
def test_what_is_folded_stays_so(name: str, reading: Reading) -> None:
    once = fold(_plain(name), reading)
    assert fold(_plain(once), reading) == once


@given(TRICKY, TRICKY)
def test_folding_is_of_words(one: str, other: str) -> None:
    """What stands in one word changes nothing in the next."""
    one, other = _plain(one).strip(), _plain(other).strip()
    if one and other and unicodedata.category(other[0])[0] != "M":
        assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}".strip()


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=20))
def test_syllables_of_hangul_look_like_nothing_else(name: str) -> None:
    assert fold(name) == name


@pytest.mark.parametrize("word", ["нина", "иван", "мария", "νίκος", "ελένη", "անի", "ㅇㅇ", "ㅣ"])
def test_words_of_another_alphabet_are_left_alone(word: str) -> None:
    assert fold(_plain(word)) == _plain(word)


@pytest.mark.parametrize(
    ("word", "capitals", "small"),
    [("νmina", "nmina", "vmina"), ("mινsυ", "minsy", "mivsu"), ("ν", "n", "v")],
)
def test_greek_is_read_big_and_small(word: str, capitals: str, small: str) -> None:
    assert fold(word, Reading.CAPITALS) == capitals
    assert fold(word, Reading.SMALL) == small


def test_what_one_remembers_of_a_name() -> None:
    assert bare(_plain("👑 Mínsu_01!"), Reading.NAME) == bare(_plain("minsuOI"), Reading.NAME)
    assert bare(_plain("p3t3r"), Reading.NAME) == "peter"
    assert bare(_plain("Peter 3"), Reading.NAME) == "peter3"
    assert bare(_plain("नेहा"), Reading.NAME) != bare(_plain("नाही"), Reading.NAME)
    assert bare("👑", Reading.NAME) == ""


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("minsuu", "minsu", True), ("insu", "minsu", True), ("minsk", "minsu", True),
        ("misnu", "minsu", True), ("minsu", "minsu", True), ("", "m", True), ("", "", True),
        ("usnim", "minsu", False), ("minsuuu", "minsu", False), ("mnisu", "minus", False),
        ("guest12", "guest13", False), ("guest1", "guesti", True), ("guest12", "guest21", True),
        ("guest1", "guest12", True),
    ],
)  # fmt: skip
def test_near_is_one_letter(one: str, other: str, near: bool) -> None:
    assert are_near(one, other) == near == are_near(other, one)


@given(st.text("abc1", max_size=6), st.integers(0, 6), st.sampled_from("abc"))
def test_one_letter_more_is_always_near(word: str, at: int, letter: str) -> None:
    assert are_near(word, word[:at] + letter + word[at:])
