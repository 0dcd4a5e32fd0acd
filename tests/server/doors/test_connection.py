"""How a connection ends."""

from __future__ import annotations

import contextlib
import socket
import time
from types import SimpleNamespace

import pytest

from server.doors.connection import Connection, Session


@pytest.fixture
def pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        theirs = socket.create_connection(listener.getsockname())
        ours, _ = listener.accept()
        theirs.settimeout(5)
        return ours, theirs


def connection_of(ours: socket.socket) -> Connection:
    # gevent keeps the system's socket under this name.
    return Connection(SimpleNamespace(_sock=ours), "127.0.0.1", 10)


def read_all(theirs: socket.socket) -> None:
    while theirs.recv(65_536):
        pass


def test_hanging_up_lets_out_what_was_written(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with ours, theirs:
        ours.sendall(b"goodbye")
        connection_of(ours).hang_up()
        ours.close()
        assert theirs.recv(100) == b"goodbye"
        assert theirs.recv(100) == b""


def test_dropping_keeps_nothing_in_the_system(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with ours, theirs:
        ours.setblocking(False)
        with contextlib.suppress(BlockingIOError):  # nobody reads: all buffers are full
            while True:
                ours.send(b"x" * 65_536)
        connection_of(ours).drop()
        ours.close()
        with pytest.raises(ConnectionResetError):
            read_all(theirs)


def test_ending_twice_is_harmless(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    with ours, theirs:
        connection = connection_of(ours)
        connection.drop()
        ours.close()
        connection.drop()
        connection.hang_up()
        assert connection.gone


def test_a_session_ends_with_all_its_connections(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    ended: list[Session] = []
    session = Session("127.0.0.1", 10, ended.append)
    connection = connection_of(ours)
    connection.session = session
    session.connections.add(connection)
    seen = [connection.admitted]
    session.admissions = 1
    seen.append(connection.admitted)
    assert seen == [False, True]
    with ours, theirs:
        session.drop()
        assert connection.gone
        assert ended == [session]
        assert session.deadline > time.monotonic()
