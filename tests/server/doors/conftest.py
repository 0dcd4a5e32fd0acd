"""Doors to knock at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.doors.limits import Limits
from server.identity import Identity
from tests.server.doors.door import Door, open_door


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
