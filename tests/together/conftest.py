"""What the tests with several real processes share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ARTEFACTS
from tests.support.copies import Copies
from tests.together.joined import Joined
from tests.together.plain import Clients


@pytest.fixture(scope="module")
def module_copies(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    """Starts copies of the program that end with the file's last test."""
    name = request.module.__name__.rpartition(".")[2]
    started = Copies(tmp_path_factory.mktemp(name), ARTEFACTS / "together" / name)
    yield started
    started.close()


@pytest.fixture
def make_clients(tmp_path: Path, artefacts: Path) -> Iterator[Callable[..., Clients]]:
    """Starts programs with official Socket.IO clients, by kind; they end with the test."""
    made: list[Clients] = []

    def make(kind: str, **more: Any) -> Clients:
        name = re.sub(r"\W", "-", f"{kind}-{len(made) + 1}")
        made.append(Clients(kind, tmp_path / name, artefacts / f"{name}.log", **more))
        return made[-1]

    yield make
    for clients in made:
        clients.speaker.kill()


@pytest.fixture
def make_copy(tmp_path: Path, artefacts: Path) -> Iterator[Callable[..., Joined]]:
    """Makes and starts joined copies, by name; they end with the test."""
    made: list[Joined] = []

    def make(name: str, **more: Any) -> Joined:
        made.append(Joined(name, tmp_path / f"copy-{len(made) + 1}", artefacts, **more))
        return made[-1].start()

    yield make
    for copy in made:
        if copy.running:
            copy.kill()
