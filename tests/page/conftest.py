"""The page in Chromium, against the real program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.page.people import WIDE, Person, Program, open_page

expect.set_options(timeout=15_000)

StartProgram = Callable[..., Program]
Seat = Callable[..., Person]


@pytest.fixture
def language() -> str:
    """Of the programs, where a test does not run in several."""
    return "en"


@pytest.fixture
def start_program(tmp_path: Path, artefacts: Path) -> Iterator[StartProgram]:
    """Starts copies of the program: `start_program("minsu")`."""
    started: list[Program] = []

    def start(name: str, language: str = "en", nearby: str = "off") -> Program:
        started.append(Program(tmp_path / name, artefacts / f"{name}.log", language, nearby))
        return started[-1]

    yield start
    for program in started:
        program.process.kill()


@pytest.fixture
def seat(browser: Browser, artefacts: Path) -> Iterator[Seat]:
    """Seats somebody at a program's page: `seat(program, "Minsu")`. At the end their pages are
    kept as pictures, and the page must have had no fault."""
    seated: list[Person] = []

    def sit(program: Program, name: str = "", size: tuple[int, int] = WIDE, **more: Any) -> Person:
        seated.append(Person(open_page(browser, program.url, size, **more), program, name))
        return seated[-1]

    yield sit
    for at, person in enumerate(seated):
        person.page.screenshot(path=artefacts / f"{at}.png")
        person.page.context.close()
    assert [fault for person in seated for fault in person.faults] == []


@pytest.fixture
def two(start_program: StartProgram, seat: Seat) -> tuple[Person, Person]:
    """Minsu hosts "Reading", Jiyoung has come in by the address; programs of their own."""
    programs = start_program("minsu"), start_program("jiyoung")
    minsu, jiyoung = seat(programs[0], "Minsu"), seat(programs[1], "Jiyoung")
    jiyoung.join(minsu.host("Reading")[1])
    return minsu, jiyoung


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Program]]:
    """Two programs for all tests of a module, which therefore end neither."""
    folder = tmp_path_factory.mktemp("lasting")
    programs = [Program(folder / name, folder / f"{name}.log") for name in ("minsu", "jiyoung")]
    yield programs[0], programs[1]
    for program in programs:
        program.process.kill()


@pytest.fixture
def together(lasting: tuple[Program, Program], seat: Seat) -> tuple[Person, Person]:
    """As `two`, in a new room between the lasting programs, by its link."""
    minsu, jiyoung = seat(lasting[0], "Minsu"), seat(lasting[1], "Jiyoung")
    jiyoung.join(minsu.host("Reading")[0])
    return minsu, jiyoung
