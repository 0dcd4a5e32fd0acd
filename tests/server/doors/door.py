"""A real door for tests: the listener with a small namespace, on a hub of its own.

The hub runs in a thread that is not the main one, unpatched, as in the program. Run as a
module it is a process of its own, whose memory can be measured.
"""

from __future__ import annotations

import contextlib
import functools
import ssl
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gevent
import socketio
from gevent.event import Event

from server.doors.doorway import make_door
from server.doors.limits import Limits
from server.doors.listener import Listener
from server.doors.origins import Access
from server.doors.pages import Look, Mode, add_pages
from server.hub import Hub
from server.identity import Identity

NAMESPACE = "/room"


class Door:
    """An open door on 127.0.0.1 (and where else `hosts` says).

    Its namespace /room admits whoever brings `{"friend": true}`, keeps whoever brings
    `{"stranger": true}` without admitting, refuses all others, and answers `echo`.
    """

    def __init__(
        self,
        *,
        access: Access | None = None,
        limits: Limits | None = None,
        identity: Identity | None = None,
        hosts: tuple[str, ...] = ("127.0.0.1",),
        port: int = 0,
        mode: Mode = "guest",
        look: Look | None = None,
        built: Path | None = None,
    ) -> None:
        self.access = access or Access.network()
        self.limits = limits or Limits()
        self._identity = identity
        self._hosts = hosts
        self._port = port
        self._mode: Mode = mode
        self._look = look or Look()
        self._built = built
        self.environs: dict[str, dict[str, Any]] = {}
        self.server: socketio.Server
        self.listener: Listener
        self.hub: Hub
        self._fault: BaseException | None = None
        self._open = threading.Event()
        self._end: Event
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def port(self) -> int:
        return self.listener.port

    @property
    def url(self) -> str:
        return f"{'https' if self._identity else 'http'}://127.0.0.1:{self.port}"

    def start(self) -> Door:
        self._thread.start()
        self._open.wait(20)
        if self._fault is not None:
            self._thread.join(10)
            raise self._fault
        return self

    def stop(self) -> None:
        self.hub.post(self._end.set)
        self._thread.join(20)
        assert not self._thread.is_alive(), "the door does not close"

    def waiting(self) -> int:
        return len(self.listener.lobby.waiting)

    def strangers(self) -> int:
        return len(self.listener.lobby.strangers)

    def members(self) -> int:
        return sum(1 for one in self.listener.lobby.sessions.values() if one.admissions)

    def connections(self) -> int:
        return len(self.listener.lobby.connections)

    def _run(self) -> None:
        try:
            self._build()
        except BaseException as fault:
            self._fault = fault
            self._open.set()
            return
        self._open.set()
        self._end.wait()
        self.listener.stop(0.2)
        gevent.get_hub().destroy()

    def _build(self) -> None:
        self.hub = Hub()
        self._end = Event()
        app, flask_socketio = make_door(self.limits)
        add_pages(app, self._mode, lambda: self._look, self._built)
        self.server = flask_socketio.server
        self.listener = Listener(
            app,
            flask_socketio,
            hosts=self._hosts,
            port=self._port,
            access=self.access,
            tls=self._identity.server_context() if self._identity else None,
            limits=self.limits,
        )
        self.server.on("connect", self._connect, namespace=NAMESPACE)
        self.server.on("disconnect", self._disconnect, namespace=NAMESPACE)
        self.server.on("echo", lambda _sid, data: data, namespace=NAMESPACE)
        self.listener.start()

    def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        if self.listener.too_many_tries(environ):
            raise socketio.exceptions.ConnectionRefusedError(
                "Too many tries.", {"code": "too_many_tries"}
            )
        brought = auth if isinstance(auth, dict) else {}
        if brought.get("friend"):
            self.environs[sid] = environ
            self.listener.admitted(environ)
        elif not brought.get("stranger"):
            raise socketio.exceptions.ConnectionRefusedError("No.", {"code": "invite_needed"})

    def _disconnect(self, sid: str, _reason: Any = None) -> None:
        environ = self.environs.pop(sid, None)
        if environ is not None:
            self.listener.dismissed(environ)


@contextlib.contextmanager
def open_door(**settings: Any) -> Iterator[Door]:
    """Open a door for as long as the block runs."""
    door = Door(**settings).start()
    try:
        yield door
    finally:
        door.stop()


@functools.cache
def trusting() -> ssl.SSLContext:
    """A client's context for a door with a certificate of its own."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def main() -> None:
    """Serve until standard input ends: `python -m tests.server.doors.door [IDENTITY]`."""
    identity = Identity.load_or_create(Path(sys.argv[1])) if len(sys.argv) > 1 else None
    # A minute to be admitted: the measurements of memory are about what is held meanwhile.
    limits = replace(Limits(), admission_seconds=60.0, answer_seconds=60.0)
    with open_door(limits=limits, identity=identity) as door:
        sys.stdout.write(f"{door.port}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
