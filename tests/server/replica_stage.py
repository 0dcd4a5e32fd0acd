"""A joined room beside its host, on one hub."""

from __future__ import annotations

from collections.abc import Callable

import gevent

from server.host.host import HostedRoom
from server.replica.parting import Visitor
from server.replica.replica import JoinedRoom
from server.room.entry import Entry
from server.store import Row, entry_of
from tests.server.scene import Computer, come, go, say, until
from tests.server.wiring import Bend, Line, straight

MakeComputer = Callable[..., Computer]


class Replica:
    """A joined room on a computer of its own, with the line to its host."""

    def __init__(self, computer: Computer, host: HostedRoom, name: str = "Minsu") -> None:
        self.computer, self.host, self.name = computer, host, name
        self.begun_anew = 0
        self.visits: list[Line] = []
        self.bend_visits: Bend = straight
        self.heard: list[Row] = []
        row = computer.store.rooms.get(host.id)
        if row is None:
            computer.store.rooms.add(host.id, "member", at=1, details={"my_name": name})
        self.open()

    def open(self) -> None:
        """Open the room, as at the start of the program."""
        row = self.computer.store.rooms.get(self.host.id)
        assert row is not None
        self.room = JoinedRoom(
            row,
            store=self.computer.store,
            disk=self.computer.disk,
            identity=self.computer.identity,
            changed=lambda: None,
            heard=self.heard.extend,
            visit=self._visit,
            anew=self._anew,
        )
        self.line = Line(self.computer, self.host, self.room, self.name)
        self.line.position = lambda: self.room.position
        self.room.link = self.line

    def _anew(self) -> None:
        self.begun_anew += 1

    def _visit(self, visitor: Visitor) -> Line:
        line = Line(self.computer, self.host, visitor, self.name)
        line.position = lambda: visitor.position
        line.bend = self.bend_visits
        self.visits.append(line)
        gevent.spawn(line.connect)
        return line

    def join(self) -> Replica:
        self.line.connect()
        return self

    def restart(self) -> None:
        """The program ends and starts again."""
        self.room.close()
        self.open()
        self.join()

    def same(self) -> None:
        """Wait until it is what its host is, entry for entry and in state."""
        try:
            until(lambda: self.room.state.last == self.host.state.last, "all is here")
        except AssertionError as error:
            here, there = self.room.state.last, self.host.state.last
            raise AssertionError(f"{error}: {here} of {there}, {self.room.status}") from error
        self.settled()

    def settled(self) -> None:
        assert self.room.state == self.host.state
        assert self.log == log_of(self.host)
        about = self.computer.store.remarks.about(self.room.key, 0, 100_000)
        assert about == self.host._store.remarks.about(self.host.key, 0, 100_000)
        row = self.computer.store.rooms.get(self.host.id)
        assert row is not None
        assert row.state == self.host.state

    @property
    def log(self) -> list[Entry]:
        return [entry_of(r) for r in self.computer.store.log.after(self.room.key, 0, 100_000)]

    @property
    def code(self) -> str:
        return str(self.room.status.get("code", self.room.status["kind"]))


def log_of(host: HostedRoom) -> list[Entry]:
    return [entry_of(row) for row in host._store.log.after(host.key, 0, 100_000)]


def fill(host: HostedRoom, count: int, tag: str = "s", size: int = 1) -> None:
    """So many messages by somebody without a key."""
    seat, ear = come(host, f"Filler {tag}")
    asked = [
        gevent.spawn(say, host, seat, f"{tag}-{n}", f"{tag}-{n} " * size) for n in range(count)
    ]
    gevent.joinall(asked, timeout=20, raise_error=True)
    go(host, seat, ear)


def stops(friend: Replica, code: str = "log_differs") -> None:
    until(lambda: friend.code == code, f"it stops for {code} (it is {friend.room.status})")
    assert friend.line.closed
    assert friend.room.link is None
