from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.names import NAME_LIMIT, clean_name, free_name, same_name
from server.room.refusal import Refused


@pytest.mark.parametrize(
    "name",
    ["Minsu", "민수", "Ana María", "O'Brien", "李", "👩‍👩‍👧", "नेहा", "a", "x" * 40, "☃", "1"],
)
def test_names_that_people_have(name: str) -> None:
    assert clean_name(name) == name


def test_space_around_a_name_is_not_of_it() -> None:
    assert clean_name("  Min su\t\u3000") == "Min su"


@pytest.mark.parametrize(
    "name",
    [
        "", "   ", "x" * 41, "a\x00b", "a\nb", "a\x7fb", "a\u0085b", "a\u2028b", "a\u2029b",
        "\u202eusniM", "a\u2066b", "a\u200eb", "a\u061cb", "a\ufeffb", "a\u00adb", "\ud800",
        "a\ue000", "a\U000e0041", "\u200d", "\u200c\u200c", "\u0301", "a\uffff",
    ],
)  # fmt: skip
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_name(name)
    assert refused.value.code == "name_invalid"


@pytest.mark.parametrize("blank", ["\u3164", "\uffa0", "\u115f\u1160", "\u2800", "\u3164 \u2800"])
def test_a_name_of_letters_that_show_nothing_is_none(blank: str) -> None:
    with pytest.raises(Refused):
        clean_name(blank)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Minsu", "MINSU"), ("Ｍｉｎｓｕ", "minsu"), ("ﬁn", "FIN"), ("straße", "STRASSE"),
        ("Ａ", "a"), ("é", "e\u0301"), ("①", "1"), ("각", "\u1100\u1161\u11a8"),
        ("a\u00a0b", "a b"),
    ],
)  # fmt: skip
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize("hidden", ["\u200d", "\u200c", "\ufe0f", "\u3164", "\u115f", "\U000e0100"])
def test_what_cannot_be_seen_makes_no_other_name(hidden: str) -> None:
    assert same_name(f"Min{hidden}su") == same_name("Minsu")


def test_names_that_differ() -> None:
    assert len({same_name(name) for name in ("Minsu", "Minsuk", "민수", "Mínsu")}) == 4


@given(st.text(max_size=60))
def test_the_compared_form_is_stable(name: str) -> None:
    assert same_name(same_name(name)) == same_name(name)
    assert same_name(name.upper().lower().upper()) == same_name(
        unicodedata.normalize("NFKC", name.upper().lower().upper())
    )


@given(st.text(max_size=50))
def test_a_name_is_refused_or_clean(name: str) -> None:
    clean = clean_or_none(name)
    if clean is None:
        return
    assert 1 <= len(clean) <= NAME_LIMIT
    assert clean_name(clean) == clean
    assert same_name(clean)


@given(st.text(min_size=1, max_size=50), st.integers(0, 12))
def test_a_free_name_is_free_and_a_name(name: str, taken: int) -> None:
    name = clean_or_none(name) or "Minsu"
    held: set[str] = set()
    for _ in range(taken + 1):
        free = free_name(name, held)
        assert same_name(free) not in held
        assert clean_name(free) == free
        held.add(same_name(free))
    assert free_name(name, set()) == name


def clean_or_none(name: str) -> str | None:
    try:
        return clean_name(name)
    except Refused:  # and nothing else
        return None


def test_the_second_of_a_name_is_two() -> None:
    assert free_name("Minsu", {"minsu"}) == "Minsu (2)"
    assert free_name("Minsu", {"minsu", "minsu (2)"}) == "Minsu (3)"
    assert free_name("x" * 40, {"x" * 40}) == "x" * 36 + " (2)"
