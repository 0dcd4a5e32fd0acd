"""The load generator believes no server: what is lost, doubled or reordered ends the run."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.bench.generator import BenchError, Generator, compiler

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler for the load generator")

Fault = Callable[[list[bytes]], list[bytes]]


@contextmanager
def irc_server(fault: Fault) -> Iterator[int]:
    """Serve one sender and one listener; `fault` maps the lines said to the lines passed on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening, fault))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            thread.join(10)


def serve(listening: socket.socket, fault: Fault) -> None:
    """Admit two clients, pass on four lines, end when the first client does."""
    with listening.accept()[0] as sender, listening.accept()[0] as listener:
        for end in (sender, listener):
            end.recv(1000)  # NICK and USER
            end.sendall(b":irc 376 m :End\r\n")
            end.recv(1000)  # JOIN
            end.sendall(b":irc 366 m #room :End\r\n")
        said = b""
        while said.count(b"\n") < 4:
            said += sender.recv(1000)
        listener.sendall(b"".join(fault([b":m " + line for line in said.splitlines(True)])))
        with suppress(ConnectionResetError):
            sender.recv(1000)


def burst(fault: Fault) -> int:
    """Say four messages to one listener; return how many deliveries were counted."""
    with irc_server(fault) as port, Generator("irc", port, "plain") as members:
        members.open(2)
        return int(members.burst(most=4, window=4)["deliveries"])


def test_what_arrives_is_counted() -> None:
    assert burst(lambda lines: lines) == 4


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (lambda lines: [lines[0], *lines[2:]], "got message 2 where 1 was due"),
        (lambda lines: [lines[0], *lines], "got message 0 where 1 was due"),
        (lambda lines: [lines[1], lines[0]], "got message 1 where 0 was due"),
        (lambda lines: [lines[0].replace(b"#00000000", b"#0000x000")], "number was damaged"),
    ],
    ids=["lost", "doubled", "reordered", "damaged"],
)
def test_a_fault_is_an_error(fault: Fault, sentence: str) -> None:
    with pytest.raises(BenchError, match=sentence):
        burst(fault)
