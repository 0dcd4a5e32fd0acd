"""The whole program: window, server and what a second copy does."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.desktop.x11 import active_window, icon_of, title, window_of
from tests.support.browser import page_of_window
from tests.support.copies import PROGRAM, ROOT, Copies, Window, environment_of
from tests.support.display import Display
from tests.support.wait import wait_for

pytestmark = pytest.mark.window

LINK = f"sarangbang://join?v=1&room={'ab' * 16}&key={'A' * 43}&at=127.0.0.1:9"
CELADON = str(0xFF2C6A5B)
NAMES_FILLED = "[...document.querySelectorAll('input')].some(f => f.value.trim() !== '')"


def second_copy(
    copies: Copies, first: Window, display: Display, *arguments: str, command: str = ""
) -> subprocess.CompletedProcess[str]:
    parts = [*PROGRAM, *([command] if command else []), "--data", str(first.data), *arguments]
    return subprocess.run(
        parts,
        env=environment_of(copies.folder / "second", {**display.environment(), "LANG": "C"}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def connected_page(playwright: Playwright, window: Window) -> Page:
    page = page_of_window(playwright, window.debugging)
    wait_for(lambda: page.evaluate(NAMES_FILLED), "the page to be connected")
    return page


def whole_page(page: Page) -> str:
    """All that is said on the page, in its fields too."""
    script = """document.body.innerText + ' '
        + [...document.querySelectorAll('input, textarea')].map(f => f.value).join(' ')"""
    return str(page.evaluate(script))


def test_window_opens_on_a_connected_page_and_stops_cleanly(
    copies: Copies, playwright: Playwright, display: Display, artefacts: Path
) -> None:
    window = copies.window(display=display.environment())
    connected_page(playwright, window)
    managed = window_of(display, window.process.pid)
    assert title(display, managed) == "Sarangbang"
    assert CELADON in icon_of(display, managed), "the icon is ours"
    display.screenshot(artefacts / "home.png")
    assert window.stop() == 0
    assert "Traceback" not in window.process.tail(200)
    assert not (window.data / "running.json").exists()


def test_secret_of_the_window_is_nowhere(
    copies: Copies, playwright: Playwright, display: Display
) -> None:
    window = copies.window(display=display.environment())
    connected_page(playwright, window)
    told = json.loads((window.data / "running.json").read_text())
    log = (window.data / "log" / "sarangbang.log").read_text()
    assert told["secret"] not in log + window.process.tail(500)
    assert "#secret=" not in log.replace("#secret=…", "")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes()
        except OSError:
            continue
        assert b"#secret=" not in arguments


def test_interrupt_stops_cleanly(copies: Copies, display: Display) -> None:
    window = copies.window(display=display.environment())
    window_of(display, window.process.pid)
    window.process.popen.send_signal(signal.SIGINT)
    assert window.process.popen.wait(20) == 0


def test_second_copy_brings_the_first_to_the_front(
    copies: Copies, playwright: Playwright, display: Display
) -> None:
    first = copies.window(display=display.environment())
    connected_page(playwright, first)
    managed = window_of(display, first.process.pid)
    other = copies.window(display=display.environment())
    in_front = window_of(display, other.process.pid)
    wait_for(lambda: active_window(display) == in_front, "the other window in front")

    second = second_copy(copies, first, display)
    assert (second.returncode, second.stderr) == (0, "")
    wait_for(lambda: active_window(display) == managed, "the first in front")
    assert first.process.running


@pytest.mark.parametrize("command", ["", "join"])
def test_second_copy_hands_its_link_to_the_first(
    copies: Copies, playwright: Playwright, display: Display, artefacts: Path, command: str
) -> None:
    first = copies.window(display=display.environment())
    page = connected_page(playwright, first)
    second = second_copy(copies, first, display, LINK, command=command)
    assert (second.returncode, second.stderr) == (0, "")
    wait_for(lambda: "127.0.0.1:9" in whole_page(page), "the join screen with the link")
    page.screenshot(path=artefacts / "join.png")


def test_join_on_the_command_line_shows_the_link(
    copies: Copies, playwright: Playwright, display: Display
) -> None:
    window = copies.window("join", "127.0.0.1:9", display=display.environment())
    page = page_of_window(playwright, window.debugging)
    wait_for(lambda: "127.0.0.1:9" in whole_page(page), "the join screen with the address")


def test_second_serve_beside_a_window_is_refused(copies: Copies, display: Display) -> None:
    first = copies.window(display=display.environment())
    window_of(display, first.process.pid)
    second = second_copy(copies, first, display, "Room", command="serve")
    assert second.returncode == 4
    assert len(second.stderr.splitlines()) == 1
    assert str(first.process.pid) in second.stderr


def test_folder_opens_again_after_a_kill(
    copies: Copies, playwright: Playwright, display: Display
) -> None:
    first = copies.window(display=display.environment())
    connected_page(playwright, first)
    first.kill()
    again = copies.window(display=display.environment(), data=first.data)
    connected_page(playwright, again)
    assert again.stop() == 0


def test_damaged_database_is_one_sentence(copies: Copies, display: Display, tmp_path: Path) -> None:
    data = tmp_path / "damaged"
    data.mkdir(mode=0o700)
    (data / "sarangbang.db").write_bytes(b"this is no database" * 100)
    window = copies.window(display=display.environment(), data=data, environment=_english())
    assert window.process.popen.wait(30) == 3
    said = [line for line in window.process.tail().splitlines() if line.startswith("sarangbang:")]
    assert len(said) == 1
    assert "cannot be used" in said[0]


def _english() -> Mapping[str, str]:
    return {"LANG": "C", "LC_ALL": "C"}
