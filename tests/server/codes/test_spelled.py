from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.codes.english import ENGLISH
from server.codes.korean import KOREAN
from server.codes.spelled import FORMS, NUMBERS, Code, Form, find_code, make_code, read_code

numbers = st.integers(1, NUMBERS)
digits = st.integers(0, 99_999).map(lambda secret: f"{secret:05}")
pairs = st.sampled_from([ENGLISH, KOREAN]).flatmap(
    lambda words: st.tuples(st.sampled_from(words), st.sampled_from(words))
)
codes = st.builds(Code, numbers, digits | pairs.map("-".join))
between = st.text(" -–—‑_,\u200b\u3000", min_size=1, max_size=3).filter(
    lambda text: text.strip("\u200b")
)


@given(st.sampled_from(FORMS), st.sets(numbers, max_size=NUMBERS - 1))
def test_what_is_made_is_read(form: Form, taken: set[int]) -> None:
    code = make_code(form, taken)
    assert 1 <= code.number <= NUMBERS
    assert code.number not in taken
    assert read_code(str(code)) == code
    assert find_code(f"방 코드는 {code}, come in!") == code


def test_a_number_is_found_also_when_all_are_taken() -> None:
    assert 1 <= make_code("en", range(1, NUMBERS + 1)).number <= NUMBERS


def test_all_parts_vary() -> None:
    made = [make_code(form) for form in FORMS for _ in range(40)]
    assert len({code.number for code in made}) > 30
    assert len({code.secret for code in made}) > 110


@given(codes, between, between, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.booleans())
def test_spaces_hyphens_case_and_composition_do_not_matter(
    code: Code, first: str, second: str, form: str, loud: bool
) -> None:
    number, *secret = str(code).split("-")
    typed = f" {number}{first}{second.join(secret)} "
    typed = unicodedata.normalize(form, typed.upper() if loud else typed)  # type: ignore[arg-type]
    assert read_code(typed) == code
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in typed)
    assert read_code(wide) == code


@given(codes)
def test_nothing_between_is_as_good(code: Code) -> None:
    assert read_code(str(code).replace("-", "")) == code


@given(numbers, st.sampled_from(ENGLISH), st.sampled_from(ENGLISH), st.data())
def test_english_words_may_be_cut_short(
    number: int, one: str, two: str, data: st.DataObject
) -> None:
    first, second = (word[: data.draw(st.integers(3, len(word)))] for word in (one, two))
    assert read_code(f"{number} {first} {second}") == Code(number, f"{one}-{two}")
    assert read_code(f"{number} {one[:2]} {two}") is None


@given(numbers, st.sampled_from(KOREAN), st.sampled_from(KOREAN))
def test_a_korean_word_may_be_its_first_syllable(number: int, one: str, two: str) -> None:
    assert read_code(f"{number} {one[0]} {two[0]}") == Code(number, f"{one}-{two}")


@given(numbers, st.sampled_from(ENGLISH), st.sampled_from(ENGLISH), st.data())
def test_one_slip_in_an_english_word_is_understood(
    number: int, one: str, two: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(one) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slips = {
        one[:at] + letter + one[at + 1 :],
        one[:at] + letter + one[at:],
        one[:at] + one[at + 1 :] if len(one) > 4 else one,
        one[:at] + one[at : at + 2][::-1] + one[at + 2 :],
    }
    # The beginning of another word ("orch" is one of orchid) means that one.
    for slip in slips - {word[:end] for word in ENGLISH if word != one for end in range(3, 9)}:
        assert read_code(f"{number}-{slip}-{two}") == Code(number, f"{one}-{two}"), slip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7-담풍-등불", "7-단풍-등불"),
        ("7. maple, lantern.", "7-maple-lantern"),
        ("“7-Maple-Lantern”", "7-maple-lantern"),
        ("07 48213", "7-48213"),
        ("12 34 567", "12-34567"),
    ],
)
def test_as_people_write(typed: str, meant: str) -> None:
    assert str(read_code(typed)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "7", "7-maple", "maple-lantern", "0-maple-lantern", "100-maple-lantern", "0-48213",
        "7-maple-등불", "7-maple-lantern-7", "7-4821", "7-482134", "192.168.0.5", "10.12345",
        "7:48213", "7-map.lan", "http://7-maple-lantern/", "7-maple-lantern:47800",
        "7-xylophone-qat",        "7-" + "maple-" * 40,
    ],
)  # fmt: skip
def test_what_is_no_code(text: str) -> None:
    assert read_code(text) is None


@pytest.mark.parametrize(
    "message",
    ["call 010-12345", "at 10.7-48213", "room 7-48213:80", "it is 7 48213", "2-3 people, 10-15000"],
)
def test_numbers_in_a_message_are_no_code_unless_written_as_one(message: str) -> None:
    found = find_code(message)
    assert found is None or str(found) == "10-15000"


@given(st.text(max_size=100))
def test_anything_is_read_as_a_code_that_could_be_shown_or_not_at_all(text: str) -> None:
    code = read_code(text)
    assert code is None or read_code(str(code)) == code
