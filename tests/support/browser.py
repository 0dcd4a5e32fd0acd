"""Chromium, driven by Playwright, and the window's own pages over its debugging port."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.processes import Process
from tests.support.wait import wait_for

# Nothing is looked up, fetched or reported outside this machine.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The Chromium to drive; None: the one that Playwright itself has fetched."""
    named = os.environ.get("SARANGBANG_CHROMIUM")
    if named:
        return named
    for name in ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser"):
        path = shutil.which(name)
        if path and not _leads_to_snap(Path(path)):
            return path
    return None


def _leads_to_snap(path: Path) -> bool:
    # Ubuntu's package is only a door to a snap, which needs a running snapd and
    # cannot read what lies outside the home folder.
    with path.open("rb") as file:
        return "snap" in path.resolve().name or b"/snap/" in file.read(4096)


@contextmanager
def playwright() -> Iterator[Playwright]:
    """Playwright's driver. While it is open, `asyncio.run` fails in this thread."""
    with sync_playwright() as driver:
        yield driver


def launch(driver: Playwright, arguments: list[str] | None = None) -> Browser:
    """A headless Chromium of our own."""
    return driver.chromium.launch(
        executable_path=chromium(), args=[*QUIET, *(arguments or [])], headless=True
    )


def page_of_window(
    driver: Playwright, port: int, *, process: Process | None = None, seconds: float = 40
) -> Page:
    """The page inside a window that was started with debugging port `port`.

    With its `process`, a window that ended is told at once, with its last words.

    The window must have been started with QTWEBENGINE_REMOTE_DEBUGGING. It is
    asked over plain HTTP until it shows our page: Playwright itself would see
    nothing new while the test waits.
    """
    address = f"http://127.0.0.1:{port}"

    def shows_our_page() -> bool:
        if process is not None and not process.running:
            raise AssertionError(f"the window ended:\n{process.tail()}")
        try:
            with urllib.request.urlopen(f"{address}/json/list", timeout=5) as answer:
                targets = json.load(answer)
        except (OSError, http.client.HTTPException):
            return False
        return any(_is_ours(target["url"]) for target in targets if target["type"] == "page")

    wait_for(shows_our_page, f"our page behind debugging port {port}", seconds=seconds)

    def ours() -> Page | None:
        # Without no_defaults QtWebEngine answers that it cannot set a downloads folder.
        browser = driver.chromium.connect_over_cdp(address, no_defaults=True)
        # Who connects while the window goes from its empty page to ours may never hear of ours:
        # then another connection does.
        for _ in range(_LOOKS):
            pages = [page for context in browser.contexts for page in context.pages]
            for page in pages:
                page.wait_for_timeout(10)  # lets Playwright hear of a navigation that goes on
                if _is_ours(page.url):
                    return page
        return None

    return wait_for(ours, "our page in the list that Playwright keeps", seconds=seconds)


_LOOKS = 200
"""Looks at the pages of one connection; each takes a hundredth of a second."""


def _is_ours(url: str) -> bool:
    return url.startswith("http://127.0.0.1:")
