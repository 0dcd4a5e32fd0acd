"""Who stands at a door: counts connections and sessions and ends what overstays.

Runs on the hub only.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import gevent
from gevent.event import Event

from server.doors.callers import Callers, address_taken
from server.doors.connection import CONNECTION, SESSION, Connection, Session
from server.doors.limits import FRAME_BYTES, Limits, Rate
from server.doors.packets import Malformed
from server.doors.polls import bound_polls
from server.doors.waiting import Waiting

log = logging.getLogger(__name__)

#: How late a deadline may be kept, in seconds.
SWEEP = 0.5

Environ = dict[str, Any]


class Lobby:
    """Everybody at one door, admitted or not."""

    def __init__(self, limits: Limits, open_files: int, callers: Callers | None = None) -> None:
        self.limits = limits
        self.callers = callers or Callers()
        # Half of the files are for those who were admitted, and for the rest of the program.
        most = max(16, min(limits.waiting, open_files // 4))
        self.waiting: Waiting[Connection] = Waiting(most, limits.waiting_per_address)
        self.strangers: Waiting[Session] = Waiting(most, limits.waiting_per_address)
        self.connections: set[Connection] = set()
        self.sessions: dict[str, Session] = {}
        self.tries = Rate(limits.tries, limits.tries_per_second)
        self.session_rate = Rate(limits.sessions, limits.sessions_per_second)
        self._engine: Any = None
        self._somebody = Event()
        self._sweeper: Any = None

    # Connections: called by the listener.

    def arrive(self, socket: Any, address: str) -> Connection:
        """Count a connection that was just accepted; may drop an older one."""
        connection = Connection(socket, address, self.limits.admission_seconds, self.limits.pace())
        connection.own_address = address_taken(socket, address)
        self.callers.arrived(connection.own_address)
        self.connections.add(connection)
        self.waiting.add(connection)
        self._somebody.set()
        return connection

    def leave(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        connection.gone = True
        self.connections.discard(connection)
        self.waiting.remove(connection)
        if connection.session is not None:
            connection.session.connections.discard(connection)
            connection.session = None

    # Sessions: called by the gate for each request to Engine.IO.

    def open_session(self, environ: Environ) -> bool:
        """Count a new session that this request asks for; False if its address asks too often."""
        connection: Connection = environ[CONNECTION]
        if self.session_rate.take(connection.address):
            return False
        session = Session(
            connection.address, self.limits.admission_seconds, self._close, self.limits.pace()
        )
        environ[SESSION] = session
        self.strangers.add(session)
        self._bind(connection, session)
        return True

    def cancel(self, session: Session) -> None:
        """Forget a session that Engine.IO did not open."""
        self.strangers.remove(session)
        for connection in list(session.connections):
            connection.session = None
        session.connections.clear()

    def continue_session(self, environ: Environ, sid: str) -> None:
        """Note that this request's connection carries session `sid` now, if there is one."""
        session = self.sessions.get(sid)
        if session is not None:
            environ[SESSION] = session
            self._bind(environ[CONNECTION], session)

    def _bind(self, connection: Connection, session: Session) -> None:
        if connection.session is session:
            return
        if connection.session is not None:
            connection.session.connections.discard(connection)
            connection.session = None
            self._count_again(connection)
        if len(session.connections) >= self.limits.connections_per_session:
            return  # it is served, and counted like a stranger's
        connection.session = session
        session.connections.add(connection)
        if session.admissions:
            self._let_stay(connection)

    def admit(self, session: Session) -> None:
        """Count a session as admitted (once more), and its connections with it."""
        session.admissions += 1
        session.admitted_for_good()
        self.strangers.remove(session)
        for connection in session.connections:
            self._let_stay(connection)
            self.callers.admitted(connection.own_address)

    def dismiss(self, session: Session) -> None:
        """Take one admission back; with the last one the session is a stranger's again."""
        session.admissions = max(0, session.admissions - 1)
        if session.admissions or self.sessions.get(session.sid) is not session:
            return
        session.deadline = time.monotonic() + self.limits.admission_seconds
        session.messages = 0
        self.strangers.add(session)
        for connection in list(session.connections):
            self._count_again(connection)

    def _let_stay(self, connection: Connection) -> None:
        self.waiting.remove(connection)
        if connection.serving:
            connection.deadline = float("inf")

    def _count_again(self, connection: Connection) -> None:
        if connection.gone or connection in self.waiting:
            return
        connection.within(self.limits.admission_seconds)
        self.waiting.add(connection)

    # Engine.IO's own events.

    def watch(self, engine: Any) -> None:
        """Stand between an `engineio.Server` and the Socket.IO server above it.

        `engine.on` and `engine.handlers` are Engine.IO's own names for this.
        """
        self._engine = engine
        above = dict(engine.handlers)

        def connect(sid: str, environ: Environ) -> Any:
            session: Session = environ[SESSION]
            session.sid = sid
            self.sessions[sid] = session
            bound_polls(engine.sockets[sid])
            answer = above["connect"](sid, environ)
            if answer is not None and answer is not True:
                self._end(sid)
            return answer

        def message(sid: str, data: Any) -> Any:
            session = self.sessions.get(sid)
            if session is None:
                return None
            if not session.admissions:
                session.messages += 1
                if session.messages > self.limits.messages_before_admission:
                    return session.drop()
                # A handler in a greenlet of its own may be about to admit: it comes first.
                gevent.sleep(0)
            self._keep_pace(session, data)
            try:
                return above["message"](sid, data)
            except Malformed:
                return session.drop()

        def disconnect(sid: str, reason: str) -> Any:
            try:
                return above["disconnect"](sid, reason)
            finally:
                self._end(sid)

        engine.on("connect", connect)
        engine.on("message", message)
        engine.on("disconnect", disconnect)

    def _keep_pace(self, session: Session, data: Any) -> None:
        """Hold back who sends too much; who is held back is not taken for dead meanwhile."""
        websocket = session.websocket
        if websocket is None:
            wait = session.pace.take(1 + len(data) / FRAME_BYTES)
            if wait > 0:
                gevent.sleep(wait)
        elif websocket.held:
            websocket.held = False
            socket = self._engine.sockets.get(session.sid)
            if socket is not None and socket.last_ping:
                socket.last_ping = time.time()

    def _end(self, sid: str) -> None:
        session = self.sessions.pop(sid, None)
        if session is None:
            return
        session.admissions = 0
        self.strangers.remove(session)
        for connection in list(session.connections):
            connection.session = None
            self._count_again(connection)
        session.connections.clear()

    def _close(self, session: Session) -> None:
        # In a greenlet of its own: the namespaces' handlers run, and they may wait.
        gevent.spawn(self._close_now, session)

    def _close_now(self, session: Session) -> None:
        self.strangers.remove(session)
        socket = self._engine.sockets.get(session.sid) if self._engine is not None else None
        if socket is not None and not socket.closed:
            socket.close(wait=False, abort=True, reason=self._engine.reason.TRANSPORT_ERROR)
            self._engine.sockets.pop(session.sid, None)  # it would be kept for some seconds
        self._end(session.sid)

    # Deadlines.

    def start(self) -> None:
        """Begin to keep the deadlines."""
        self._sweeper = gevent.spawn(self._sweep_for_ever)

    def stop(self) -> None:
        """Keep them no longer, and end everything that is still here."""
        if self._sweeper is not None:
            self._sweeper.kill()
        for connection in list(self.connections):
            connection.hang_up()

    def _sweep_for_ever(self) -> None:
        while True:
            if not self.connections and not self.sessions:
                self._somebody.clear()
                self._somebody.wait()
            gevent.sleep(SWEEP)
            self.sweep(time.monotonic())

    def sweep(self, now: float) -> None:
        """Drop what is past its deadline, forget what Engine.IO has forgotten."""
        for connection in [one for one in self.connections if one.deadline < now]:
            connection.drop()
        for session in list(self.strangers):
            if session.deadline < now:
                self.strangers.remove(session)
                session.drop()
        engine_has = self._engine.sockets if self._engine is not None else {}
        for sid in [sid for sid in self.sessions if sid not in engine_has]:
            self._end(sid)
