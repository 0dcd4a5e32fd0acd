"""Writes an event straight to the sockets that are ready for it.

Engine.IO gives each connection a queue and a greenlet that writes; to wake two hundred of them
costs several times what two hundred `send` calls do. So where nothing is queued and nobody is
writing, the frame, encoded once for all, goes to the socket at once. Everywhere else (polling,
upgrades, slow readers, another Engine.IO than the one this was written for) it takes the
ordinary way. Both keep the order: what is queued is never overtaken.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import version
from typing import Any

from engineio import packet

from server.doors import frames
from server.doors.websocket import WebSocket
from server.events import Event

# What is used of Engine.IO's insides: `Socket.poll`, called by its writer before each wait,
# `Socket.queue`, `upgraded` and `closed`. Read again when this changes.
KNOWN = ("4.15.",)

# For the tests that hold order and durability with it and without it.
SWITCH = "SARANGBANG_FANOUT"


def is_direct() -> bool:
    """Whether events are written straight to sockets."""
    return _engine_version().startswith(KNOWN) and os.environ.get(SWITCH) != "queue"


@cache
def _engine_version() -> str:
    return version("python-engineio")


class Outlet:
    """One Engine.IO socket's way out."""

    __slots__ = ("_busy", "_poll", "_socket")

    @classmethod
    def of(cls, socket: Any) -> Outlet:
        """The one outlet of an `engineio.socket.Socket`."""
        outlet = getattr(socket, "outlet", None)
        if not isinstance(outlet, Outlet):
            outlet = socket.outlet = cls(socket, direct=is_direct())
        return outlet

    def __init__(self, socket: Any, *, direct: bool) -> None:
        """`socket` is an `engineio.socket.Socket`; `direct` as `is_direct` says."""
        self._socket = socket
        # True until the writer was seen to wait: before, it may hold packets it took already.
        self._busy = True
        self._poll = socket.poll
        if direct:
            socket.poll = self._wait_for_packets

    def _wait_for_packets(self) -> Any:
        """Stands in for `Socket.poll`, so as to know whether the writer waits or writes."""
        self._busy = False
        try:
            return self._poll()
        finally:
            self._busy = True

    def send(self, event: Event, websocket: WebSocket | None) -> None:
        """Write `event` to `websocket` at once, or queue it."""
        socket = self._socket
        if socket.closed:
            return
        if not self._busy and websocket is not None and socket.queue.empty():
            frame = event.frame
            if frame is None:
                frame = event.frame = frames.encode_frame(("4" + event.packet).encode())
            if websocket.write_at_once(frame):
                return
        socket.send(packet.Packet(packet.MESSAGE, data=event.packet))

    def backlog(self) -> int:
        """How many packets wait."""
        return int(self._socket.queue.qsize())

    def drain(self, websocket: WebSocket | None, timeout: float) -> bool:
        """Wait until nothing is queued and nobody writes."""
        if not self._socket.queue.join(timeout):
            return False
        if websocket is None or not websocket.lock.locked():
            return True
        if not websocket.lock.acquire(timeout=timeout):
            return False
        websocket.lock.release()
        return True
