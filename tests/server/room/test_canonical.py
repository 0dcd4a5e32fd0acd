"""Canonical JSON against RFC 8785's own examples and against a second spelling of its rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.canonical import DEEPEST, LARGEST_INTEGER, canonical

# RFC 8785, 3.2.3: the order of keys is that of their UTF-16 code units.
UNSORTED = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\U0001f600": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
}
SORTED = (
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control",'
    '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",'
    '"\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'
)


def test_the_keys_of_the_rfc() -> None:
    assert canonical(UNSORTED).decode() == SORTED


def test_the_string_of_the_rfc() -> None:
    assert canonical("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/").decode() == (
        '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    )


def test_the_literals_of_the_rfc() -> None:
    assert canonical([None, True, False]) == b"[null,true,false]"


@pytest.mark.parametrize("letter", [chr(code) for code in range(0x20)])
def test_control_characters_have_one_spelling(letter: str) -> None:
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
    spelled = short.get(letter, f"\\u{ord(letter):04x}")
    assert canonical(letter).decode() == f'"{spelled}"'


def oracle(value: Any) -> str:
    """RFC 8785 once more, written from its text and not from the code."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(_escaped(letter) for letter in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(oracle(item) for item in value) + "]"
    keys = sorted(value, key=_code_units)
    return "{" + ",".join(f"{oracle(key)}:{oracle(value[key])}" for key in keys) + "}"


def _escaped(letter: str) -> str:
    named = {
        '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f",
        "\n": "\\n", "\r": "\\r", "\t": "\\t",
    }  # fmt: skip
    if letter in named:
        return named[letter]
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x20 else letter


def _code_units(key: str) -> list[int]:
    units = []
    for letter in key:
        code = ord(letter)
        if code >= 0x10000:
            high, low = divmod(code - 0x10000, 0x400)
            units += [0xD800 + high, 0xDC00 + low]
        else:
            units.append(code)
    return units


WHOLE = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
TEXTS = st.text()  # without lone surrogates
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=25,
)


@given(VALUES)
def test_it_agrees_with_a_second_spelling_of_the_rules(value: Any) -> None:
    assert canonical(value).decode() == oracle(value)


@given(VALUES)
def test_it_is_json_of_the_same_value_and_the_same_again(value: Any) -> None:
    once = canonical(value)
    assert json.loads(once) == value
    assert canonical(json.loads(once)) == once


@pytest.mark.parametrize(
    "value",
    [0.5, 1.0, float("nan"), 2**53, -(2**53), {1: "a"}, {"a": b"x"}, {"a": {1}}, "\ud800",
     {"\udc00": 1}, ["a\ud83d"], object()],
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_nesting_has_a_floor() -> None:
    value: Any = "deep"
    for _ in range(DEEPEST):
        value = [value]
    assert canonical(value)
    with pytest.raises(ValueError):
        canonical([value])


def test_a_bottomless_value_is_refused_and_exhausts_nothing() -> None:
    value: Any = {}
    for _ in range(100_000):
        value = {"a": value}
    with pytest.raises(ValueError):
        canonical(value)
    while value:  # taken apart from outside in: the interpreter would recurse
        value = value["a"]
