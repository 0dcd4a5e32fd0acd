"""Whatever comes from the network is of its form afterwards, or refused; nothing else is raised."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import wire, wire_json
from server.room.entry import START, Entry, chained
from server.room.profile import Profile
from server.room.refusal import Refused
from server.store import entry_of, row_of
from server.wire import (
    PROTOCOL,
    entry_bytes,
    is_hex,
    read_connect,
    read_entry,
    read_folk,
    read_leave,
    read_page,
    read_rename,
    read_say,
    read_welcome,
)

SALT = "5a" * 16
READERS: list[Callable[[Any], object]] = [
    read_connect, read_say, read_rename, read_leave, read_page, read_folk, read_entry,
    read_welcome,
]  # fmt: skip

ENTRY: dict[str, Any] = {
    "number": 42, "term": 1, "id": "0193", "at": 1763870000123, "author": "m_7f",
    "name": "Minsu", "kind": "said", "body": {"text": "안녕"}, "salt": SALT,
}  # fmt: skip
WELCOME: dict[str, Any] = {
    "protocol": 1, "room": {"id": "ab" * 16, "name": "r", "open": True},
    "you": {"id": "m_1", "name": "Me"}, "first": 1, "from": 74, "last": 123, "chain": "0" * 64,
    "members": [{"id": "m_1", "name": "Me", "online": True}], "members_total": 1,
    "state": {}, "limits": {},
}  # fmt: skip
GOOD: list[tuple[Callable[[Any], object], dict[str, Any]]] = [
    (read_connect, {"protocol": PROTOCOL, "name": "Minsu", "room": None, "after": 0}),
    (read_say, {"id": "a", "text": "hi", "reply_to": 1, "salt": SALT, "sent_at": 1,
                "signature": "s"}),
    (read_rename, {"id": "a", "name": "Minsu"}),
    (read_leave, {"id": "a"}),
    (read_page, {"before": 42, "limit": 10}),
    (read_folk, {"after": "m_1", "limit": 3}),
    (read_entry, ENTRY),
    (read_welcome, WELCOME),
]  # fmt: skip

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**53, 2**63, 2**64, -(2**63) - 1, 2**80, 0, -1])
    | st.floats()
    | st.text(st.characters(), max_size=12)  # with lone surrogates
    | st.sampled_from(["", "\x00", "\ud800", "ab" * 16, "0" * 64, "x" * 300])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(("read", "payload"), GOOD)
def test_what_is_good_is_read(read: Callable[[Any], object], payload: dict[str, Any]) -> None:
    read(payload)
    read({**payload, "a field of a later version": [1]})


@pytest.mark.parametrize("read", READERS)
@given(payload=ANYTHING)
def test_anything_is_read_or_refused(read: Callable[[Any], object], payload: Any) -> None:
    expect_read_or_refused(read, payload)


@given(good=st.sampled_from(GOOD), data=st.data())
def test_what_is_nearly_good_is_read_or_refused(
    good: tuple[Callable[[Any], object], dict[str, Any]], data: st.DataObject
) -> None:
    read, payload = good
    spoilt = dict(payload)
    for field in data.draw(st.lists(st.sampled_from(sorted(payload)), max_size=3)):
        spoilt[field] = data.draw(ANYTHING)
    expect_read_or_refused(read, spoilt)


def expect_read_or_refused(read: Callable[[Any], object], payload: Any) -> None:
    code = "read"
    try:
        read(payload)
    except Refused as refused:
        code = refused.code
    known = {"read", "malformed", "protocol_unsupported", "empty", "too_long", "name_invalid"}
    assert code in known


def test_a_bottomless_payload_is_refused_by_the_json_reader() -> None:
    with pytest.raises(ValueError):
        wire_json.loads("[" * 50_000)
    with pytest.raises(ValueError):
        wire_json.loads('["\\ud800",' + "[" * 50_000)


def test_half_an_emoji_is_read_so_that_it_can_be_refused_with_an_answer() -> None:
    event, half = wire_json.loads('["say",{"id":"a","text":"\\ud83d"}]')
    assert event == "say"
    with pytest.raises(Refused) as refused:
        wire.read_say(half)
    assert refused.value.code == "malformed"


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"protocol": 2}, "protocol_unsupported"), ({"protocol": "1"}, "malformed"),
        ({"protocol": True}, "malformed"), ({"protocol": 1.0}, "malformed"),
        ({"name": None}, "malformed"), ({"after": -2}, "malformed"),
        ({"after": 2**53}, "malformed"),
        ({"after": True}, "malformed"), ({"room": 5}, "malformed"), ({"invite": []}, "malformed"),
        ({"session": {}}, "malformed"), ({"ticket": 1}, "malformed"),
    ],
)  # fmt: skip
def test_connects_that_are_refused(spoilt: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_connect({"protocol": PROTOCOL, "name": "M", **spoilt})
    assert refused.value.code == code
    if code == "protocol_unsupported":
        assert refused.value.data == {"supported": [PROTOCOL]}


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"text": ""}, "empty"), ({"text": "x" * 10_001}, "too_long"), ({"text": 1}, "malformed"),
        ({"id": "a b"}, "malformed"), ({"salt": "5A" * 16}, "malformed"),
        ({"salt": "5a" * 15}, "malformed"), ({"signature": "s"}, "malformed"),
        ({"signature": "s" * 201, "salt": SALT, "sent_at": 1}, "malformed"),
        ({"sent_at": -1}, "malformed"), ({"sent_at": 2**53}, "malformed"),
        ({"reply_to": "1"}, "malformed"), ({"reply_to": True}, "malformed"),
        ({"reply_to": 2**53}, "malformed"), ({"reply_to": 2**64}, "malformed"),
        ({"reply_to": -(2**70)}, "malformed"), ({"text": "\ud800"}, "malformed"),
    ],
)  # fmt: skip
def test_messages_that_are_refused(spoilt: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_say({"id": "a", "text": "hi", **spoilt})
    assert refused.value.code == code


def test_nobody_leaves_for_a_reason_of_their_own() -> None:
    assert read_leave({"id": "a", "reason": "removed"}).reason == "left"


@pytest.mark.parametrize(
    "asked",
    [{}, {"before": 1, "after": 1}, {"before": 1, "limit": 0}, {"before": 1, "limit": 501},
     {"before": -1}, {"after": 2**53}, {"after": None, "before": None}],
)  # fmt: skip
def test_pages_that_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_page(asked)


# --- entries -----------------------------------------------------------------------------------

NAUGHTY = [
    "\x00", "a\x00b", "a\u2028b\u2029c", "\ufeff", "\u202e\u2066", "👩‍👩‍👧‍👦 🇰🇷",
    "안녕하세요", "한\u200d글",
    "<script>alert(1)</script>", '"\\/\b\f\n\r\t', "\x7f\x80\x9f", "\uffff\ufffe",
    "\U0010ffff", "e\u0301 é", " leading and trailing ", "\\u0000", "a\r\nb\rc", "＂", "𝕳𝖊𝖑𝖑𝖔",
]  # fmt: skip


def through_the_wire(text: str) -> str:
    """What `say` carries, as it arrives at another member's replica."""
    say = read_say(wire_json.loads(wire_json.dumps({"id": "a", "text": text})))
    entry = chained(read_entry({**ENTRY, "body": {"text": say.text}}), START)
    stored = entry_of(row_of(entry))
    received = read_entry(wire_json.loads(entry_bytes(row_of(stored))))
    assert chained(received, START).chain == entry.chain
    assert received.body is not None
    return str(received.body["text"])


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_texts_come_through_as_they_are(text: str) -> None:
    assert through_the_wire(text).encode() == text.encode()


