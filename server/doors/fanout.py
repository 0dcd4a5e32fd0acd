"""Writes an event straight to the sockets that are ready for it.

Engine.IO gives each connection a queue and a greenlet that writes; to wake two hundred of them
costs several times what two hundred `send` calls do. So where nothing is queued and nobody is
writing, the frame, encoded once for all, goes to the socket at once. Everywhere else (polling,
upgrades, slow readers, another Engine.IO than the one this was written for) it takes the
ordinary way. Both keep the order: what is queued is never overtaken.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any

import gevent
from engineio import packet

from server.doors import frames
from server.doors.websocket import WebSocket
from server.events import Event

# What is used of Engine.IO's insides: `Socket.poll`, called by its writer before each wait,
# `Socket.queue`, `upgraded` and `closed`. Read again when this changes.
KNOWN = ("4.15.",)

# For the tests that hold order and durability with it and without it.
SWITCH = "SARANGBANG_FANOUT"

# Packets queued for one connection beyond which the room reads it up page by page instead: what
# waits in memory for a member that does not read stays bounded.
BACKLOG = 32


def is_direct() -> bool:
    """Whether events are written straight to sockets."""
    return _engine_version().startswith(KNOWN) and os.environ.get(SWITCH) != "queue"


@cache
def _engine_version() -> str:
    return version("python-engineio")


class Outlet:
    """One Engine.IO socket's way out."""

    __slots__ = ("_answers", "_busy", "_find", "_is_empty", "_poll", "_socket", "_websocket")

    @classmethod
    def of(cls, socket: Any, find: Callable[[], WebSocket | None]) -> Outlet:
        """The one outlet of an `engineio.socket.Socket`; `find` gives its WebSocket, once there
        is one."""
        outlet = getattr(socket, "outlet", None)
        if not isinstance(outlet, Outlet):
            outlet = socket.outlet = cls(socket, find, direct=is_direct())
        return outlet

    def __init__(self, socket: Any, find: Callable[[], WebSocket | None], *, direct: bool) -> None:
        """`direct` as `is_direct` says; see `of`."""
        self._socket = socket
        self._find = find
        self._websocket: WebSocket | None = None
        self._answers: list[str] = []
        # True until the writer was seen to wait: before, it may hold packets it took already.
        self._busy = True
        self._poll = socket.poll
        self._is_empty = socket.queue.empty
        if direct:
            socket.poll = self._wait_for_packets

    def _wait_for_packets(self) -> Any:
        """Stands in for `Socket.poll`, so as to know whether the writer waits or writes."""
        if self._websocket is None:
            self._websocket = self._find()
        self._busy = False
        try:
            return self._poll()
        finally:
            self._busy = True

    def offer(self, event: Event) -> bool:
        """Send `event`, unless `BACKLOG` packets wait already; whether it was taken.

        Called for each delivery of each message, hence the few steps.
        """
        websocket = self._websocket
        if not self._busy and websocket is not None and self._is_empty():
            frame = event.frame or _frame(event)
            if websocket.write_at_once(frame):
                return True
        if self._socket.queue.qsize() >= BACKLOG:
            return False
        self._queue(event)
        return True

    def send(self, event: Event) -> None:
        """Send `event`, however much waits already."""
        if not self.offer(event):
            self._queue(event)

    def acknowledge(self, answer: str) -> None:
        """Send an acknowledgement (a Socket.IO packet), those of one batch in one write."""
        self._answers.append(answer)
        if len(self._answers) == 1:
            gevent.spawn(self._flush)

    def _flush(self) -> None:
        answers, self._answers = self._answers, []
        websocket = self._websocket
        if not self._busy and websocket is not None and self._is_empty():
            written = [frames.encode_frame(("4" + answer).encode()) for answer in answers]
            if websocket.write_at_once(b"".join(written)):
                return
        for answer in answers:
            self._send_packet(answer)

    def _queue(self, event: Event) -> None:
        self._send_packet(event.packet)

    def _send_packet(self, data: str) -> None:
        if not self._socket.closed:
            self._socket.send(packet.Packet(packet.MESSAGE, data=data))

    def drain(self, timeout: float) -> bool:
        """Wait until nothing is queued and nobody writes."""
        if not self._socket.queue.join(timeout):
            return False
        websocket = self._websocket
        if websocket is None or not websocket.lock.locked():
            return True
        if not websocket.lock.acquire(timeout=timeout):
            return False
        websocket.lock.release()
        return True


def _frame(event: Event) -> bytes:
    event.frame = frames.encode_frame(("4" + event.packet).encode())
    return event.frame
