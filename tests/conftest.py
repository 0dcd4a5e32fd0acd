"""What every test may ask for; the parts themselves lie in tests/support."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

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


# What runs one after the other where there are two workers, the longest first. Each part has one
# worker at a time, so that its windows, browsers or networks do not meet one another.
PARTS = ("together", "page", "server", "desktop")


def part_of(item: pytest.Item) -> str:
    """The part that a test belongs to; what lies outside of all goes with the server's."""
    if item.get_closest_marker("nearby"):
        return "together"
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    return folder if folder in PARTS else "server"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under `-n 2 --dist loadgroup`: tell the workers what stays together."""
    if not hasattr(config, "workerinput"):
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group(part_of(item)))
    items.sort(key=lambda item: PARTS.index(part_of(item)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the checks that failed before the tests ran (`.ci/run` hands them over)."""
    failed = os.environ.get("SARANGBANG_FAILED_CHECKS", "").split()
    if failed:
        terminalreporter.section("checks before the tests")
        terminalreporter.line(f"FAILED: {', '.join(failed)} (their output is above)", red=True)


@pytest.fixture
def artefacts(request: pytest.FixtureRequest) -> Path:
    """A folder for this test's screenshots and logs; git-ignored, kept after the run."""
    # A worker adds the part it runs.
    name = request.node.nodeid.removeprefix("tests/").removesuffix(f"@{part_of(request.node)}")
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
