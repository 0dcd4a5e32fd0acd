"""Opening a door, and who is counted at it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace

import aiohttp
import pytest
import socketio

from server.doors.limits import Limits
from server.doors.listener import NoAddress, PortTaken
from server.identity import Identity
from tests.server.doors.door import Door, open_door, trusting
from tests.server.doors.wire import POLLING, WebSocket, connect, ended, request
from tests.support.ports import free_port
from tests.support.wait import wait_for

IMPATIENT = Limits(admission_seconds=1.5)


def test_a_taken_port_is_said_so() -> None:
    with open_door() as first, pytest.raises(PortTaken, match=str(first.port)):
        Door(port=first.port).start()


def test_a_taken_port_on_the_second_address_leaves_nothing_open() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.2", port)), pytest.raises(PortTaken):
        Door(hosts=("127.0.0.1", "127.0.0.2"), port=port).start()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_an_address_that_is_not_ours_is_passed_over_but_not_all() -> None:
    with open_door(hosts=("203.0.113.7", "127.0.0.1")) as door:
        assert door.listener.addresses == [("127.0.0.1", door.port)]
    with pytest.raises(NoAddress):
        Door(hosts=("203.0.113.7",)).start()


def test_one_port_on_ipv4_and_ipv6() -> None:
    with open_door(hosts=("0.0.0.0", "::")) as door:
        for host in ("127.0.0.1", "127.0.0.2", "[::1]"):
            assert request(f"http://{host}:{door.port}").status == 200


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


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_who_is_not_admitted_in_time_is_ended(transport: str) -> None:
    with open_door(limits=IMPATIENT) as door:
        if transport == "websocket":
            with WebSocket(door.url) as socket:
                socket.join(stranger=True)
                assert door.strangers() == 1
                assert ended(socket.socket, 5)
        else:
            assert request(door.url, "GET", POLLING).status == 200
            assert door.strangers() == 1
        wait_for(lambda: not door.strangers() and not door.server.eio.sockets, "it to be ended")
        wait_for(lambda: door.connections() == 0, "its connections, too")


def test_who_was_admitted_stays_and_who_was_dismissed_does_not() -> None:
    with open_door(limits=IMPATIENT) as door, WebSocket(door.url) as member:
        member.join(friend=True)
        assert (door.members(), door.waiting(), door.strangers()) == (1, 0, 0)
        assert not ended(member.socket, 3)
        member.socket.settimeout(10)
        member.send("41/room,")
        assert ended(member.socket, 5)
        wait_for(lambda: door.members() == 0, "it to be forgotten")


# python-socketio's client leaves the last polling request of an upgrade to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("transports", [["websocket"], ["polling"], ["polling", "websocket"]])
def test_a_member_stays_whatever_its_transport(transports: list[str]) -> None:
    # Over polling one session is many requests, on sockets that are kept and used again.
    async def stay(door: Door) -> object:
        async with aiohttp.ClientSession() as session:
            client = socketio.AsyncClient(http_session=session, handle_sigint=False)
            await client.connect(
                door.url, namespaces=["/room"], auth={"friend": True}, transports=transports
            )
            await asyncio.sleep(4)
            answer = await client.call("echo", "still here", namespace="/room", timeout=5)
            assert door.waiting() == 0
            await client.disconnect()
            return answer

    with open_door(limits=IMPATIENT) as door:
        assert asyncio.run(stay(door)) == "still here"
        wait_for(lambda: door.connections() == 0, "its connections to be forgotten")
        assert door.members() == 0


def test_a_member_s_session_does_not_carry_any_number_of_connections() -> None:
    limits = replace(IMPATIENT, connections_per_session=3)
    with open_door(limits=limits) as door, contextlib.ExitStack() as stack:
        member = stack.enter_context(WebSocket(door.url))
        opening = member.text()
        sid = opening.split('"sid":"')[1].split('"')[0]
        member.send('40/room,{"friend":true}')
        assert member.text().startswith("40")
        line = f"GET {POLLING}&sid={sid} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        extra = [stack.enter_context(connect(door.url)) for _ in range(6)]
        for one in extra:
            one.sendall(line)
            one.recv(4096)
        # Those beyond the third are strangers' and end as such; the member stays.
        wait_for(lambda: door.connections() == 3, "the extra connections to be ended", seconds=6)
        member.send('42/room,1["echo",1]')
        assert member.text() == "43/room,1[1]"


def test_a_stranger_that_talks_too_much_is_ended() -> None:
    with open_door() as door, WebSocket(door.url) as socket:
        assert socket.text().startswith("0")
        for _ in range(door.limits.messages_before_admission + 5):
            with contextlib.suppress(OSError):
                socket.send("40/room,{}")
        assert ended(socket.socket, 5)


def test_too_many_tries_are_told_so_and_then_too_many_sessions() -> None:
    limits = Limits(tries=3, tries_per_second=0.01, sessions=5, sessions_per_second=0.01)
    with open_door(limits=limits) as door:
        answers = []
        for _ in range(5):
            with WebSocket(door.url) as socket:
                answers.append(socket.join())
        assert ["too_many_tries" in answer for answer in answers] == [False] * 3 + [True] * 2
        with WebSocket(door.url) as socket:
            assert socket.status == 429
        assert request(door.url, "GET", POLLING).status == 429
        assert request(door.url).status == 200, "the page itself is not refused"
    with open_door(limits=limits.lifted()) as door:
        for _ in range(20):
            with WebSocket(door.url) as socket:
                assert "invite_needed" in socket.join()


def test_a_request_that_engine_io_refuses_leaves_no_session() -> None:
    with open_door() as door:
        assert request(door.url, "GET", "/socket.io/?EIO=3&transport=polling").status == 400
        assert request(door.url, "GET", "/socket.io/?EIO=4&transport=websocket").status == 400
        assert door.strangers() == 0
        assert not door.server.eio.sockets
