from __future__ import annotations

from typing import Any

import engineio
import pytest
from engineio.packet import MESSAGE, Packet
from engineio.socket import Socket

from server.doors.polls import MOST_BYTES, bound_polls


@pytest.fixture
def socket() -> Any:
    server = engineio.Server(async_mode="gevent", ping_interval=0.01, ping_timeout=0.01)
    made = Socket(server, "sid")
    bound_polls(made)
    return made


def put(socket: Any, *texts: str) -> None:
    for text in texts:
        socket.queue.put(Packet(MESSAGE, data=text))


def test_no_answer_holds_more_than_the_official_client_for_python_takes(socket: Any) -> None:
    put(socket, *map(str, range(40)))
    taken = [[packet.data for packet in socket.poll()] for _ in range(3)]
    assert [len(part) for part in taken] == [16, 16, 8]
    assert [int(text) for part in taken for text in part] == list(range(40))


def test_no_answer_grows_far_beyond_its_bound(socket: Any) -> None:
    half = "x" * (MOST_BYTES // 2)
    put(socket, half, half, half, "after")
    assert [len(packet.data) for packet in socket.poll()] == [len(half), len(half)]
    assert [packet.data for packet in socket.poll()] == [half, "after"]


def test_the_end_comes_after_what_was_said_before(socket: Any) -> None:
    put(socket, "last")
    socket.queue.put(None)
    assert [packet.data for packet in socket.poll()] == ["last"]
    assert socket.poll() == []


def test_everything_taken_counts_as_done(socket: Any) -> None:
    put(socket, *map(str, range(20)))
    socket.poll()
    assert not socket.queue.join(0.01)
    socket.poll()
    assert socket.queue.join(0.01)


def test_a_poll_that_finds_nothing_says_so(socket: Any) -> None:
    bound_polls(socket)  # a second namespace of the same session
    with pytest.raises(engineio.exceptions.QueueEmpty):
        socket.poll()
