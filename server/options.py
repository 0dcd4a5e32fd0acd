"""What the server is told at its start, and what a headless host answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Options:
    """`hosts`: the addresses that the lan and guest doors listen on. `system_language`: `ko`
    or `en`, None to ask the system. `nearby`: the addresses of the network cards on which rooms
    are announced and looked for, none for not at all; None for every real card, if the doors
    listen everywhere."""

    hosts: Sequence[str] = EVERYWHERE
    system_language: str | None = None
    nearby: Sequence[str] | None = None

    @property
    def cards(self) -> Sequence[str] | None:
        """`nearby`: a host that nobody on the network reaches is not announced there."""
        if self.nearby is None and tuple(self.hosts) != EVERYWHERE:
            return ()
        return self.nearby


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What `sarangbang serve` was told; see "Headless host" in `docs/protocol.md`. `announce`:
    "no", "yes", or "name" to tell the room's name as well."""

    name: str
    port: int = 47800
    admission: str = "invited"
    guests: int | None = None
    rate: float = 10
    allow_origin: tuple[str, ...] = ()
    allow_host: tuple[str, ...] = ()
    announce: str = "yes"


@dataclass(frozen=True, slots=True)
class ServeInfo:
    """What `sarangbang serve --json` prints."""

    room: str
    name: str
    fingerprint: str
    lan: list[str]
    guest: list[str]
    invite: str
    secret: str
    guest_secret: str
