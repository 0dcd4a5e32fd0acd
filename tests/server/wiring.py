"""A joined room and its host on one hub, with a wire between them that can be cut and bent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gevent
from gevent.event import AsyncResult
from gevent.queue import Queue

from server import wire_json
from server.address import Address
from server.events import Event
from server.host.host import HostedRoom, Seat
from server.link.failures import LinkLost
from server.link.listener import Listener
from server.room.admission import Asking
from server.room.refusal import Refused
from server.wire import read_folk, read_leave, read_page, read_rename, read_say
from server.wire_acts import read_act, read_answer
from server.wire_invitations import INVITING
from tests.server.scene import Computer, Ear, go

# May change what is on its way: (event or request, payload) -> payload.
Bend = Callable[[str, Any], Any]


def straight(_name: str, payload: Any) -> Any:
    """Changes nothing."""
    return payload


class _Far(Ear):
    """The host's end of the wire."""

    def __init__(self, member: str, take: Callable[[str, Any], None]) -> None:
        super().__init__(member)
        self._take = take

    def send(self, event: Event) -> None:
        super().send(event)
        self._take(*self.told[-1])

    def drop(self, code: str, message: str, **data: Any) -> None:
        super().drop(code, message, **data)
        self._take(*self.told[-1])


class Line:
    """`server.replica.far_host.Wire`, without a network. `join` connects it."""

    def __init__(
        self,
        computer: Computer,
        host: HostedRoom,
        listener: Listener,
        name: str = "Minsu",
        invite: str | None = None,
    ) -> None:
        self.computer, self.host, self.listener, self.name = computer, host, listener, name
        self.position: Callable[[], tuple[int, str | None]] = lambda: (-1, None)
        self.invite = invite
        self.bend: Bend = straight
        self.asked: list[tuple[str, Any]] = []
        self.address: Address | None = None
        self.rumours: Sequence[Address] = ()
        self.closed = False
        self.hold = False
        """Requests reach the host, and no answer comes back."""
        self.open: list[AsyncResult[Any]] = []
        self._seat: Seat | None = None
        self._far: _Far | None = None
        self._heard: Queue[tuple[str, Any]] = Queue()
        self._pump = gevent.spawn(self._run)

    # --- what a link does ------------------------------------------------------------------

    def connect(self) -> None:
        """Come in, as a link does; what the host says arrives by and by."""
        self.listener.on_connecting()
        after, chain = self.position()
        asking = Asking(
            self.name, "lan", key=self.computer.key, member=self.computer.identity.member
        )
        try:
            self.host.expect_chain(after, chain)
            self._seat = self.host.admit(asking, invite=self.invite)
        except Refused as refusal:
            self.listener.on_refused(refusal.code, refusal.message, refusal.data)
            return
        self._far = _Far(self._seat.member, self._take)
        self.host.enter(self._seat, self._far, after)

    def cut(self, reason: str = "lost") -> None:
        """The connection is lost; what was on its way is, too."""
        if self._seat is not None and self._far is not None:
            go(self.host, self._seat, self._far)
        self._seat = self._far = None
        while not self._heard.empty():
            self._heard.get()
        lost, self.open = self.open, []
        for answer in lost:
            answer.set_exception(LinkLost())
        if not self.closed:
            self.listener.on_retrying(1, 1, reason)

    # --- the seam --------------------------------------------------------------------------

    def request(self, event: str, payload: object, within: float) -> AsyncResult[Any]:
        answer: AsyncResult[Any] = AsyncResult()
        self.asked.append((event, payload))
        if self._seat is None or self.closed:
            answer.set_exception(LinkLost())
            return answer
        self.open.append(answer)
        gevent.spawn(self._answer, event, wire_json.loads(wire_json.dumps(payload)), answer)
        return answer

    def signal(self, payload: object) -> None:
        if self._seat is not None:
            self.host.signal(self._seat, "typing")

    def hear_of(self, addresses: Sequence[Address]) -> None:
        self.rumours = addresses

    def retry_now(self) -> None:
        pass

    def set_name(self, name: str) -> None:
        self.name = name

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.cut()

    # ---------------------------------------------------------------------------------------

    def _answer(self, event: str, payload: Any, answer: AsyncResult[Any]) -> None:
        seat = self._seat
        try:
            value = {"ok": False} if seat is None else self._ask(seat, event, payload)
        except Refused as refusal:
            value = {"ok": False, "error": refusal.error()}
        value = self.bend(event, wire_json.loads(wire_json.dumps(value)))
        if answer in self.open and not self.hold:
            self.open.remove(answer)
            answer.set(value)

    def _ask(self, seat: Seat, event: str, payload: Any) -> dict[str, Any]:
        match event:
            case "say":
                return self.host.ask(seat, read_say(payload))
            case "rename":
                return self.host.ask(seat, read_rename(payload))
            case "leave":
                return self.host.ask(seat, read_leave(payload))
            case "history":
                return self.host.history(seat, read_page(payload))
            case "members":
                folk = read_folk(payload)
                return self.host.members(seat.member, folk.after, folk.limit)
            case "banned":
                return self.host.banned(seat.member)
            case "answer_knock":
                answer = read_answer(payload)
                return self.host.answer_knock(seat.member, answer.knock, answer.answer)
        if event in INVITING:
            return self.host.inviting.answer(seat.member, event, payload)
        return self.host.ask(seat, read_act(event, payload))

    def _take(self, name: str, payload: Any) -> None:
        self._heard.put((name, payload))

    def _run(self) -> None:
        for name, payload in self._heard:
            bent = self.bend(name, payload)
            if bent is None or self.closed:
                continue
            match name:
                case "welcome":
                    self.listener.on_welcome(bent)
                case "entries":
                    self.listener.on_entries(bent)
                case "signals":
                    self.listener.on_signals(bent)
                case "knocks":
                    self.listener.on_knocks(bent)
                case "bye":
                    wish, why = bent.get("retry_after_ms"), bent.get("why", "")
                    self.listener.on_bye(bent["code"], bent["message"], wish, why)
