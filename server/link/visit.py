"""One stay in a room elsewhere: find the host, prove who we are, come in, stay until it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from server.address import Address
from server.identity import Identity
from server.link.connection import Behind, Connection, Hear
from server.link.door import Door
from server.link.failures import LinkLost, reading_of, refusal
from server.link.probe import found_host
from server.replica.hosts_refusal import read_refusal
from server.room.refusal import Refused
from server.wire import PROTOCOL

#: A computer that does not take the connection within this time is given up, in seconds:
#: two tries of TCP, and the next attempt begins in time.
CONNECT_WITHIN = 1.8
#: One that has taken it may be busy, and gets this long to greet and to check the proof.
GREET_WITHIN = 10.0
#: Asked whether it is still there, a host gets this long to answer, in seconds.
_ALIVE_WITHIN = 3.0
#: A host that was proved longer ago than this (seconds) may have forgotten the proof. Its ticket
#: lives a minute, and between the two a computer may fall asleep.
_PROOF_HOLDS = 40.0
#: After its goodbye a host gets this long to hang up, in seconds.
_HANG_UP_WITHIN = 2.0

Position = Callable[[], Awaitable[tuple[int, str | None]]]


@dataclass(frozen=True, slots=True)
class Errand:
    """Where to go, and as whom."""

    target: str
    fingerprint: str
    addresses: tuple[Address, ...]
    name: str
    invite: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a stay ended: by the host's goodbye (with its code), or "lost"."""

    code: str
    wish: float = 0.0
    """The host's wish how long to stay away, in seconds."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """What a `bye` says."""

    code: str
    message: str
    retry_after_ms: int | None
    why: str = ""


class Visit:
    """Use on the links' loop only."""

    def __init__(
        self,
        identity: Identity,
        errand: Errand,
        position: Position,
        hear: Hear,
        behind: Behind,
    ) -> None:
        """`hear` is told `welcome`, `entries`, `signals` as they came, and `bye` as a Goodbye."""
        self._identity = identity
        self._errand = errand
        self._position = position
        self._hear = hear
        self._behind = behind
        self._connection: Connection | None = None
        self._goodbye: Goodbye | None = None
        self._look: asyncio.Task[None] | None = None
        self._mistaken = False
        self.inside = False
        """Whether the host has let us in and neither side has left."""
        self.after = -1
        """The `after` that was told at CONNECT."""
        self.address: Address | None = None
        """Where the host was found."""

    async def run(self) -> Ending:
        """Go there and return how it ended; raises `Refused` if we were not let in."""
        errand = self._errand
        async with found_host(
            errand.addresses, errand.fingerprint, connect=CONNECT_WITHIN, deadline=GREET_WITHIN
        ) as found:
            self.address = found.address
            ticket = await self._prove(found.door)
            while True:
                try:
                    return await self._visit(found.door, ticket)
                except Refused as refused:
                    if refused.code != "waiting" or "ticket" not in refused.data:
                        raise
                    self._hear("waiting", refused)
                    ticket = await self._wait_at(found.door, refused.data["ticket"])

    async def _visit(self, door: Door, ticket: str) -> Ending:
        """Come in with `ticket`, and stay."""
        proved = self._wall()
        self.after, chain = await self._position()
        connection = self._connection = Connection(door, self._heard, self._behind)
        politely = False
        try:
            await connection.open(self._auth(ticket, chain))
            if self._mistaken:
                raise refusal("no_answer")
            return await self._stay(connection)
        except Refused as refused:
            if self._wall() - proved > _PROOF_HOLDS:
                raise refusal("no_answer") from refused  # it did not know whom it refused
            raise
        except asyncio.CancelledError:
            politely = True
            raise
        finally:
            self.inside = False
            if self._look is not None:
                self._look.cancel()
            await connection.close(politely=politely)

    async def _wait_at(self, door: Door, ticket: str) -> str:
        """Wait until we are let in; the ticket for that. Raises `Refused` waiting_refused."""
        while True:
            try:
                async with asyncio.timeout(GREET_WITHIN):
                    state, ticket = await door.knock(ticket)
            except Exception as error:
                refused = reading_of(error)
                if refused.code not in ("malformed", "unknown_room"):
                    raise refused from error
                # This computer slept and missed its turn, or the host closed the room for now:
                # ask once more.
                raise Refused("waiting", refused.message) from error
            if state == "let_in":
                return ticket
            if state != "waiting":
                raise Refused("waiting_refused", "You were not let in.")

    async def request(self, event: str, payload: object, within: float) -> Any:
        """Send a request and return its answer; raises LinkLost."""
        if self._connection is None or not self.inside:
            raise LinkLost
        return await self._connection.request(event, payload, within)

    async def signal(self, payload: object) -> None:
        """Send a signal; it may be lost."""
        if self._connection is not None and self.inside:
            await self._connection.signal(payload)

    def look_after(self) -> None:
        """Ask the host whether it is there, and end the stay if it does not answer."""
        if self.inside and (self._look is None or self._look.done()):
            self._look = asyncio.get_running_loop().create_task(self._ask_alive())

    async def _ask_alive(self) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            await connection.request("members", {"after": "", "limit": 1}, _ALIVE_WITHIN)
        except Refused:
            await connection.close(politely=False)

    @staticmethod
    def _wall() -> float:
        # The only clock that goes on while the computer sleeps.
        return time.time()

    async def _prove(self, door: Door) -> str:
        try:
            async with asyncio.timeout(GREET_WITHIN):
                return await door.prove(self._identity, self._errand.target)
        except Exception as error:
            raise reading_of(error) from error

    def _auth(self, ticket: str, chain: str | None) -> dict[str, Any]:
        errand = self._errand
        auth: dict[str, Any] = {
            "protocol": PROTOCOL,
            "name": errand.name,
            "ticket": ticket,
            "after": self.after,
            "instance": self._identity.instance,
        }
        if errand.target:
            auth["room"] = errand.target
        if errand.invite:
            auth["invite"] = errand.invite
        if chain is not None:
            auth["chain"] = chain
        return auth

    async def _stay(self, connection: Connection) -> Ending:
        """Wait for the end; a host that is silent too long has none, and is left."""
        patience = _HANG_UP_WITHIN
        while not connection.ended.done():
            await asyncio.wait([connection.ended], timeout=1.0)
            patience -= 1.0 if self._goodbye is not None else 0.0
            if connection.is_silent or patience <= 0:
                break
        if self._goodbye is None:
            return Ending("lost")
        return Ending(self._goodbye.code, (self._goodbye.retry_after_ms or 0) / 1000)

    def _heard(self, event: str, payload: Any) -> None:
        if event == "welcome":
            # A ticket that is no good counts as none, and then one is a newcomer without a key.
            self._mistaken = _who(payload) not in (None, self._identity.member)
            self.inside = not self._mistaken
        if self._mistaken:
            return
        if event == "bye":
            if self._goodbye is not None:
                return
            told = read_refusal(payload)
            why = told.data.get("why", "")
            self._goodbye = Goodbye(told.code, told.message, told.data.get("retry_after_ms"), why)
            self.inside = False
            self._hear(event, self._goodbye)
        elif self._goodbye is None:
            self._hear(event, payload)


def _who(welcome: Any) -> str | None:
    """The member that a welcome says we are; None where it does not say so."""
    you = welcome.get("you") if isinstance(welcome, dict) else None
    member = you.get("id") if isinstance(you, dict) else None
    return member if isinstance(member, str) else None