@given(st.text(min_size=1, max_size=200).filter(lambda text: not text.isspace()))
def test_every_text_comes_through_as_it_is(text: str) -> None:
    assert through_the_wire(text).encode() == text.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@given(
    st.text(min_size=1, max_size=20),
    st.dictionaries(st.text(max_size=8), JSON, max_size=4),
    st.dictionaries(st.text(max_size=8), JSON, max_size=3),
)
def test_unknown_kinds_and_fields_are_kept_as_they_came(
    kind: str, body: dict[str, Any], more: dict[str, Any]
) -> None:
    more = {key: value for key, value in more.items() if key not in KNOWN}
    sent = {**ENTRY, "kind": kind, "body": body, **more}
    entry = chained(read_entry(sent), START)
    assert json.loads(entry_bytes(row_of(entry))) == sent
    assert entry_of(row_of(entry)) == replace(entry, chain="")


KNOWN = {*ENTRY, "digest", "sent_at", "signature", "withdrawn"}


def test_an_emptied_entry_travels_by_its_digest() -> None:
    digest = chained(read_entry(ENTRY), START).digest
    sent = {key: ENTRY[key] for key in ENTRY if key not in ("body", "salt")}
    sent |= {"digest": digest, "withdrawn": 50}
    entry = chained(read_entry(sent), START)
    assert entry.chain == chained(read_entry(ENTRY), START).chain
    assert json.loads(entry_bytes(row_of(entry))) == sent


