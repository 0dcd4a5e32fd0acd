"""What every test may ask for; the parts themselves lie in tests/support."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright

from tests.support import browser as browsers
from tests.support.copies import ROOT, Copies
from tests.support.display import Display, open_display

# Chromium's own sandbox does not work as root. A user's sandbox stays on.
if os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"

# A busy machine is no fault of the code's; what hangs is ended by pytest-timeout.
settings.register_profile("sarangbang", deadline=None)
settings.load_profile("sarangbang")

ARTEFACTS = Path(os.environ.get("SARANGBANG_ARTEFACTS", ROOT / "artefacts"))


# The longest come first, so that no worker is left over at the end. There are more of them than a
# small machine has processors, since many tests wait for what takes its time.
FOLDERS = ("together", "page", "desktop", "server")
# Tests that would meet one another on this machine: by what they say aloud, or by the ports and the
# screen that they take. All of each kind are one unit.
MEET = ("nearby", "window")


@cache
def unit_of(file: str) -> str:
    """What a file's tests stay together with, in one worker: the others of a kind that meet one
    another, else only themselves; so what a file has set up is set up once."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return next((kind for kind in MEET if f"mark.{kind}" in text), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several workers: hand out units. (Groups, `--dist loadgroup`, would say the same, but
    come to nothing with xdist 3.8 and pytest 9.2: what one writes into a test's id the other does
    not read.)"""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: unit_of(nodeid.partition("::")[0])
    return scheduler


def _place_of(item: pytest.Item) -> int:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    return FOLDERS.index(folder) if folder in FOLDERS else len(FOLDERS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a worker: the longest first."""
    if hasattr(config, "workerinput"):
        items.sort(key=_place_of)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the checks that failed before the tests ran (`.ci/run` hands them over)."""
    failed = os.environ.get("SARANGBANG_FAILED_CHECKS", "").split()
    if failed:
        terminalreporter.section("checks before the tests")
        terminalreporter.line(f"FAILED: {', '.join(failed)} (their output is above)", red=True)


@pytest.fixture
def artefacts(request: pytest.FixtureRequest) -> Path:
    """A folder for this test's screenshots and logs; git-ignored, kept after the run."""
    name = request.node.nodeid.removeprefix("tests/")
    folder = ARTEFACTS / re.sub(r"[^\w.\[\]-]+", "_", name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """A screen with a window manager, for all tests that open windows."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    opened = open_display(ARTEFACTS / f"display{worker}")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, for one module: while it is open, asyncio.run fails here."""
    with browsers.playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A headless Chromium for one module; make a new context or page in each test."""
    launched = browsers.launch(playwright)
    yield launched
    launched.close()


@pytest.fixture
def copies(tmp_path: Path, artefacts: Path) -> Iterator[Copies]:
    """Starts copies of the program, which end with the test."""
    started = Copies(tmp_path, artefacts)
    yield started
    started.close()
