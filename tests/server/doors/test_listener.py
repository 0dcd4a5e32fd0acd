"""A door against crowds: many strangers, and a member who wants in."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace

import pytest

from server.doors.limits import Limits
from server.identity import Identity
from tests.server.doors.door import Door, open_door, trusting
from tests.server.doors.wire import WebSocket, ended
from tests.support.wait import wait_for


def test_the_port_is_free_again_and_members_are_cut_when_it_stops() -> None:
    door = Door().start()
    port = door.port
    with WebSocket(door.url) as member:
        member.join(friend=True)
        door.stop()
        assert ended(member.socket, 5)
    with open_door(port=port):
        pass


def test_tls_below_1_2_is_refused(identity: Identity) -> None:
    with open_door(identity=identity) as door:
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it is the point
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with (
            socket.create_connection(("127.0.0.1", door.port), timeout=5) as raw,
            pytest.raises((ssl.SSLError, ConnectionError)),
        ):
            old.wrap_socket(raw)


@contextlib.contextmanager
def strangers(port: int, many: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """So many connections that say `sent` and then nothing."""
    held: list[socket.socket] = []
    try:
        for _ in range(many):
            one = socket.create_connection(("127.0.0.1", port), timeout=10)
            with contextlib.suppress(OSError):  # it may be dropped before it has spoken
                one.sendall(sent)
            held.append(one)
        yield held
    finally:
        for one in held:
            one.close()


def half_a_handshake() -> bytes:
    """The first thing a TLS client says."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting().wrap_bio(incoming, outgoing)
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


@pytest.mark.parametrize("kind", ["nothing", "half a handshake", "half a request"])
def test_2000_strangers_do_not_keep_a_member_out(
    identity: Identity, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    hello = half_a_handshake()
    sent = {"nothing": b"", "half a handshake": hello, "half a request": hello[:40]}[kind]
    with open_door(identity=identity) as door, WebSocket(door.url) as old_member:
        old_member.join(friend=True)
        with strangers(door.port, 2000, sent):
            assert door.waiting() <= door.limits.waiting
            began = time.monotonic()
            with WebSocket(door.url) as member:
                assert member.join(friend=True).startswith("40/room,")
                took = time.monotonic() - began
                for one in (member, old_member):
                    one.send('42/room,1["echo",1]')
                    assert one.text() == "43/room,1[1]"
            assert took < 2, took
        wait_for(lambda: door.connections() <= 2, "the strangers to be forgotten")
    assert capfd.readouterr() == ("", "")


def test_strangers_that_come_on_and_on_do_not_keep_a_member_out(identity: Identity) -> None:
    stop = threading.Event()
    with open_door(identity=identity, limits=replace(Limits(), waiting_per_address=64)) as door:

        def come_on_and_on() -> None:
            held: list[socket.socket] = []
            while not stop.is_set():
                held.append(socket.create_connection(("127.0.0.1", door.port), timeout=5))
                if len(held) > 500:
                    held.pop(0).close()
                time.sleep(0.003)  # their pace: some three hundred a second
            for one in held:
                one.close()

        coming = threading.Thread(target=come_on_and_on)
        coming.start()
        try:
            wait_for(lambda: door.listener.lobby.waiting.dropped > 20, "the door to be full")
            with WebSocket(door.url) as member:
                assert member.join(friend=True).startswith("40/room,")
                assert not ended(member.socket, 2)
        finally:
            stop.set()
            coming.join(20)


def test_open_files_run_out_and_a_member_still_comes_in(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import errno

    from gevent import server as gevent_server

    accept = gevent_server.StreamServer.do_read
    with open_door() as door, strangers(door.port, 30, b""):
        wait_for(lambda: door.waiting() == 30, "thirty strangers")

        def no_files_left(self: object) -> object:
            # What the system answers once the limit is reached, which a test that shares
            # this process's files cannot reach.
            if door.waiting() > 28:
                raise OSError(errno.EMFILE, "Too many open files")
            return accept(self)

        monkeypatch.setattr(gevent_server.StreamServer, "do_read", no_files_left)
        with WebSocket(door.url) as member:
            assert member.join(friend=True).startswith("40/room,")
    assert capfd.readouterr() == ("", "")