@pytest.mark.parametrize(
    "spoilt",
    [
        {"number": 0}, {"number": 2**53}, {"number": "1"}, {"term": 0}, {"at": 2**60},
        {"at": 1.5}, {"id": ""}, {"id": "x" * 129}, {"author": "x" * 129}, {"name": "x" * 257},
        {"kind": ""}, {"kind": "x" * 65}, {"salt": "zz"}, {"salt": None}, {"body": None},
        {"body": "x"}, {"body": []}, {"signature": "x" * 257}, {"sent_at": 2**53},
        {"withdrawn": 0}, {"withdrawn": 2**53}, {"body": None, "digest": "0" * 63},
    ],
)  # fmt: skip
def test_entries_that_are_refused(spoilt: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        read_entry({**ENTRY, **spoilt})
    assert refused.value.code == "malformed"


@pytest.mark.parametrize("field", ["name", "author", "id", "kind"])
def test_a_lone_surrogate_in_an_entry_has_no_chain(field: str) -> None:
    with pytest.raises((Refused, ValueError)):
        chained(read_entry({**ENTRY, field: "a\ud800"}), START)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"chain": "0" * 63}, {"chain": "G" * 64}, {"first": 0}, {"from": 0}, {"from": 125},
        {"last": 2**60}, {"room": {"id": "x", "name": "r", "open": True}},
        {"room": {"id": "ab" * 16, "name": "r" * 300, "open": True}},
        {"you": {"id": "", "name": "x"}}, {"members": [{"id": "", "name": "x"}]},
        {"members": [{"id": "a", "name": "x"}] * 1001}, {"state": []},
    ],
)  # fmt: skip
def test_welcomes_that_are_refused(spoilt: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_welcome({**WELCOME, **spoilt})


@pytest.mark.parametrize("odd", [None, True, 7, [[]], {"a": {}}, "one\ntwo"])
def test_how_a_member_is_shown_is_of_its_form_or_left_out(odd: object) -> None:
    member = {**WELCOME["members"][0], "colour": 3}
    for field in ("status", "picture"):
        welcome = read_welcome({**WELCOME, "members": [{**member, field: odd}]})
        assert [told.profile for told in welcome.members] == [Profile(colour=3)]
    welcome = read_welcome({**WELCOME, "members": [{**member, "colour": "red"}]})
    assert [told.profile for told in welcome.members] == [Profile()]


def test_a_new_entry_is_spelled_without_what_it_has_not() -> None:
    entry = chained(Entry(**{**ENTRY, "digest": "", "chain": ""}), START)
    assert json.loads(entry_bytes(row_of(entry))) == ENTRY


def test_hexadecimal_has_one_spelling() -> None:
    assert is_hex("0af", 3)
    assert not is_hex("0AF", 3)
    assert not is_hex("0a", 3)
    assert not is_hex("0a ", 3)
