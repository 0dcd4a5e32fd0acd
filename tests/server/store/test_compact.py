"""What has a short spelling, and that nothing is lost by it."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.room.canonical import canonical
from server.store.compact import pack, pack_body, pack_kind, unpack, unpack_body, unpack_kind

HEX = st.binary(max_size=70).map(bytes.hex)
BASE64 = st.binary(max_size=80).map(lambda raw: base64.urlsafe_b64encode(raw).decode())
# Strings that are nearly something short: the alphabets and the lengths, not always the form.
NEARLY = st.one_of(
    *(st.text("0123456789abcdefABCDEF -", min_size=n, max_size=n) for n in (32, 64)),
    st.from_regex(r"[0-9a-fA-F]{8}(-[0-9a-fA-F ]{4}){3}-[0-9a-fA-F]{12}", fullmatch=True),
    st.text("ABCDabcd019-_+/= ", max_size=100),
)
ANY = st.one_of(
    st.text(),
    HEX,
    HEX.map(str.upper),
    st.uuids().map(str),
    BASE64,
    BASE64.map(lambda text: text.rstrip("=")),
    NEARLY,
)


@given(ANY)
@example("\ud800" * 32)
@example("٠" * 32)  # digits to Python, but not those that come back
@example("0" * 31 + "\n")
def test_every_string_comes_back(text: str) -> None:
    assert unpack(pack(text)) == text


@given(ANY, ANY)
def test_two_strings_have_two_spellings(one: str, other: str) -> None:
    assert (pack(one) == pack(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("00" * 16, 16),
        ("f0" * 32, 32),
        ("0193b3a2-7c1e-7d3f-8a55-0123456789ab", 17),
        ("Ab-_" * 16, 49),
        (base64.urlsafe_b64encode(bytes(range(71))).decode().rstrip("="), 72),
    ],
)
def test_what_logs_are_full_of_is_short(text: str, length: int) -> None:
    packed = pack(text)
    assert isinstance(packed, bytes)
    assert len(packed) == length


@pytest.mark.parametrize("text", ["", "e-1", "AB" * 11, "a b " * 8, "가" * 32, "00" * 15])
def test_the_rest_stays_readable(text: str) -> None:
    assert pack(text) == text


def test_base64_never_looks_like_hexadecimal() -> None:
    for length in range(1, 100):
        text = base64.urlsafe_b64encode(bytes(length)).decode().rstrip("=")
        packed = pack(text)
        assert isinstance(packed, str) or packed.startswith(b"\x02") or len(text) in (32, 64)
        assert unpack(packed) == text


@given(st.text(), st.text())
@example("said", "")
def test_every_kind_comes_back(one: str, other: str) -> None:
    assert unpack_kind(pack_kind(one)) == one
    assert (pack_kind(one) == pack_kind(other)) == (one == other)


def test_the_commonest_kind_takes_nothing() -> None:
    assert not pack_kind("said")
    assert pack_kind("joined") == "joined"


BODIES = st.one_of(
    st.text(),
    st.fixed_dictionaries({"text": st.text(st.characters(exclude_categories=["Cs"]))}),
    st.fixed_dictionaries({"text": st.text('가힣뷁 a"\\\n{}:,', max_size=30)}),
    st.fixed_dictionaries({"text": st.text("ab", max_size=5), "reply_to": st.integers(0, 9)}),
).map(lambda body: body if isinstance(body, str) else canonical(body).decode())


@given(BODIES, BODIES)
@example('{"text":"a","z":"b"}', '{"text":""}')
@example('{"text":"}', '{"text":"\ud800"}')
def test_every_body_comes_back(one: str, other: str) -> None:
    assert unpack_body(pack_body(one)) == one
    assert (pack_body(one) == pack_body(other)) == (one == other)


def test_a_hangul_syllable_takes_two_bytes() -> None:
    assert len(pack_body(canonical({"text": "안녕, 뷁!"}).decode())) == 3 * 2 + 3


@pytest.mark.parametrize("body", [{"text": "👍"}, {"text": "안녕", "reply_to": 3}, {}])
def test_other_bodies_are_stored_as_they_are(body: dict[str, object]) -> None:
    spelled = canonical(body).decode()
    assert pack_body(spelled) == spelled
    assert json.loads(spelled) == body
