"""Hosts and members for the tests of links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.hub import Hub
from server.identity import Identity
from server.link.loop import LinkLoop
from tests.server.link.false_host import FalseHost
from tests.server.link.host import Member, RealHost
from tests.server.link.strangers import Relay

Join = Callable[..., Member]
MakeFalse = Callable[..., FalseHost]


@pytest.fixture
def loop() -> Iterator[LinkLoop]:
    """A running loop whose hub is the one of the test's own thread."""
    links = LinkLoop(Hub().post)
    links.start()
    yield links
    links.stop()


@pytest.fixture
def make_host(tmp_path: Path) -> Iterator[Callable[..., RealHost]]:
    """Makes hosts, started, that end with the test."""
    made: list[RealHost] = []

    def make(admission: str = "open") -> RealHost:
        made.append(RealHost(tmp_path / f"host{len(made)}", admission).start())
        return made[-1]

    yield make
    for host in made:
        host.kill()


@pytest.fixture
def host(make_host: Callable[..., RealHost]) -> RealHost:
    """A host of an open room."""
    return make_host()


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    """The member's."""
    return Identity.load_or_create(tmp_path / "member")


@pytest.fixture
def join(loop: LinkLoop, identity: Identity) -> Iterator[Callable[..., Member]]:
    """Makes members of a host's room; they leave with the test."""
    made: list[Member] = []

    def make(host: RealHost, **more: Any) -> Member:
        settings = {
            "identity": identity,
            "fingerprint": host.fingerprint,
            "addresses": [host.address],
            "target": host.room,
        }
        made.append(Member(loop, **{**settings, **more}))
        return made[-1]

    yield make
    for member in made:
        member.link.close()


@pytest.fixture
def make_false(tmp_path: Path) -> Iterator[MakeFalse]:
    made: list[FalseHost] = []

    def make(**options: Any) -> FalseHost:
        made.append(FalseHost(Identity.load_or_create(tmp_path / "false"), **options))
        return made[-1]

    yield make
    for host in made:
        host.close()


@pytest.fixture
def relay_to() -> Iterator[Callable[[int], Relay]]:
    made: list[Relay] = []

    def make(port: int) -> Relay:
        made.append(Relay(port))
        return made[-1]

    yield make
    for relay in made:
        relay.close()
