"""Slow, long and odd HTTP: the deadlines and sizes of requests."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import pytest

from server.doors.limits import Limits
from server.identity import Identity
from tests.server.doors.door import Door, open_door
from tests.server.doors.wire import connect, ended, request
from tests.support.wait import wait_for

QUICK = Limits(
    head_seconds=1, body_seconds=1, admission_seconds=2, answer_seconds=2, idle_seconds=2
)


@pytest.fixture(scope="module", params=["http", "https"])
def quick(request: pytest.FixtureRequest, identity: Identity) -> Iterator[Door]:
    """A door that is quickly out of patience."""
    chosen = identity if request.param == "https" else None
    with open_door(limits=QUICK, identity=chosen) as opened:
        yield opened


def answer_to(door: Door, sent: bytes) -> bytes:
    """What comes back for these bytes until the door hangs up."""
    with connect(door.url) as socket:
        socket.sendall(sent)
        got = b""
        try:
            while data := socket.recv(4096):
                got += data
        except ConnectionError:
            pass
        return got


def test_headers_that_drip_in_do_not_hold_the_door(quick: Door) -> None:
    with connect(quick.url) as socket:
        socket.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 8:
                socket.sendall(b"X: y\r\n")  # always something, never the end
                time.sleep(0.1)
        assert time.monotonic() - began < 4


def test_a_body_that_drips_in_does_not_hold_the_door(quick: Door) -> None:
    with connect(quick.url) as socket:
        socket.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx")
        assert ended(socket, 4)


def test_silence_does_not_hold_the_door(quick: Door) -> None:
    with connect(quick.url) as socket:
        began = time.monotonic()
        assert ended(socket, 6)
        assert 1.5 < time.monotonic() - began < 4
    wait_for(lambda: quick.connections() == 0, "the connection to be forgotten")


def test_asking_again_and_again_without_being_admitted_ends(identity: Identity) -> None:
    limits = Limits(admission_seconds=2, stay_seconds=1)
    with open_door(limits=limits) as door, connect(door.url) as socket:
        line = b"GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        began = time.monotonic()
        heard = b""
        while time.monotonic() - began < 6:
            socket.sendall(line)
            data = socket.recv(65_536)
            heard = data or heard
            if b"Connection: close" in heard:
                break
            time.sleep(0.2)
        assert b"Connection: close" in heard
        assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 20_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 4000 + b"\r\n", b"431"),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"POST / HTTP/1.1\r\nContent-Length: 10000000000\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: a\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello", b"400"),
        (b"GET /\r\n\r\n", b"400"),
        (b"POST /\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"400"),
        (b"GET / HTTP/x.y\r\n\r\n", b"400"),
        (b"\x16\x03\x01 what is this\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_refused_in_one_line(
    quick: Door, sent: bytes, status: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(quick, sent)
    assert answer.startswith(b"HTTP/1.1 " + status), answer[:200]
    assert b"Connection: close" in answer
    assert capfd.readouterr() == ("", "")


def test_plain_http_at_the_tls_door_is_hung_up_on(
    identity: Identity, capfd: pytest.CaptureFixture[str]
) -> None:
    with open_door(identity=identity) as door:
        with connect(door.url.replace("https", "http")) as socket:
            socket.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert ended(socket, 5)
        assert request(door.url).status == 200
    assert capfd.readouterr() == ("", "")


def test_what_a_request_carried_is_never_in_the_log(
    quick: Door, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        request(quick.url, "GET", "/?invite=THE-SECRET", {"Authorization": "THE-SECRET"})
        request(quick.url, "GET", "/socket.io/?EIO=3&invite=THE-SECRET")
        request(quick.url, "GET", "/socket.io/?EIO=4&transport=polling&sid=THE-SECRET")
        request(quick.url, "GET", "/", {"Origin": "http://THE-SECRET"})
        answer_to(quick, b"GET /THE-SECRET HTTP/1.1\r\nTHE-SECRET\r\n\r\n")
        answer_to(quick, b"POST /THE-SECRET HTTP/9.1\r\n\r\n")
    out, err = capfd.readouterr()
    assert "THE-SECRET" not in out + err + caplog.text
