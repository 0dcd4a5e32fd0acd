from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.names import NAME_LIMIT, clean_name, free_name, like, same_name
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Minsu", "Мinsu"), ("Minsu", "Mіnsu"), ("Minsu", "Minѕu"), ("Minsu", "Ꮇinsu"),
        ("Minsu", "M1nsu"), ("Minsu", "Mlnsu"), ("Minsu", "M|nsu"), ("Minsu", "MINSU"),
        ("Minsu", "Mınsu"), ("Minsu", "Mi\u0307nsu"), ("Minsu", "Minsυ"), ("Minsu", "ＭＩNЅU"),
        ("Minsu", "🅼🅸🅽🆂🆄"), ("Minsu", "𝓜𝓲𝓷𝓼𝓾"), ("Minsu", "Rninsu"), ("Minsu", "ꓟꓲꓠꓢꓴ"),
        ("Nina", "Νina"), ("Nina", "ΝΙΝΑ"), ("Vera", "Vеrа"),
        ("Sora", "ЅОRА"), ("Copa", "Сора"), ("Mom", "Мом"), ("Bob", "B0b"), ("Bob", "Воb"),
        ("Walt", "VVaIt"), ("Alex", "Aㅣex"), ("O'Brien", "O’Brien"), ("Min su", "Min  su"),
        ("Jean-Luc", "Jean‑Luc"), ("カナ", "力ナ"), ("Zoë", "Zоё"), ("Ana", "Ana\u034f"),
    ],
)  # fmt: skip
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


def test_names_that_differ() -> None:
    for names in [
        [
            "Minsu",
            "Minsuk",
            "Mina",
            "Mínsu",
            "민수",
            "민슈",
            "빈수",
            "김민수",
            "ㅇㅇ",
            "oo",
            "李",
            "季",
        ],
        ["Нина", "Инна", "Нюра", "Юра", "Яна", "Вера", "Вела", "Νίκος", "Νίνος"],
        ["Guest 2", "Guest 3", "Guest 12", "Guest 21", "Dana", "Clana", "नेहा", "नाही", "👑", "👒"],
    ]:
        assert len({same_name(name) for name in names}) == len(names)


@given(st.text(max_size=40))
def test_names_that_were_the_same_by_the_contract_are_so_still(name: str) -> None:
    """NFKC and casefold come first; what looks the same can only make more names one."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    assert same_name(plain) == same_name(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Mínsu", "Minsu"), ("Minsu (2)", "Minsu"), ("Minsu2", "Minsu"), ("_Minsu_", "Minsu"),
        ("👑Minsu", "Minsu"), ("M i n s u", "Minsu"), ("Min5u", "Minsu"), ("Мinsu", "Minsu"),
        ("Minsuu", "Minsu"), ("Minus K", "Minsu K"), ("Alexandr", "Alexander"),
        ("MIΝSU", "Minsu"), ("Νera", "Vera"), ("Cl@ra", "Dara"), ("Søren", "Soren"),
        ("김민수님", "김민수님!"), ("민수 (2)", "민수"), ("민수1", "민수"),
        ("한강의아침이", "한강의아침"),
    ],
)  # fmt: skip
def test_names_that_resemble(name: str, other: str) -> None:
    assert like(name, ["Yuna", other, "Jun"]) == other
    assert like(other, ["Yuna", name, "Jun"]) == name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Minsu", "Minsu"), ("ＭＩＮＳＵ", "minsu"), ("Mina", "Nina"), ("Minsu", "Minho"),
        ("민수", "민슈"), ("김민수", "김민지"), ("Guest 12", "Guest 13"), ("👑", "👒"),
        ("नेहा", "नाही"), ("Иван", "Ивана"), ("Jun", "June"), ("민수1", "민수2"), ("1", "2"),
    ],
)  # fmt: skip
def test_names_that_do_not_resemble(name: str, other: str) -> None:
    assert like(name, [other]) is None
    assert like(other, [name]) is None


def test_the_one_that_looks_the_same_is_named_first() -> None:
    assert like("Minsuk1", ["Minsuks", "MinsukI"]) == "MinsukI"


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=4))
def test_resembling_is_mutual(name: str, others: list[str]) -> None:
    found = like(name, others)
    assert found is None or like(found, [name]) == name
    for other in others:
        assert (like(name, [other]) is None) == (like(other, [name]) is None)


@pytest.mark.parametrize(
    "tower",
    [
        "a" + "\u0301" * 5,
        "M\u0336\u0321\u0334\u0335insu",
        "민\u0301\u0302\u0303\u0304",
        "ཀ" + "\u0f90" * 7,
    ],
)
def test_marks_do_not_tower(tower: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_name(tower)
    assert refused.value.code == "name_invalid"


@pytest.mark.parametrize("name", ["Nguyễn Thuỳ", "Nguye\u0302\u0303n", "སྒྲུབ", "שָׁלוֹם", "ကြွေ", "1️⃣"])
def test_marks_that_people_write_are_kept(name: str) -> None:
    assert clean_name(name) == name


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
