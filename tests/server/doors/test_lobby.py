"""Who is counted at a door, and who is ended."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import aiohttp
import pytest
import socketio

from server.doors.limits import Limits
from tests.server.doors.door import Door, open_door
from tests.server.doors.wire import POLLING, WebSocket, connect, ended, request
from tests.support.wait import wait_for

IMPATIENT = Limits(admission_seconds=1.5)


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
