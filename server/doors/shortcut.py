"""Takes a request that makes an entry straight from Socket.IO's packet to the committer.

The ordinary way gives each request a greenlet that waits for the commit, and each answer a
place in the writer's queue. In a busy room that is a third of what a message costs, so here
nobody waits, and the answers of one batch to one member leave in one write. The order of a
member's requests is the order of its packets, also of those that came before its welcome.

With a python-socketio that this was not written for, requests take the ordinary way.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol

import msgspec
import socketio

from server.doors.fanout import SWITCH
from server.host.committer import Settle
from server.room.refusal import Refused
from server.room.requests import Request
from server.room.rules import Stored
from server.wire import read_leave, read_rename, read_say
from server.wire_acts import ACT_READERS

log = logging.getLogger(__name__)

# What is used of python-socketio's insides: `Server._handle_event`. Read again when it changes.
KNOWN = ("5.18.",)

# What a member may ask before its welcome was said.
MOST_EARLY = 100

READERS: dict[str, Callable[[Any], Request]] = {
    "say": read_say,
    "rename": read_rename,
    "leave": read_leave,
    **ACT_READERS,
}


class Visitor(Protocol):
    """A connection that was admitted; `early` holds what it asked before its welcome."""

    early: list[tuple[str, Any, int | None]]

    @property
    def welcomed(self) -> bool: ...

    def ask_then(self, request: Request, settle: Settle) -> None: ...

    def acknowledge(self, answer: str) -> None: ...


class Shortcut:
    """Stands before one Socket.IO server's handlers."""

    def __init__(
        self, server: socketio.Server, namespace: str, find: Callable[[str], Visitor | None]
    ) -> None:
        """`find` gives who is connected to `namespace` as a Socket.IO sid."""
        self._server, self._namespace, self._find = server, namespace, find
        if is_known():
            self._ordinary = server._handle_event
            server._handle_event = self._handle

    def _handle(self, eio_sid: str, namespace: str | None, id: int | None, data: Any) -> None:
        if namespace == self._namespace and data[0] in READERS:
            sid = self._server.manager.sid_from_eio_sid(eio_sid, namespace)
            visitor = self._find(sid) if sid else None
            if visitor is not None:
                self.take(visitor, data[0], data[1] if len(data) > 1 else None, id)
                return
        self._ordinary(eio_sid, namespace, id, data)

    def take(self, visitor: Visitor, event: str, payload: Any, id: int | None) -> None:
        """Ask what `visitor` asks, or keep it until its welcome was said."""

        def settle(answer: Stored | Refused) -> None:
            if id is not None:
                visitor.acknowledge(f"3{self._namespace},{id}[{_spell(answer)}]")

        try:
            if visitor.welcomed:
                visitor.ask_then(READERS[event](payload), settle)
            elif len(visitor.early) < MOST_EARLY:
                visitor.early.append((event, payload, id))
            else:
                settle(Refused("too_fast", "Wait for the welcome.", {"retry_after_ms": 1000}))
        except Refused as refusal:
            settle(refusal)
        except Exception:
            log.exception("a request could not be taken")
            settle(Refused("storage_full", "The host had a fault."))

    def take_early(self, visitor: Visitor) -> None:
        """The welcome was said: now what was asked before it, in its order."""
        early, visitor.early = visitor.early, []
        for event, payload, id in early:
            self.take(visitor, event, payload, id)


def _spell(answer: Stored | Refused) -> str:
    if isinstance(answer, Refused):
        return msgspec.json.encode({"ok": False, "error": answer.error()}).decode()
    return f'{{"ok":true,"number":{answer.number},"at":{answer.at}}}'


def is_known() -> bool:
    """Whether requests may take this way."""
    return _library().startswith(KNOWN) and os.environ.get(SWITCH) != "queue"


@cache
def _library() -> str:
    return version("python-socketio")
