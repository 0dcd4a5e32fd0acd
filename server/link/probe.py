"""Finding a host: all addresses and ports are tried side by side, the first good answer wins."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from server.address import Address
from server.link.door import Door, Hello, Rules
from server.link.failures import NoneFound, reading_of, refusal
from server.room.refusal import Refused

log = logging.getLogger(__name__)

#: How long a person who joins waits at most for an answer, in seconds.
DEADLINE = 5.0
#: The ports of one address start this far apart (or when the one before has failed), so
#: that of two hosts on one computer the one at the usual port answers.
HEAD_START = 0.1
#: What a host says of its room is welcome and not needed, so it gets this long, in seconds.
RULES_WITHIN = 2.0
#: A name may lead to several addresses; more than these are a trick or a mistake.
_MOST_PER_NAME = 4


@dataclass(frozen=True, slots=True)
class Probe:
    """Who was found where."""

    address: Address
    """One of the addresses asked for, with the port that answered."""
    fingerprint: str
    """The fingerprint of the key that the host holds, hexadecimal."""
    version: str
    protocol: int
    rules: Rules | None = None
    """Of the room that was asked about; None where the host did not say."""


@dataclass(frozen=True, slots=True)
class Found:
    """An open way to a host."""

    door: Door
    hello: Hello
    address: Address


async def probe(
    addresses: Sequence[Address],
    expected: str | None,
    deadline: float = DEADLINE,
    room: str | None = None,
) -> Probe:
    """Find the host at one of `addresses`; nothing but a greeting is said to it.

    `room`: ask also what a newcomer to it may expect; empty for the main one. `expected` is its
    key's fingerprint in hexadecimal, None if any host will do. Raises `NoneFound`, a `Refused`
    with the code that tells most: name_not_found, no_route, refused, no_answer, not_sarangbang,
    other_host, version_too_old, version_too_new.
    """
    async with found_host(addresses, expected, connect=deadline, deadline=deadline) as found:
        hello = found.hello
        rules = None if room is None else await _rules(found.door, room)
        return Probe(found.address, found.door.fingerprint, hello.version, hello.protocol, rules)


async def _rules(door: Door, room: str) -> Rules | None:
    try:
        async with asyncio.timeout(RULES_WITHIN):
            return await door.rules(room)
    except Exception:
        # A host that is closing, or that will not say: coming in tells more.
        log.debug("a host did not tell its room's rules", exc_info=True)
        return None


@asynccontextmanager
async def found_host(
    addresses: Sequence[Address], expected: str | None, *, connect: float, deadline: float
) -> AsyncIterator[Found]:
    """Yield the way to the host, open while the body runs; raises `NoneFound`.

    A computer that does not take the connection within `connect` seconds is given up;
    one that takes it has until `deadline` to greet.
    """
    race = _Race(expected, connect, deadline)
    try:
        yield await race.run(addresses)
    finally:
        if race.won.done() and not race.won.cancelled():
            await race.won.result().door.close()


@dataclass(slots=True)
class _Race:
    expected: str | None
    connect: float
    deadline: float
    failures: list[tuple[Address, Refused]] = field(default_factory=list)
    won: asyncio.Future[Found] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    async def run(self, addresses: Sequence[Address]) -> Found:
        """Return the winner; every attempt has ended when this returns or raises."""
        everybody = asyncio.create_task(self._try_all(addresses))
        try:
            first: set[asyncio.Future[Any]] = {self.won, everybody}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        finally:
            everybody.cancel()
            await asyncio.gather(everybody, return_exceptions=True)
        if self.won.done():
            return self.won.result()
        raise NoneFound(self.failures)

    async def _try_all(self, addresses: Sequence[Address]) -> None:
        async with asyncio.TaskGroup() as attempts:
            for address in dict.fromkeys(addresses):
                attempts.create_task(self._try_address(address))

    async def _try_address(self, address: Address) -> None:
        try:
            async with asyncio.timeout(min(2 * self.connect, self.deadline)):
                hosts = await _resolve(address.host)
        except (OSError, UnicodeError):
            # A resolver that does not answer in time does not know the name either.
            self.failures.append((address, refusal("name_not_found")))
            return
        async with asyncio.TaskGroup() as attempts:
            for host in hosts:
                attempts.create_task(self._try_ports(host, address))

    async def _try_ports(self, host: str, address: Address) -> None:
        async with asyncio.TaskGroup() as attempts:
            for port in address.ports():
                attempt = attempts.create_task(self._try(host, Address(address.host, port)))
                await asyncio.wait([attempt], timeout=HEAD_START)

    async def _try(self, host: str, address: Address) -> None:
        port = address.port or 0
        try:
            async with asyncio.timeout(self.deadline):
                async with asyncio.timeout(self.connect):
                    await _knock(host, port)
                await self._greet(host, port, address)
        except Exception as error:
            self.failures.append((address, reading_of(error)))

    async def _greet(self, host: str, port: int, address: Address) -> None:
        door = Door(host, port, self.expected)
        try:
            hello = await door.hello()
            if not self.won.done():
                self.won.set_result(Found(door, hello, address))
                return
        except BaseException:
            await door.close()
            raise
        await door.close()


async def _resolve(host: str) -> list[str]:
    """Return the IP addresses that `host` stands for; raises OSError, UnicodeError."""
    with suppress(ValueError):
        ipaddress.ip_address(host)  # takes scopes as well
        return [host]
    loop = asyncio.get_running_loop()
    told = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    found = dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in told)
    return list(found)[:_MOST_PER_NAME]


async def _knock(host: str, port: int) -> None:
    """Connect and hang up; raises what the system says.

    This tells in good time, and with the system's own reason, whether anybody is there.
    TLS, which a busy host may take longer over, comes afterwards with a longer deadline.
    """
    # Numbers only: this asks no resolver, and gives a scope its number.
    told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    family, kind, protocol, _, place = told[0]
    with socket.socket(family, kind, protocol) as knocker:
        knocker.setblocking(False)
        await asyncio.get_running_loop().sock_connect(knocker, place)
