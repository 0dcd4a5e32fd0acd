"""From a spoken code to the host that shows it: among the rooms nearby, or at an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from server.address import Address, parse_address
from server.codes.spelled import Code
from server.room.refusal import Refused


class Shower(Protocol):
    """A host that has proved to know a code; `server/link/code.py`."""

    @property
    def room(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def address(self) -> Address: ...


Hosts = Sequence[tuple[Address, ...]]

#: The hosts that are heard nearby, each with its addresses; those first that say to show a code
#: of this number.
HostsNearby = Callable[[int], Hosts]
#: Tries a code at these hosts, of this fingerprint if there is one; raises `Refused`.
TryCode = Callable[[Hosts, Code, str | None], Shower]

# What is worth telling somebody whose code was tried among those nearby. Everything else (this one
# is away, that one shows no code) comes to the same: nobody there shows it.
_TELLING = {"code_burnt", "code_wrong", "code_not_proved", "own_room", "banned", "too_many_tries"}


@dataclass(frozen=True, slots=True)
class Vouched:
    """A room whose host was found by a code; its key is proved."""

    room: str
    fingerprint: str
    addresses: tuple[Address, ...]
    """Where it answered first."""


class ByCode:
    """Waits for the network."""

    def __init__(self, try_code: TryCode, hosts_nearby: HostsNearby) -> None:
        self._try, self._nearby = try_code, hosts_nearby

    def among_those_nearby(self, code: Code) -> Vouched:
        """The host nearby that shows `code`. Raises `Refused` nobody_nearby, and what is telling
        of code_wrong, code_burnt, code_not_proved, own_room, too_many_tries."""
        hosts = self._nearby(code.number)
        try:
            if hosts:
                return self._at(hosts, code, None)
        except Refused as refusal:
            if refusal.code in _TELLING:
                raise
        raise Refused("nobody_nearby", "Nobody nearby answers to this code.")

    def at(self, addresses: Sequence[Address], code: Code, expected: str | None = None) -> Vouched:
        """The host at these addresses of one computer. Raises `Refused`, unknown_code too."""
        # Several copies may be open on a computer: each port is a host of its own.
        hosts = [
            (Address(address.host, port),) for address in addresses for port in address.ports()
        ]
        return self._at(hosts, code, expected)

    def _at(self, hosts: Hosts, code: Code, expected: str | None) -> Vouched:
        shower = self._try(hosts, code, expected)
        others = next((host for host in hosts if shower.address in host), ())
        kept = tuple(address for address in others if address != shower.address)
        return Vouched(shower.room, shower.fingerprint, (shower.address, *kept))


def name_of_computer(text: str) -> str:
    """What was typed as a code, where it might be the name of a computer as well; else empty."""
    text = text.strip()
    with suppress(Refused):
        if text and not any(character.isspace() for character in text):
            return str(parse_address(text))
    return ""
