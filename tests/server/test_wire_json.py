from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import wire_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


@given(VALUES)
def test_it_is_the_json_that_everyone_reads(value: Any) -> None:
    assert json.loads(wire_json.dumps(value)) == value
    assert wire_json.loads(json.dumps(value)) == value


@given(st.text(max_size=40) | st.binary(max_size=40))
def test_what_is_not_json_is_a_value_error_and_nothing_else(text: str | bytes) -> None:
    with suppress(ValueError):
        wire_json.loads(text)


HALVES = st.sampled_from(["\ud83d", "\udc00", "a\ud800b"])


@given(st.lists(VALUES, max_size=3), HALVES, VALUES)
def test_no_lone_surrogate_gets_in_and_what_stands_beside_it_does(
    beside: list[Any], half: str, value: Any
) -> None:
    for broken in (half, {half: value}, {"a": [value, half]}, [[half], value]):
        *sound, read = wire_json.loads(json.dumps([*beside, broken]))
        assert sound == beside
        assert isinstance(read, wire_json.NotUnicode)
    assert isinstance(wire_json.loads(json.dumps({"a": half})), wire_json.NotUnicode)
    assert wire_json.loads(json.dumps(["\ud83d\ude00", value])) == ["😀", value]


def test_parts_that_are_spelled_already_are_carried() -> None:
    assert wire_json.dumps({"a": [msgspec.Raw(b'{"b":1}')]}) == '{"a":[{"b":1}]}'


def test_the_options_of_the_standard_library_are_passed_over() -> None:
    assert wire_json.dumps([1], separators=(",", ":"), default=str) == "[1]"
    assert wire_json.loads("[1]", parse_float=float) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nul",
        "[1,]",
        "1 2",
        "{'a':1}",
        "[" * 100_000,
        "NaN",
        '["\\ud83d",1e999]',
        '["\\ud83d",NaN]',
    ],
)
def test_texts_that_are_not_json(text: str) -> None:
    with pytest.raises(ValueError):
        wire_json.loads(text)
