"""Computers for the tests of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest

from tests.server.asking import Two
from tests.server.doors.program import Program
from tests.server.houses import House
from tests.server.scene import Computer


@pytest.fixture(autouse=True)
def hub_knows_the_time() -> None:
    """Bring this thread's hub up to now: it measures a timeout from when it ran last, which was
    before a test that waited outside of it, so that the timeout would be over at once."""
    gevent.get_hub().loop.update_now()


@pytest.fixture
def make_computer(tmp_path: Path) -> Iterator[Callable[..., Computer]]:
    """Makes computers, each with a data folder of its own (or that of an earlier one)."""
    made: list[Computer] = []

    def make(name: str = "", **how: str) -> Computer:
        made.append(Computer(tmp_path / (name or f"computer{len(made)}"), **how))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def computer(make_computer: Callable[..., Computer]) -> Computer:
    """One computer."""
    return make_computer()


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


@pytest.fixture
def two(programs: Callable[[str], Program]) -> Two:
    """A host at its room, and somebody who may ask to come in."""
    return Two(programs)


@pytest.fixture
def make_house(tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """Makes houses, by the name of their data folder."""
    network: dict[str, House] = {}
    open_ones: dict[str, House] = {}

    def make(name: str) -> House:
        """A house; of the same name again: the program is started again."""
        if name in open_ones:
            open_ones.pop(name).close()
        open_ones[name] = House(tmp_path / name, network)
        return open_ones[name]

    yield make
    for house in open_ones.values():
        house.close()
