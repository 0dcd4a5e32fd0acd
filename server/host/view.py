"""A hosted room as this computer's own window sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.audience import Connection
from server.disk import Disk
from server.events import Event
from server.host.host import HostedRoom, Seat
from server.identity import Identity
from server.marks import LATER, Marks
from server.room.refusal import Refused
from server.room.remarks import Target
from server.room.requests import Amend, Rename, Say
from server.room.rules import check_form
from server.room.state import State
from server.signing import signed
from server.store import Store
from server.turns import Turns
from server.wire import Page
from server.wire_acts import read_act


class HostedView:
    """The same to the window as `LocalLog`: enter, ask, leave."""

    role = "host"

    def __init__(self, room: HostedRoom, *, store: Store, disk: Disk, identity: Identity) -> None:
        self.room = room
        self.id = room.id
        self.key = room.key
        self.status: dict[str, Any] = {"kind": "hosting"}
        self._store, self._disk, self._identity = store, disk, identity
        self._seats: dict[Connection, Seat] = {}
        # What is said here is checked before it is stored; what the database held before is
        # checked once.
        self._checked = False
        self.marks = Marks(
            room.key, store=store, disk=disk, state=lambda: self.state, windows=lambda: self._seats
        )
        self._turns = Turns()
        room.twice.host_told = self._twice_told

    @property
    def state(self) -> State:
        """The room as it is on disk."""
        return self.room.state

    @property
    def online_count(self) -> int:
        """How many are connected."""
        return len(self.room.roster.online)

    def enter(self, connection: Connection, after: int) -> None:
        """Welcome the window's connection. Waits for the disk."""
        seat = self._seats[connection] = self.room.own_seat()
        kept = self._disk.read(self._store.rooms.get, self.id)
        extra = {
            "role": "host",
            "status": self.status,
            "read": kept.read if kept else 0,
            "draft": kept.draft if kept else "",
            "waiting": [],
        }
        after = after if after <= self.room.state.last else -1
        self.room.enter(seat, connection, after, extra)
        self.marks.greet(connection, after + 1, self.room.state.last)
        if not self._checked:
            self._checked = True
            self.marks.verifier.kick(LATER)

    def _twice_told(self) -> None:
        """The host's identity is in use elsewhere too, or no longer."""
        address = self.room.twice.host_elsewhere
        self.status = {"kind": "hosting", **({} if address is None else {"twice": address})}
        for connection in self._seats:
            connection.send(Event.of("status", self.status))

    def leave(self, connection: Connection) -> None:
        """The window's connection is gone."""
        self.room.audience.detach(connection)
        seat = self._seats.pop(connection, None)
        if seat is not None:
            self.room.release(seat)

    def say(self, say: Say) -> dict[str, Any]:
        """Say something, signed; answered once it is durable. Raises `Refused`."""
        check_form(say)
        # What is written after a reply waits for the reply's look at the disk, or it would come
        # before it.
        with self._turns.mine():
            say = signed(say, self._identity, self.id, self._targets(say.reply_to))
        if not self._seats:  # handed on from another room, which is on the screen
            return self.room.act(self.room.me, say)
        return self.room.ask(self._own_seat(), say)

    def _targets(self, number: int | None) -> dict[int, Target]:
        if number is None:
            return {}
        rows = self._disk.read(self._store.log.after, self.key, number - 1, 1)
        return {row.number: Target(row.id) for row in rows}

    def rename(self, id: str, name: str) -> dict[str, Any]:
        """Take another name in this room. Raises `Refused`."""
        rename = Rename(id, name)
        check_form(rename)
        return self.room.ask(self._own_seat(), rename)

    def history(self, page: Page) -> dict[str, Any]:
        """A page of the log."""
        return self.marks.with_marks(self.room.history(self._own_seat(), page), page)

    def members(self, after: str, limit: int) -> dict[str, Any]:
        """The members after id `after`."""
        return self.room.members(self.room.me, after, limit)

    def signal(self, kind: str, number: int = 0) -> None:
        """Tell the others something that is not stored."""
        if kind == "read":
            # Also of a room that is not on the screen: it was marked as read from its card.
            self.room.receipts.take(self.room.me, number)
            return
        self.room.signal(self._own_seat(), kind, number)

    def close(self, code: str, message: str, **data: Any) -> None:
        """Close the room."""
        self.marks.verifier.close()
        self.room.close(code, message, **data)
        self.marks.verifier.vouch()

    @property
    def moderates(self) -> bool:
        """Whether what moderators do can be done here now."""
        return True

    @property
    def knocks(self) -> Sequence[Any]:
        """Who asks to come in."""
        return self.room.entrance.knocks.told(self.room.state)

    def act(self, name: str, payload: Any) -> dict[str, Any]:
        """Do something to the room or to somebody in it, as the host. Raises `Refused`."""
        request = read_act(name, payload)
        if isinstance(request, Amend):
            request = signed(request, self._identity, self.id, self._targets(request.number))
        return self.room.act(self.room.me, request)

    def versions(self, number: int) -> dict[str, Any]:
        """A message as it was said, and in other words each time."""
        return self.room.versions(self._own_seat(), number)

    def pins(self) -> dict[str, Any]:
        """The pinned messages."""
        return self.room.pins(self._own_seat())

    def banned(self) -> dict[str, Any]:
        """Who is banned."""
        return self.room.banned(self.room.me)

    def invite(self, name: str, payload: Any) -> dict[str, Any]:
        """Make, list or take back invitations, as the host. May wait; raises `Refused`."""
        return self.room.inviting.answer(self.room.me, name, payload)

    def answer_knock(self, knock: str, answer: str) -> dict[str, Any]:
        """Let in or refuse somebody who waits. Raises `Refused`."""
        return self.room.answer_knock(self.room.me, knock, answer)

    def _own_seat(self) -> Seat:
        for seat in self._seats.values():
            return seat
        raise Refused("not_allowed", "This room is not on the screen.")
