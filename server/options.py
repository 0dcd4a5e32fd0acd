"""What the server is told at its start, and what a headless host answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`hosts`: the addresses that the lan and guest doors listen on. `system_language`: `ko`
    or `en`, None to ask the system."""

    hosts: Sequence[str] = ("0.0.0.0", "::")
    system_language: str | None = None


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What `sarangbang serve` was told; see "Headless host" in `docs/protocol.md`."""

    name: str
    port: int = 47800
    admission: str = "invited"
    guests: int | None = None
    rate: float = 10
    allow_origin: tuple[str, ...] = ()
    allow_host: tuple[str, ...] = ()


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
