"""What of Engine.IO and Socket.IO is let through to the libraries."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import CONNECT, EVENT

from server.doors.packets import Malformed, StrictPacket, well_formed, well_formed_payload


@pytest.mark.parametrize(
    "packet",
    ["1", "2probe", "3", "5", "6", "40", "40/room,{}", '42["a"]', "41/room", "43/room,7[]"],
)
def test_what_clients_send_is_let_through(packet: str) -> None:
    assert well_formed(packet)


@pytest.mark.parametrize(
    "packet",
    [
        "",
        "0{}",
        "4",
        '45-["a",{"_placeholder":true,"num":0}]',
        "46",
        "44",
        "bAAAA",
        "x",
        "4[[[[[[",
        "2" + "[" * 5000,
        "7",
        "9",
    ],
)
def test_what_they_do_not_send_is_not(packet: str) -> None:
    assert not well_formed(packet)


def test_a_polling_body_is_judged_packet_by_packet() -> None:
    assert well_formed_payload(b"40/room,{}\x1e3", 2)
    assert not well_formed_payload(b"40/room,{}\x1e3\x1e3", 2)
    assert not well_formed_payload(b"40\x1ebAAAA", 9)
    assert not well_formed_payload(b"", 9)
    assert not well_formed_payload(b"42\xff", 9)


def test_events_are_read_as_the_library_reads_them() -> None:
    packet = StrictPacket(encoded_packet='2/room,7["say",{"text":"안녕"}]')
    assert (packet.packet_type, packet.namespace, packet.id) == (EVENT, "/room", 7)
    assert packet.data == ["say", {"text": "안녕"}]
    assert StrictPacket(encoded_packet='0/room,"odd"').packet_type == CONNECT


@pytest.mark.parametrize(
    "packet",
    [
        '2["connect",{}]',
        '2/room,["disconnect"]',
        '2["connect_error"]',
        "2",
        "2[]",
        "2[1]",
        '2{"a":1}',
        "2[",
        "2" + "[" * 100_000,
        '51-["a",{"_placeholder":true,"num":0}]',
        "2" + "9" * 200 + "[]",
        '21-["a"]',
        "3[]",
    ],
)
def test_what_would_reach_the_wrong_handler_is_refused(packet: str) -> None:
    with pytest.raises(Malformed):
        StrictPacket(encoded_packet=packet)


def test_bytes_are_refused() -> None:
    with pytest.raises(Malformed):
        StrictPacket(encoded_packet=b"2[]")


@given(st.text(max_size=60) | st.from_regex(r"[0-6](/[a-z]{0,3},)?\d{0,3}[\[{\"\]},0-9a]{0,9}"))
def test_whatever_comes_is_read_or_malformed(text: str) -> None:
    with contextlib.suppress(Malformed):
        StrictPacket(encoded_packet=text)
