"""The WebSocket of a real door, over HTTP and TLS."""

from __future__ import annotations

import contextlib
import json
import threading
import time

import pytest

from server.doors import frames
from tests.server.doors.door import Door, open_door
from tests.server.doors.wire import SOCKET, WebSocket, ended, frame, request
from tests.support.wait import wait_for


def test_a_member_comes_in_and_is_answered(door: Door) -> None:
    with WebSocket(door.url) as socket:
        assert socket.status == 101
        assert socket.join(friend=True).startswith("40/room,")
        socket.send('42/room,1["echo","사랑방"]')
        assert json.loads(socket.text().removeprefix("43/room,1")) == ["사랑방"]


def test_compression_is_not_agreed_to(door: Door) -> None:
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    with WebSocket(door.url, headers=offer) as socket:
        assert socket.status == 101
        assert "sec-websocket-extensions" not in socket.head.lower()
        assert socket.text().startswith("0")
        socket.socket.sendall(frame(b"\xaa\x00", first=0xC0))
        assert socket.receive() == (8, frames.PROTOCOL_ERROR.to_bytes(2, "big"))


def test_a_message_that_is_told_to_be_too_long_ends_the_connection_at_once(door: Door) -> None:
    with WebSocket(door.url) as socket:
        assert socket.text().startswith("0")
        socket.socket.sendall(frame(b"", told=door.limits.message + 1))
        assert socket.receive() == (8, frames.TOO_BIG.to_bytes(2, "big"))
        assert ended(socket.socket, 5)


def test_fragments_are_put_together_up_to_the_limit(door: Door) -> None:
    with WebSocket(door.url) as socket:
        socket.join(friend=True)
        text = json.dumps(["echo", "가" * 20_000], ensure_ascii=False)
        sent = f"42/room,1{text}".encode()
        for start in range(0, len(sent), 5000):
            last = start + 5000 >= len(sent)
            piece = sent[start : start + 5000]
            socket.socket.sendall(frame(piece, 0 if start else 1, first=0x80 if last else 0))
        assert json.loads(socket.text().removeprefix("43/room,1")) == ["가" * 20_000]
        piece = b"x" * 60_000
        for number in range(3):
            socket.socket.sendall(frame(piece, 0 if number else 1, first=0))
        # What was still on its way when it hung up may wash the reason away.
        with contextlib.suppress(ConnectionError):
            assert socket.receive() == (8, frames.TOO_BIG.to_bytes(2, "big"))
        assert ended(socket.socket, 5)


def test_a_ping_is_answered_and_a_close_is_returned(door: Door) -> None:
    with WebSocket(door.url) as socket:
        socket.join(friend=True)
        socket.socket.sendall(frame(b"are you there?", 9))
        assert socket.receive() == (10, b"are you there?")
        socket.socket.sendall(frame((1000).to_bytes(2, "big"), 8))
        assert socket.receive() == (8, (1000).to_bytes(2, "big"))
        assert ended(socket.socket, 5)
    wait_for(lambda: door.members() == 0, "the member to be forgotten")


@pytest.mark.parametrize("headers", [{"Sec-WebSocket-Version": "8"}, {"Sec-WebSocket-Key": "x"}])
def test_another_version_or_a_bad_key_is_told_so(door: Door, headers: dict[str, str]) -> None:
    with WebSocket(door.url, headers=headers) as socket:
        assert socket.status == 426


@pytest.mark.parametrize(
    "sent",
    [
        frame(b"bAAAA"),  # base64 binary
        frame(b"\x04hello", 2),
        frame(b"4" + b"[" * 60_000),
        frame(b"nonsense"),
        frame(b""),
        frame(b'451-/room,["echo",{"_placeholder":true,"num":0}]'),
        frame(b'42/room,["disconnect"]'),
        frame(b"42/room,7[" + b"[" * 60_000),
        frame(b"\xff\xfe"),
    ],
    # The masks are made by chance, and each worker has to name the tests alike.
    ids=range(9),
)
def test_garbage_ends_the_connection_and_nothing_else(
    door: Door, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with WebSocket(door.url) as friend, WebSocket(door.url) as stranger:
        assert friend.join(friend=True).startswith("40/room,")
        assert stranger.join(friend=True).startswith("40/room,")
        stranger.socket.sendall(sent)
        assert ended(stranger.socket, 5)
        friend.send('42/room,1["echo",1]')
        assert friend.text() == "43/room,1[1]"
    wait_for(lambda: door.members() == 0, "both to be forgotten")
    assert capfd.readouterr() == ("", ""), "a stranger must not be able to fill the log"


def test_a_big_frame_reaches_a_slow_reader_whole(door: Door) -> None:
    # Twenty frames of 120 KB are more than the system's buffers hold.
    with WebSocket(door.url) as socket:
        socket.join(friend=True)
        for number in range(10, 30):
            text = json.dumps(["echo", f"{number}" + "다" * 39_000], ensure_ascii=False)
            socket.send(f"42/room,{number}{text}")
        time.sleep(1)  # the reader is slow: nothing to wait for
        got = sorted(socket.text().removeprefix("43/room,") for _ in range(20))
    for number, answer in zip(range(10, 30), got, strict=True):
        assert json.loads(answer.removeprefix(str(number))) == [f"{number}" + "다" * 39_000]


def test_a_flood_of_small_messages_lets_others_have_their_turn(door: Door) -> None:
    stop = threading.Event()
    flood = frame(b"3") * 2000
    with WebSocket(door.url) as loud, WebSocket(door.url) as friend:
        loud.join(friend=True)
        friend.join(friend=True)

        def shout() -> None:
            try:
                while not stop.is_set():
                    loud.socket.sendall(flood)
            except OSError:
                pass

        shouting = threading.Thread(target=shout)
        shouting.start()
        try:
            slowest = 0.0
            for number in range(30):
                began = time.monotonic()
                friend.send(f'42/room,{number}["echo",{number}]')
                while not (answer := friend.text()).startswith("43"):
                    assert answer == "2"  # a heartbeat
                slowest = max(slowest, time.monotonic() - began)
        finally:
            stop.set()
            shouting.join(15)
    assert slowest < 1.0, slowest


def test_polling_requests_become_a_websocket(door: Door) -> None:
    opened = request(door.url, "GET", "/socket.io/?EIO=4&transport=polling")
    sid = json.loads(opened.data[1:])["sid"]  # type: ignore[attr-defined]
    path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
    body = b'40/room,{"friend":true}'
    assert request(door.url, "POST", path, body=body).status == 200
    assert b"40/room," in request(door.url, "GET", path).data  # type: ignore[attr-defined]
    with WebSocket(door.url, f"{SOCKET}&sid={sid}") as socket:
        socket.send("2probe")
        assert socket.text() == "3probe"
        assert door.listener.websocket(sid) is None, "not before the upgrade is done"
        socket.send("5")
        socket.send('42/room,1["echo",1]')
        while (answer := socket.text()) == "6":
            pass
        assert answer == "43/room,1[1]"
        assert door.listener.websocket(sid) is not None


def test_hanging_up_ends_the_line_without_a_word() -> None:
    with open_door() as door, WebSocket(door.url) as socket:
        socket.join(friend=True)
        (environ,) = door.environs.values()
        door.hub.call(door.listener.hang_up, environ)
        assert socket.receive() == (8, b"")


def test_an_unknown_engine_is_refused_before_the_door_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from engineio.async_drivers import gevent as driver

    monkeypatch.setitem(driver._async, "websocket", None)
    with pytest.raises(RuntimeError, match="not known"):
        Door().start()
