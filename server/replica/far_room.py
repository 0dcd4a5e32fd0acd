"""What the window asks of a room elsewhere, and this program of its host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from server.audience import Connection
from server.disk import Disk
from server.events import Event
from server.host.receipts import MOST
from server.identity import Identity
from server.local import LocalLog
from server.replica.far_host import Wire, ask
from server.room.acts import MODERATOR, rank
from server.room.refusal import Refused
from server.room.remarks import Target
from server.room.requests import Amend
from server.signing import signed
from server.store import RoomRow, Store
from server.wire_acts import read_act
from server.wire_invitations import check_inviting, read_answer


class FarRoom(LocalLog):
    """A room that another computer hosts, with the link to it while there is one."""

    def __init__(self, row: RoomRow, *, store: Store, disk: Disk, identity: Identity) -> None:
        super().__init__(row, store=store, disk=disk, me=identity.member)
        self.identity = identity
        self.link: Wire | None = None
        # Who asks to come in, as the host tells a moderator.
        self.knocks_told: list[dict[str, Any]] = []
        # Up to where others have read, as the host tells.
        self.reads: dict[str, int] = {}
        # What the host takes, as it told in its last welcome.
        self.limits: Mapping[str, Any] = {}

    def enter(self, connection: Connection, after: int) -> None:
        """As `LocalLog.enter`; then what others have read."""
        super().enter(connection, after)
        if self.reads:
            told = [{"kind": "read", "member": id, "number": n} for id, n in self.reads.items()]
            connection.send(Event.of("signals", told[-MOST:]))

    @property
    def connected(self) -> bool:
        """Whether the host is there."""
        return bool(self.status["kind"] == "connected")

    @property
    def moderates(self) -> bool:
        """Whether what moderators do can be done here now."""
        return self.connected and rank(self.state, self.me) >= MODERATOR

    @property
    def knocks(self) -> Sequence[Any]:
        """Who asks to come in, as far as this member is told."""
        return self.knocks_told

    def rename(self, id: str, name: str) -> dict[str, Any]:
        """Take another name, as the host decides; raises `Refused` away."""
        answer = self.ask_host("rename", {"id": id, "name": name})
        if answer.get("ok") is True:
            self.details["my_name"] = name
            self.disk.write(self.store.rooms.note, self.key, details=self.details)
            if self.link is not None:
                self.link.set_name(name)
        return answer

    def ask_host(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Ask the host something and wait for the answer; raises `Refused`."""
        answer = ask(self.link if self.connected else None, event, payload).get()
        if not isinstance(answer, dict):
            raise Refused("malformed", "The host's answer was not understood.")
        return answer

    def signal(self, kind: str, number: int = 0) -> None:
        """Tell the others something that is not stored."""
        if self.link is not None and self.status["kind"] == "connected":
            self.link.signal({"kind": kind, **({"number": number} if kind == "read" else {})})

    def act(self, name: str, payload: Any) -> dict[str, Any]:
        """Ask the host to do something to the room or to somebody in it. Raises `Refused`."""
        request = read_act(name, payload)
        if isinstance(request, Amend):
            rows = self.disk.read(self.store.log.after, self.key, request.number - 1, 1)
            targets = {row.number: Target(row.id) for row in rows}
            payload = asdict(signed(request, self.identity, self.id, targets))
        return self.ask_host(name, payload)

    def banned(self) -> dict[str, Any]:
        """Who is banned, as the host tells."""
        return self.ask_host("banned", {})

    def invite(self, name: str, payload: Any) -> dict[str, Any]:
        """Ask the host to make, list or take back invitations. Raises `Refused`."""
        check_inviting(name, payload)
        return read_answer(name, self.ask_host(name, payload if isinstance(payload, dict) else {}))

    def answer_knock(self, knock: str, answer: str) -> dict[str, Any]:
        """Let in or refuse somebody who waits. Raises `Refused`."""
        return self.ask_host("answer_knock", {"knock": knock, "answer": answer})
