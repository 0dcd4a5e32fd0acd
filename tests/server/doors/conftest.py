"""Doors to knock at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.doors.limits import Limits
from server.identity import Identity
from tests.server.doors.door import Door, open_door
from tests.server.doors.program import Program


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    folder: Path = tmp_path_factory.mktemp("identity")
    return Identity.load_or_create(folder)


@pytest.fixture(scope="module", params=["http", "https"])
def door(request: pytest.FixtureRequest, identity: Identity) -> Iterator[Door]:
    """A guest door and a lan door, one after the other; nobody is limited in tries."""
    with open_door(
        identity=identity if request.param == "https" else None,
        limits=Limits(tries_per_second=0, sessions_per_second=0),
    ) as opened:
        yield opened


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Starts whole servers, by the name of their data folder."""
    made: list[Program] = []

    def make(name: str, **how: Any) -> Program:
        made.append(Program(tmp_path / name, **how))
        return made[-1]

    yield make
    for program in made:
        program.stop()
