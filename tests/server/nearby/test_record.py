"""What a record says, and that nobody can make it say more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.address import Address
from server.nearby.record import (
    LONGEST,
    MARK_HOURS,
    WHYS,
    Key,
    Missed,
    Notice,
    reachable,
    read_text,
)
from server.room.names import ROOM_NAME_LIMIT

KEY = Key("ab" * 32, "cd" * 16)
OTHER = Key("ab" * 32, "ce" * 16)
HOUR = 490_000
SALT = "0f" * 16

hexes = st.text("0123456789abcdef", min_size=32, max_size=32)


def raw(fields: dict[str, str]) -> bytes:
    """As zeroconf writes it: each string with its length before it."""
    strings = [f"{key}={value}".encode() for key, value in fields.items()]
    return b"".join(bytes([len(one)]) + one for one in strings)


def notice(key: Key = KEY, hour: int = HOUR, salt: str = SALT, **more: object) -> Notice:
    return Notice(key.mark(hour, salt), hour, salt, **more)  # type: ignore[arg-type]


@given(
    hour=st.integers(0, 10**7),
    salt=hexes,
    name=st.none() | st.text("가나다 abc😀", min_size=1, max_size=60).filter(str.strip),
    code=st.none() | st.integers(0, 99_999),
)
def test_a_notice_is_read_as_it_was_said(
    hour: int, salt: str, name: str | None, code: int | None
) -> None:
    said = notice(hour=hour, salt=salt, name=name and name.strip(), code=code)
    assert read_text(raw(said.text())) == said


@given(mark=hexes, why=st.sampled_from(WHYS), near=st.booleans())
def test_a_failure_is_read_as_it_was_said(mark: str, why: str, near: bool) -> None:
    assert read_text(raw(Missed(mark, why, near).text())) == Missed(mark, why, near)


@given(st.binary(max_size=LONGEST + 50))
def test_garbage_is_nothing(data: bytes) -> None:
    read = read_text(data)
    assert read is None or isinstance(read, Notice | Missed)


FIELDS = ["v", "id", "hour", "salt", "name", "code", "missed", "why", "near"]
values = st.sampled_from(
    ["1", "", "0f" * 16, "-1", "１", "9" * 9, "\u202ex", "a" * 61, "no_answer", "방", " "]
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, values)))
def test_what_is_nearly_a_record_holds_to_its_bounds(fields: dict[str, str]) -> None:
    read = read_text(raw(fields))
    if isinstance(read, Notice):
        assert len(read.mark) == len(read.salt) == 32
        assert 0 <= read.hour < 10**8
        assert read.name is None or 0 < len(read.name) <= ROOM_NAME_LIMIT
        assert read.name is None or "\u202e" not in read.name
        assert read.code is None or 0 <= read.code < 10**8
    elif isinstance(read, Missed):
        assert len(read.mark) == 32
        assert read.why in WHYS


def test_a_longer_text_is_not_read() -> None:
    said = notice().text()
    assert read_text(raw(said)) is not None
    assert read_text(raw({**said, **{f"x{n}": "y" * 200 for n in range(3)}})) is None


def test_the_first_of_two_counts_and_strangers_fields_are_passed_over() -> None:
    said = raw({**notice(name="방").text(), "later": "something"}) + raw({"name": "another"})
    read = read_text(said)
    assert isinstance(read, Notice)
    assert read.name == "방"


def test_a_name_that_is_none_is_left_out() -> None:
    read = read_text(raw({**notice().text(), "name": "\u202egnp"}))
    assert isinstance(read, Notice)
    assert read.name is None


def test_only_who_knows_both_recognises_a_room() -> None:
    said = notice()
    assert said.is_of(KEY, HOUR)
    assert not said.is_of(OTHER, HOUR)
    assert not said.is_of(Key("ac" * 32, KEY.room), HOUR)


def test_a_mark_says_nothing_of_key_and_room_and_changes() -> None:
    marks = {KEY.mark(HOUR, SALT), KEY.mark(HOUR + 1, SALT), KEY.mark(HOUR, "0e" * 16)}
    assert len(marks) == 3
    spelled = "".join([*notice().text().values()])
    assert KEY.fingerprint[:16] not in spelled
    assert KEY.room[:16] not in spelled


@pytest.mark.parametrize(("later", "good"), [(MARK_HOURS, True), (MARK_HOURS + 1, False)])
def test_a_mark_that_was_recorded_is_soon_of_no_use(later: int, good: bool) -> None:
    assert notice().is_of(KEY, HOUR + later) is good
    assert notice().is_of(KEY, HOUR - later) is good


def test_a_record_leads_nowhere_but_into_this_network() -> None:
    said = ["192.168.0.5", "8.8.8.8", "203.0.113.7", "2001:db8::5", "fd00::1", "fe80::1", "::1"]
    said += ["127.0.0.1", "0.0.0.0", "224.0.0.251", "255.255.255.255", "no address", "192.168.0.5"]
    subnets = ["203.0.113.0/24", "2001:db8::/64"]
    found = reachable(said, 47800, subnets)
    assert [one.host for one in found] == ["203.0.113.7", "2001:db8::5", "192.168.0.5", "fd00::1"]
    assert reachable(reversed(said), 47800, subnets) == found, "the best first in any case"
    assert reachable(["127.0.0.1"], 47800, [], loopback=True) == (Address("127.0.0.1", 47800),)
    # The same in IPv6's clothes, and a tunnel that counts as private.
    hidden = ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:255.255.255.255", "2001::8.8.8.8"]
    assert reachable([*hidden, "::ffff:192.168.0.5"], 47800, subnets) == (
        Address("192.168.0.5", 47800),
    )


@given(st.lists(st.text(max_size=20) | st.ip_addresses().map(str)), st.integers(-1, 70_000))
def test_addresses_are_few_and_good(addresses: list[str], port: int) -> None:
    found = reachable(addresses, port, ["10.0.0.0/8"])
    assert len(found) <= 8
    assert all(0 < (one.port or 0) < 65536 for one in found)
