"""Carries sealed words from one member of a hosted room to another. They are not in the log, and
whoever is away gets them when they come, as long as the room stays open."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from server.audience import Audience, Connection
from server.events import Event
from server.room.state import State
from server.room.whispering import check_whisper
from server.wire_whispers import Whisper

# What waits for members who are away: of each author and receiver the newest one.
KEPT, KEPT_FOR_ONE = 200, 20


class Whispers:
    """Of one hosted room, on the hub."""

    def __init__(self, me: str, audience: Audience, state: Callable[[], State]) -> None:
        """`me` is the host."""
        self._me, self._audience, self._state = me, audience, state
        self._kept: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()
        # Hears what is for the host's own person.
        self.to_host: Callable[[dict[str, Any]], None] = lambda _signal: None

    def carry(self, author: str, whisper: Whisper) -> dict[str, Any]:
        """Hand it over, or keep it; the acknowledgement. Raises `Refused` unknown_member,
        not_allowed."""
        check_whisper(self._state(), author, whisper.to)
        signal = {
            "kind": "whisper",
            "member": author,
            "to": whisper.to,
            "id": whisper.id,
            "sent_at": whisper.sent_at,
            "point": whisper.point,
            "box": whisper.box,
            "signature": whisper.signature,
        }
        if whisper.to == self._me:
            self.to_host(signal)
            return {"ok": True, "delivered": True}
        delivered = self._deliver(whisper.to, signal)
        if not delivered:
            self._keep(author, whisper.to, signal)
        return {"ok": True, "delivered": delivered}

    def greet(self, connection: Connection) -> None:
        """A member has come: what was kept for them is theirs."""
        member = connection.member
        for pair in [pair for pair in self._kept if pair[1] == member]:
            author = self._state().members.get(pair[0])
            signal = self._kept.pop(pair)
            if author is not None and author.here:
                connection.send(Event.of("signals", [signal]))

    def _deliver(self, member: str, signal: dict[str, Any]) -> bool:
        there = [one for one in self._audience.connections if one.member == member]
        for connection in there:
            connection.send(Event.of("signals", [signal]))
        return bool(there)

    def _keep(self, author: str, receiver: str, signal: dict[str, Any]) -> None:
        self._kept.pop((author, receiver), None)
        theirs = [pair for pair in self._kept if pair[1] == receiver]
        if len(theirs) >= KEPT_FOR_ONE:
            del self._kept[theirs[0]]
        while len(self._kept) >= KEPT:
            self._kept.popitem(last=False)
        self._kept[author, receiver] = signal
