"""Frames, held against wsproto's client."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import CloseConnection, Ping, Pong, TextMessage

from server.doors import frames
from server.doors.frames import BadFrame, FrameReader, accept_key, encode_frame
from tests.server.doors.wire import frame

MOST = 4096


def read_all(reader: FrameReader) -> list[frames.Frame]:
    found = []
    while (one := reader.next()) is not None:
        found.append(one)
    return found


@given(
    st.lists(st.lists(st.text(max_size=400), min_size=1, max_size=4), max_size=5),
    st.integers(1, 50),
)
def test_what_a_real_client_sends_is_read_however_it_is_cut(
    messages: list[list[str]], piece: int
) -> None:
    client = Connection(ConnectionType.CLIENT)
    sent = b""
    for parts in messages:
        for number, part in enumerate(parts):
            sent += client.send(
                TextMessage(part, message_finished=number == len(parts) - 1, frame_finished=True)
            )
            sent += client.send(Ping(b"between"))
    reader = FrameReader(100_000)
    found = []
    for start in range(0, len(sent), piece):
        reader.feed(sent[start : start + piece])
        found += read_all(reader)
    texts = [one.text for one in found if one.opcode == frames.TEXT]
    assert texts == ["".join(parts) for parts in messages]
    pings = [one.payload for one in found if one.opcode == frames.PING]
    assert pings == [b"between"] * sum(len(parts) for parts in messages)


@given(st.text(max_size=300).map(lambda text: text * 400))
def test_what_we_send_a_real_client_reads(text: str) -> None:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(encode_frame(text.encode()))
    parts = [event.data for event in client.events() if isinstance(event, TextMessage)]
    assert "".join(parts) == text


def test_control_frames_reach_a_real_client() -> None:
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(encode_frame(b"x", frames.PONG) + encode_frame(b"\x03\xf1", frames.CLOSE))
    pong, close = client.events()
    assert isinstance(pong, Pong)
    assert isinstance(close, CloseConnection)
    assert close.code == frames.TOO_BIG


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(b"", told=MOST + 1), frames.TOO_BIG),
        (frame(b"", told=2**62), frames.TOO_BIG),
        (frame(b"x" * MOST, first=0) + frame(b"y", 0), frames.TOO_BIG),
        (frame(b"x", first=0xC0), frames.PROTOCOL_ERROR),  # compressed
        (frame(b"x", masked=False), frames.PROTOCOL_ERROR),
        (frame(b"x", 2), frames.NOT_TEXT),
        (frame(b"x", 2, first=0), frames.NOT_TEXT),
        (frame(b"x", 3), frames.PROTOCOL_ERROR),
        (frame(b"x", 0), frames.PROTOCOL_ERROR),  # nothing to continue
        (frame(b"x", first=0) + frame(b"y", 1), frames.PROTOCOL_ERROR),
        (frame(b"x" * 126, 9), frames.PROTOCOL_ERROR),
        (frame(b"x", 9, first=0), frames.PROTOCOL_ERROR),
    ],
    # The masks are made by chance, and each worker has to name the tests alike.
    ids=range(12),
)
def test_what_is_not_allowed_is_refused(sent: bytes, code: int) -> None:
    reader = FrameReader(MOST)
    reader.feed(sent)
    with pytest.raises(BadFrame) as refused:
        read_all(reader)
    assert refused.value.code == code


def test_a_message_of_exactly_the_limit_is_read() -> None:
    reader = FrameReader(MOST)
    reader.feed(frame(b"x" * (MOST - 1), first=0) + frame(b"y", 0))
    assert [len(one.payload) for one in read_all(reader)] == [MOST]
    assert reader.held == 0


def test_a_length_too_long_is_refused_before_its_bytes_come() -> None:
    reader = FrameReader(MOST)
    reader.feed(frame(b"", told=MOST + 1)[:4])  # no mask yet, no payload
    with pytest.raises(BadFrame):
        reader.next()


def test_text_that_is_not_utf8_is_refused() -> None:
    reader = FrameReader(MOST)
    reader.feed(frame(b"\xed\xa0\x80"))
    whole = reader.next()
    assert whole is not None
    with pytest.raises(BadFrame) as refused:
        _ = whole.text
    assert refused.value.code == frames.NOT_UTF8


@given(st.binary(max_size=300))
def test_any_bytes_end_in_frames_or_a_refusal_within_the_limit(sent: bytes) -> None:
    reader = FrameReader(64)
    reader.feed(sent)
    try:
        read_all(reader)
    except BadFrame:
        return
    assert reader.held <= len(sent)


def test_the_answer_to_a_key_is_the_standard_s() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert accept_key("too short") is None
    assert accept_key("") is None
