"""The joiner's side of a spoken code: who of these hosts shows it?

A code is tried at several hosts side by side. Beginning an exchange tells nobody anything;
finishing one lets that host, if it is a false one, see whether one guess of its own was right. So
that is done one after the other, and at no more than three, whoever claims to show the code.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from server.address import Address
from server.codes.exchange import Agreed, Keys, NotAMessage, Prepared, Side, same
from server.codes.spelled import Code
from server.identity import Identity
from server.link.door import Door
from server.link.failures import most_telling, reading_of, refusal
from server.link.probe import Found, found_host
from server.room.refusal import Refused

#: Hosts that are asked at most; there are no more within earshot.
MOST_HOSTS = 32
#: Hosts to which it is proved that one knows the code.
MOST_PROOFS = 3
# A computer nearby takes the connection, and answers each question, within so many seconds.
_CONNECT_WITHIN = 1.8
_ANSWER_WITHIN = 5.0

#: What a host may answer to a code, or what was found out about its answer; the most telling first.
DECISIVE = ("code_burnt", "code_wrong", "code_not_proved", "banned", "own_room", "too_many_tries")

# What an honest host may answer instead of a proof. Anything else, such as not understanding a
# proof of our key that was made for another's, says that somebody else is there.
_HONEST = {*DECISIVE, "unknown_code", "not_sarangbang"}

_ROOM = re.compile(r"[0-9a-f]{32}")
_SENTENCES = {
    "code_not_proved": "Whoever answered does not know this code, or somebody is in between.",
    "own_room": "This is a room on this very computer.",
    "unknown_code": "No code of this number is shown there (any more).",
}


@dataclass(frozen=True, slots=True)
class Shower:
    """A host that has proved to know the code, and knows that we do."""

    room: str
    fingerprint: str
    address: Address


async def try_code(
    identity: Identity, hosts: Sequence[Sequence[Address]], code: Code, expected: str | None = None
) -> Shower:
    """Find the host that shows `code` among `hosts`, each with its addresses, and come to terms.

    `expected` is the fingerprint it must have, None if any will do. Raises `Refused` with one of
    `DECISIVE`, unknown_code, or why nobody was reached.
    """
    return await _Trial(identity, code, expected).run(hosts[:MOST_HOSTS])


@dataclass(slots=True)
class _Trial:
    identity: Identity
    code: Code
    expected: str | None
    failures: list[Refused] = field(default_factory=list)
    proofs: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    won: asyncio.Future[Shower] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    async def run(self, hosts: Sequence[Sequence[Address]]) -> Shower:
        """Return who shows the code; every attempt has ended when this returns or raises."""
        prepared = await asyncio.to_thread(Prepared, self.code, hosting=False)
        attempts = [asyncio.create_task(self._try(prepared, host)) for host in hosts]
        everybody = asyncio.gather(*attempts)
        try:
            first: set[asyncio.Future[Any]] = {self.won, everybody}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for attempt in attempts:
                attempt.cancel()
            await asyncio.gather(*attempts, return_exceptions=True)
            await asyncio.gather(everybody, return_exceptions=True)
        if self.won.done():
            return self.won.result()
        raise _most_telling(self.failures)

    async def _try(self, prepared: Prepared, addresses: Sequence[Address]) -> None:
        try:
            async with found_host(
                addresses, self.expected, connect=_CONNECT_WITHIN, deadline=_ANSWER_WITHIN
            ) as found:
                try:
                    await self._at(found, prepared)
                except Refused as refused:
                    if refused.code not in _HONEST:
                        raise _refused("code_not_proved") from refused
                    raise
        except Exception as error:
            self.failures.append(reading_of(error))

    async def _at(self, found: Found, prepared: Prepared) -> None:
        door = found.door
        if door.fingerprint == self.identity.fingerprint:
            raise _refused("own_room")
        async with asyncio.timeout(_ANSWER_WITHIN):
            keys = Keys(joining=self.identity.fingerprint, hosting=door.fingerprint)
            exchange, agreed = await self._begin(door, prepared, keys)
        async with self.turn:
            if self.won.done():
                return
            if self.proofs >= MOST_PROOFS:
                raise _refused("unknown_code")
            self.proofs += 1
            async with asyncio.timeout(_ANSWER_WITHIN):
                room, proof = await door.finish_code(exchange, agreed.proof_of_joining())
            if not _ROOM.fullmatch(room) or not same(proof, agreed.proof_of_hosting(room)):
                raise _refused("code_not_proved")
            self.won.set_result(Shower(room, door.fingerprint, found.address))

    async def _begin(self, door: Door, prepared: Prepared, keys: Keys) -> tuple[str, Agreed]:
        side = await asyncio.to_thread(Side, prepared, keys)
        exchange, message = await door.begin_code(self.identity, self.code.number, side.message)
        try:
            return exchange, await asyncio.to_thread(side.agree, message)
        except NotAMessage as error:
            raise refusal("not_sarangbang") from error


def _refused(code: str) -> Refused:
    return Refused(code, _SENTENCES[code])


def _most_telling(failures: Sequence[Refused]) -> Refused:
    for code in (*DECISIVE, "unknown_code"):
        for failure in failures:
            if failure.code == code:
                return failure
    return most_telling(failures)
