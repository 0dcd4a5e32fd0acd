"""Five thousand strangers at a real host's door, who say nothing or half of what they should."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.doors.limits import Limits, raise_open_files
from tests.server.doors.test_listener import half_a_handshake
from tests.server.doors.test_room_namespace import Member
from tests.support.copies import Copies, Host
from tests.support.wait import wait_for

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("prlimit") is None,
    reason="needs Linux's many loopback addresses, /proc, and prlimit",
)

MANY = 5000
#: Fewer of one address than it may have at the door, so that what bounds them is the number of all.
EACH = 200


def open_files(host: Host) -> int:
    """How many files the host has open."""
    return len(os.listdir(f"/proc/{host.process.popen.pid}/fd"))


def peak(host: Host) -> int:
    """The most memory it ever had, in MB."""
    status = Path(f"/proc/{host.process.popen.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def allowed(host: Host) -> int:
    """How many files it may open."""
    limits = Path(f"/proc/{host.process.popen.pid}/limits").read_text()
    return int(limits.partition("Max open files")[2].split()[0])


@contextlib.contextmanager
def strangers(port: int, saying: list[bytes]) -> Iterator[list[socket.socket]]:
    """Many connections from many addresses, which say these things in turn and then nothing."""
    with contextlib.ExitStack() as held:
        come: list[socket.socket] = []
        for number, sent in zip(range(MANY), itertools.cycle(saying), strict=False):
            source = (f"127.0.{1 + number // EACH}.1", 0)
            one = held.enter_context(socket.create_connection(("127.0.0.1", port), 10, source))
            # Five thousand ports that rest after a close would be in the way of the next test.
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):  # it may be dropped before it has spoken
                one.sendall(sent)
            come.append(one)
        yield come


def talk(one: Member, other: Member, text: str) -> None:
    """One says something and both hear it."""
    one.ask(len(one.answers), "say", {"id": f"s-{one.name}", "text": text})
    for member in (one, other):
        while text not in [entry["body"].get("text") for entry in member.entries]:
            assert member.hear(), "the line ended"


@pytest.mark.parametrize("door", ["lan", "guest"])
def test_five_thousand_strangers_do_not_keep_a_member_out(copies: Copies, door: str) -> None:
    if raise_open_files() < MANY + 500:
        pytest.skip("this system does not let a test hold so many connections")
    host = copies.host(guests=True, before=("prlimit", "--nofile=1024:"))
    assert allowed(host) > 1024, "it was raised at start"
    url = str(getattr(host, door))
    with Member(url, "Minsu") as minsu:
        minsu.until(lambda: minsu.welcome)
        files, memory = open_files(host), peak(host)
        hello = half_a_handshake() if door == "lan" else b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
        with strangers(urlsplit(url).port or 0, [b"", hello[:40], hello]) as come:
            assert len(come) == MANY
            began = time.monotonic()
            with Member(url, "Jiyoung") as jiyoung:
                jiyoung.until(lambda: jiyoung.welcome)
                took = time.monotonic() - began
                talk(jiyoung, minsu, "안녕")
                talk(minsu, jiyoung, "어서 와")
            assert took < 2, took
            assert open_files(host) - files <= Limits().waiting + 16
            # Half a handshake holds OpenSSL's buffers, some 40 KB each.
            assert peak(host) - memory < 96, peak(host) - memory
        wait_for(lambda: open_files(host) <= files + 2, "the strangers to be forgotten")
    assert "Traceback" not in host.process.tail()
