from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import Packet

from server.events import Event, pack


def test_an_event_is_a_socketio_packet() -> None:
    event = Event.of("status", {"text": "안녕 \u2028 😀", "n": [1, None]})
    packet = Packet(encoded_packet=event.packet)
    assert packet.packet_type == 2
    assert packet.namespace == "/room"
    assert packet.data == ["status", {"text": "안녕 \u2028 😀", "n": [1, None]}]
    assert packet.id is None


@given(st.integers(1, 99), st.lists(st.integers(1, 400), max_size=60), st.integers(100, 900))
def test_entries_are_packed_in_order_within_the_limit(
    first: int, sizes: list[int], limit: int
) -> None:
    entries = [json.dumps("x" * size).encode() for size in sizes]
    batches = pack(first, entries, limit)
    told: list[str] = []
    number = first
    for batch in batches:
        assert batch.first == number
        name, part = json.loads(batch.event.packet.removeprefix("2/room,"))
        assert name == "entries"
        assert part
        assert batch.last == batch.first + len(part) - 1
        assert len(batch.event.packet) <= limit + 10 or len(part) == 1
        told += part
        number = batch.last + 1
    assert told == [json.loads(entry) for entry in entries]
