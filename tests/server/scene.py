"""Rooms on the test's own hub, with real databases and ends that only listen.

Everything here runs on the gevent hub of the test's thread, as rooms do in the program.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event as Signal

from server.disk import Disk
from server.encoding import to_base64url
from server.events import Event
from server.host.founding import found_room
from server.host.host import HostedRoom, Limits, Seat
from server.identity import Identity
from server.room.admission import Asking
from server.room.requests import Say
from server.store import Store


def until(look: Callable[[], Any], what: str, seconds: float = 10.0) -> Any:
    """Let the hub run until `look` is true; what it was then."""
    with gevent.Timeout(seconds, AssertionError(f"{what}: not within {seconds} s")):
        while not (seen := look()):
            gevent.sleep(0.002)
        return seen


class Ear:
    """A connection that remembers what it is told. `stuffed`: it takes nothing more for now."""

    def __init__(self, member: str = "") -> None:
        self.member = member
        self.told: list[tuple[str, Any]] = []
        self.sizes: list[int] = []
        self.stuffed = False
        self.dropped: str | None = None
        self._flows = Signal()

    def send(self, event: Event) -> None:
        spelled = event.packet.removeprefix("2/room,")
        name, argument = json.loads(spelled)
        self.told.append((name, argument))
        self.sizes.append(len(spelled.encode()))

    def offer(self, event: Event) -> bool:
        if not self.stuffed:
            self.send(event)
        return not self.stuffed

    def drain(self, timeout: float) -> bool:
        return not self.stuffed or bool(self._flows.wait(timeout))

    def stuff(self) -> None:
        self.stuffed = True
        self._flows.clear()

    def flow(self) -> None:
        self.stuffed = False
        self._flows.set()

    def drop(self, code: str, message: str, **data: Any) -> None:
        self.told.append(("bye", {"code": code, "message": message, **data}))
        self.dropped = code

    def heard(self, name: str) -> list[Any]:
        return [argument for event, argument in self.told if event == name]

    @property
    def welcome(self) -> dict[str, Any]:
        (welcome,) = self.heard("welcome")
        return dict(welcome)

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [entry for batch in self.heard("entries") for entry in batch]

    @property
    def numbers(self) -> list[int]:
        return [entry["number"] for entry in self.entries]

    @property
    def texts(self) -> list[str]:
        return [entry["body"]["text"] for entry in self.entries if entry["kind"] == "said"]


class Computer:
    """One computer's data: identity, database, threads."""

    def __init__(self, folder: Path, *, synchronous: str = "OFF") -> None:
        self.folder = folder
        self.identity = Identity.load_or_create(folder)
        self.disk = Disk()
        self.store = Store(folder / "sarangbang.db", synchronous=synchronous)
        self.rooms: list[HostedRoom] = []
        self.lost: list[str] = []

    @property
    def key(self) -> str:
        return to_base64url(self.identity.public_key)

    def found(self, *, open: bool = True, **how: Any) -> HostedRoom:
        row = found_room(
            self.store,
            self.identity,
            name="사랑방",
            my_name="Host",
            admission="open" if open else "invited",
        )
        return self.host(row.state.room, **how)

    def host(self, id: str, *, limits: Limits | None = None, present: bool = False) -> HostedRoom:
        row = self.store.rooms.get(id)
        assert row is not None
        room = HostedRoom(
            row,
            store=self.store,
            disk=self.disk,
            identity=self.identity,
            limits=limits or Limits(rate=0),
            present=present,
            lost=lambda: self.lost.append(id),
        )
        self.rooms.append(room)
        return room

    def close(self) -> None:
        for room in self.rooms:
            room.close("closing", "The end.")
        self.disk.close()
        self.store.close()


def come(
    room: HostedRoom,
    name: str = "Yuna",
    *,
    who: Computer | None = None,
    door: str = "lan",
    after: int = -1,
    invite: str | None = None,
    session: str | None = None,
) -> tuple[Seat, Ear]:
    """Come into `room`: with the key of `who`, or without one."""
    asking = Asking(name=name, door=door)
    if who is not None:
        asking = Asking(name=name, door=door, key=who.key, member=who.identity.member)
    seat = room.admit(asking, invite=invite, session=session)
    ear = Ear(seat.member)
    room.enter(seat, ear, after)
    return seat, ear


def go(room: HostedRoom, seat: Seat, ear: Ear) -> None:
    """End a connection, as a door does."""
    room.audience.detach(ear)
    room.release(seat)


def say(room: HostedRoom, seat: Seat, id: str, text: str = "") -> dict[str, Any]:
    """Say something and wait for the acknowledgement."""
    return room.ask(seat, Say(id, text or id))
