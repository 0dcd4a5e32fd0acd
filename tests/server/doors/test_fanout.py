"""Writing straight to sockets says what the ordinary way says, in the same order."""

from __future__ import annotations

import random
import socket
import threading
import time
from typing import Any

import gevent
import pytest
from engineio import packet

from server.doors import fanout, frames
from server.doors.fanout import BACKLOG, SWITCH, Outlet, is_direct
from server.doors.limits import Limits
from server.events import Event
from server.identity import Identity
from tests.server.doors.door import Door, open_door
from tests.server.doors.wire import WebSocket, frame
from tests.support.wait import wait_for

NAMESPACE = "/room"


def script(seed: int) -> list[tuple[str, Any]]:
    """What is sent to one connection, in order; the same for the same seed."""
    chance = random.Random(seed)
    steps: list[tuple[str, Any]] = []
    for n in range(120):
        size = chance.choice([3, 60, 125, 126, 2000, 16_384, 16_390, 30_000, 66_000])
        kind = chance.choices(["event", "ordinary", "turn"], [8, 2, 1])[0]
        steps.append((kind, [n, "x" * size] if kind != "turn" else None))
    return steps


def expected(steps: list[tuple[str, Any]]) -> list[str]:
    texts = []
    for kind, value in steps:
        if kind == "event":
            texts.append("4" + Event.of("entries", value).packet)
        elif kind == "ordinary":
            texts.append(f'43/room,{value[0]}[{{"ok":true}}]')
    return texts


class Flood:
    """Plays a script to whoever asks for `flood`."""

    def __init__(self, door: Door, steps: list[tuple[str, Any]]) -> None:
        self.door, self.steps = door, steps
        self.at_once = 0
        self.queued = 0
        self.done = threading.Event()
        self.outlets: list[Outlet] = []
        door.server.on("flood", self.begin, namespace=NAMESPACE)

    def begin(self, sid: str, _asked: Any = None) -> None:
        server = self.door.server
        eio_sid = server.manager.eio_sid_from_sid(sid, NAMESPACE)
        engine = server.eio.sockets[eio_sid]
        outlet = Outlet.of(engine, lambda: self.door.listener.websocket(eio_sid))
        assert Outlet.of(engine, lambda: None) is outlet
        self.outlets.append(outlet)
        gevent.spawn(self.play, engine, outlet, eio_sid)

    def play(self, engine: Any, outlet: Outlet, eio_sid: str) -> None:
        gevent.sleep(0.05)  # the answer to `flood` is out, the writer waits again
        websocket = self.door.listener.websocket(eio_sid)
        assert websocket is not None
        websocket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
        write = websocket.write_at_once

        def counted(frame: bytes) -> bool:
            written = write(frame)
            self.at_once += written
            return written

        websocket.write_at_once = counted  # type: ignore[method-assign]
        for kind, value in self.steps:
            if kind == "turn":
                gevent.sleep(0)
            elif kind == "ordinary":
                data = f'3/room,{value[0]}[{{"ok":true}}]'
                engine.send(packet.Packet(packet.MESSAGE, data=data))
            else:
                event = Event.of("entries", value)
                if not outlet.offer(event):
                    self.queued += 1
                    outlet.drain(20)
                    outlet.send(event)
        outlet.drain(20)
        self.done.set()


def begin(client: WebSocket) -> None:
    """Ask for the flood; the answer to that is the first thing that the writer writes."""
    client.send('42/room,1["flood"]')
    assert client.text().startswith("43/room,1")


@pytest.mark.parametrize("way", ["direct", "queue"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_slow_reader_is_told_everything_in_order(
    identity: Identity, monkeypatch: pytest.MonkeyPatch, way: str, tls: bool
) -> None:
    monkeypatch.setenv(SWITCH, way)
    steps = script(2 if tls else 1)
    with open_door(identity=identity if tls else None) as door, WebSocket(door.url) as client:
        flood = Flood(door, steps)
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        client.join(friend=True)
        begin(client)
        time.sleep(0.2)  # everything that fits is full before the first byte is read
        texts, pings, pongs = [], [], []
        wanted = expected(steps)
        for n in range(10_000):
            opcode, payload = client.receive()
            if opcode == 10:
                pongs.append(payload)
            else:
                assert opcode == 1, (opcode, payload[:50])
                texts.append(payload.decode())
            if texts and texts[-1] == "2":
                client.send(texts.pop() and "3")
            if len(texts) < len(wanted) and n % 20 == 0:
                client.socket.sendall(frame(b"%d" % n, opcode=9))
                pings.append(b"%d" % n)
            if len(texts) == len(wanted) and len(pongs) == len(pings):
                break
        assert texts == wanted
        assert pongs == pings
        assert wait_for(flood.done.is_set, "everything is out")
        assert (flood.at_once > 0) is (way == "direct")
        assert flood.queued  # it was slow indeed


def test_a_fast_reader_is_written_to_at_once(identity: Identity) -> None:
    steps: list[tuple[str, Any]] = [("event", [n, "x" * 100]) for n in range(200)]
    with open_door(identity=identity) as door, WebSocket(door.url) as client:
        flood = Flood(door, steps)
        client.join(friend=True)
        begin(client)
        assert [client.text() for _ in steps] == expected(steps)
        wait_for(flood.done.is_set, "everything is out")
        assert flood.at_once >= 190


def test_acknowledgements_of_a_batch_leave_together(identity: Identity) -> None:
    with open_door(identity=identity) as door, WebSocket(door.url) as client:
        flood = Flood(door, [])
        client.join(friend=True)
        begin(client)
        wait_for(flood.done.is_set, "the outlet is there")
        answers = [f'3/room,{n}[{{"ok":true}}]' for n in range(50)]
        before = flood.at_once

        def acknowledge() -> None:
            for answer in answers:
                flood.outlets[0].acknowledge(answer)

        door.hub.call(acknowledge)
        assert [client.text() for _ in answers] == ["4" + answer for answer in answers]
        wait_for(lambda: flood.at_once == before + 1, "one write")


def test_what_waits_for_a_stuck_reader_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "direct")
    with open_door() as door, WebSocket(door.url) as client:
        flood = Flood(door, [])
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        client.join(friend=True)
        begin(client)
        wait_for(flood.done.is_set, "the outlet is there")
        event = Event.of("entries", ["x" * 60_000])

        def offer() -> int:
            taken = 0
            while flood.outlets[0].offer(event):
                taken += 1
                gevent.sleep(0)
            return taken

        assert BACKLOG <= door.hub.call(offer, timeout=20) < BACKLOG + 200
        assert door.hub.call(flood.outlets[0].drain, 0.05) is False


def test_an_unknown_engine_takes_the_ordinary_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_direct()
    monkeypatch.setattr(fanout, "KNOWN", ("0.",))
    assert not is_direct()
    steps: list[tuple[str, Any]] = [("event", [n]) for n in range(20)]
    with open_door(limits=Limits()) as door, WebSocket(door.url) as client:
        flood = Flood(door, steps)
        client.join(friend=True)
        begin(client)
        assert [client.text() for _ in steps] == expected(steps)
        assert flood.at_once == 0


def test_the_switch_is_what_the_tests_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARANGBANG_FANOUT", "queue")
    assert not is_direct()


def test_a_frame_is_made_once() -> None:
    event = Event.of("entries", [1])
    assert fanout._frame(event) == frames.encode_frame(b'42/room,["entries",[1]]')
    assert event.frame is fanout._frame(event) or event.frame == fanout._frame(event)
