"""What a stranger can make a host remember, measured on a real process."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.doors.limits import Limits
from tests.server.doors.door import NAMESPACE
from tests.server.doors.wire import POLLING, WebSocket, connect, ended, frame, request
from tests.support.copies import ROOT
from tests.support.wait import wait_for

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads memory from /proc"
)

MB = 1024 * 1024


class Process:
    """A door in a process of its own."""

    def __init__(self, popen: subprocess.Popen[str], scheme: str, port: int) -> None:
        self.popen = popen
        self.url = f"{scheme}://127.0.0.1:{port}"

    def peak(self) -> int:
        """The most memory it ever had, in bytes."""
        status = Path(f"/proc/{self.popen.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024


@pytest.fixture(params=["http", "https"])
def process(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Process]:
    command = [sys.executable, "-m", "tests.server.doors.door"]
    command += [str(tmp_path)] if request.param == "https" else []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as popen:
        assert popen.stdin is not None
        assert popen.stdout is not None
        running = Process(popen, request.param, int(popen.stdout.readline()))
        with WebSocket(running.url) as warm:
            warm.join(friend=True)
        yield running
        popen.stdin.close()
        popen.wait(20)


def pour(socket: WebSocket, data: bytes, times: int, seconds: float = 60) -> int:
    """Send until the other side hangs up or the time is over; how many bytes left."""
    sent, until = 0, time.monotonic() + seconds
    with contextlib.suppress(OSError):
        for _ in range(times):
            if time.monotonic() > until:
                break
            socket.socket.sendall(data)
            sent += len(data)
    return sent


def test_300_mb_told_in_one_frame_are_not_read(process: Process) -> None:
    before = process.peak()
    with WebSocket(process.url) as stranger:
        stranger.socket.sendall(frame(b"", told=300 * MB))
        pour(stranger, b"x" * MB, 300)
        assert ended(stranger.socket, 5)
    assert process.peak() - before < 4 * MB


def test_300_mb_in_fragments_that_never_end_are_not_kept(process: Process) -> None:
    before = process.peak()
    with WebSocket(process.url) as stranger:
        stranger.socket.sendall(frame(b"4", first=0))
        pour(stranger, frame(b"x" * 60_000, 0, first=0), 5000)
        assert ended(stranger.socket, 5)
    assert process.peak() - before < 4 * MB


def test_a_compressed_bomb_is_not_inflated(process: Process) -> None:
    before = process.peak()
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = squeeze.compress(b"4" * 300 * MB) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    assert len(bomb) < MB
    with WebSocket(
        process.url, headers={"Sec-WebSocket-Extensions": "permessage-deflate"}
    ) as stranger:
        with contextlib.suppress(OSError):
            for start in range(0, len(bomb), 60_000):
                piece = bomb[start : start + 60_000]
                stranger.socket.sendall(frame(piece, 0 if start else 1, first=0 if start else 0x40))
        assert ended(stranger.socket, 5)
    assert process.peak() - before < 4 * MB


def test_a_body_of_300_mb_is_not_read(process: Process) -> None:
    before = process.peak()
    with connect(process.url) as stranger:
        stranger.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 314572800\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(300):
                stranger.sendall(b"x" * MB)
        assert ended(stranger, 5)
    assert process.peak() - before < 4 * MB


def test_a_flood_of_messages_is_not_gathered(process: Process) -> None:
    # A member's flood: answers are not read, so the door stops reading questions.
    with WebSocket(process.url) as member:
        member.join(friend=True)
        before = process.peak()
        question = frame(f'42{NAMESPACE},["none","{"x" * 60_000}"]'.encode())
        member.socket.settimeout(2)
        # It is read slowly, so it never has to wait long for a frame: 10 s of it are enough for
        # a door that gathers to take all the 180 MB.
        sent = pour(member, question, 3000, seconds=10)
        assert sent > MB
    assert process.peak() - before < 16 * MB


def test_sessions_opened_by_one_address_are_few(process: Process) -> None:
    before = process.peak()
    limits, began = Limits(), time.monotonic()
    answers = [request(process.url, "GET", POLLING).status for _ in range(400)]
    most = limits.sessions + limits.sessions_per_second * (time.monotonic() - began)
    assert answers.count(429) > 0
    assert answers.count(200) <= most
    assert process.peak() - before < 24 * MB


def test_2000_silent_connections_cost_little(process: Process) -> None:
    before = process.peak()
    with contextlib.ExitStack() as stack:
        for _ in range(2000):
            # Before the handshake: what comes after it is this client's work, too.
            plain = process.url.replace("https", "http")
            stack.enter_context(connect(plain))
        began = time.monotonic()
        wait_for(lambda: request(process.url).status == 200, "the page for somebody else")
        assert time.monotonic() - began < 5
    assert process.peak() - before < 32 * MB
