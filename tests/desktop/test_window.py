"""The window as its person and the window manager see it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from desktop.geometry import Geometry, load_geometry, save_geometry
from desktop.window import title_of
from tests.desktop.conftest import Staged, StageWindow
from tests.desktop.pages import Pages
from tests.desktop.x11 import active_window, property_of, title, window_of, xdotool
from tests.support.browser import page_of_window
from tests.support.display import Display
from tests.support.wait import wait_for

pytestmark = pytest.mark.window

CLOSE = "alt+F4"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def staged(stage_window: StageWindow, data: Path, pages: Pages) -> Staged:
    return stage_window("stage", data, pages.address)


def test_title_names_room_and_unread() -> None:
    assert title_of(None, 0) == "Sarangbang"
    assert title_of("우리 방", 0) == "우리 방 – Sarangbang"
    assert title_of("우리 방", 3) == "(3) 우리 방 – Sarangbang"
    assert title_of(None, 12_345) == "(999) Sarangbang"
    assert title_of("우리 방", 3, 2) == "🔔2 (3) 우리 방 – Sarangbang"
    assert title_of(None, 0, 1) == "🔔1 Sarangbang"


def test_window_shows_the_page_under_its_own_name(
    staged: Staged, playwright: Playwright, display: Display, artefacts: Path
) -> None:
    page = page_of_window(playwright, staged.debugging)
    page.fill("#text", "안녕하세요")
    assert page.input_value("#text") == "안녕하세요"
    window = window_of(display, staged.process.pid)
    assert property_of(display, window, "WM_CLASS").endswith('= "sarangbang", "sarangbang"')
    assert "minimum size: 360 by 480" in property_of(display, window, "WM_NORMAL_HINTS")
    staged.do("title room 3")
    wait_for(lambda: title(display, window) == "(3) room – Sarangbang", "the new title")
    display.screenshot(artefacts / "window.png")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_closes_without_asking(
    staged: Staged, display: Display, number: signal.Signals
) -> None:
    window_of(display, staged.process.pid)
    staged.do("veto on")
    staged.process.popen.send_signal(number)
    assert staged.process.popen.wait(10) == 0
    assert staged.said("over")
    assert not staged.said("asked to close")


def test_signal_while_it_starts(staged: Staged) -> None:
    wait_for(lambda: _handles_sigterm(staged.process.pid), "the handlers")
    assert staged.process.terminate() == 0


def test_second_signal_ends_at_once_when_stopping_hangs(
    stage_window: StageWindow, data: Path, pages: Pages, display: Display
) -> None:
    staged = stage_window("stage", data, pages.address, STAGE_HANG="yes")
    window_of(display, staged.process.pid)
    staged.process.popen.send_signal(signal.SIGTERM)
    staged.wait_until_said("hanging")
    staged.process.popen.send_signal(signal.SIGINT)
    assert staged.process.popen.wait(5) == 128 + signal.SIGINT


def test_closing_asks_and_may_be_refused(staged: Staged, display: Display) -> None:
    window = window_of(display, staged.process.pid)
    staged.do("veto on")
    wait_for(lambda: active_window(display) == window, "the focus")
    xdotool(display, "key", CLOSE)
    staged.wait_until_said("asked to close")
    # Nobody answers before the window has come forward, as a program can: the title is set
    # when the question is over.
    staged.do("title room 1")
    wait_for(lambda: title(display, window).startswith("(1)"), "the end of the question")
    staged.do("keep")
    wait_for(lambda: "HIDDEN" in property_of(display, window, "_NET_WM_STATE"), "minimised")
    staged.do("raise")
    wait_for(lambda: active_window(display) == window, "the window in front again")
    # Nothing of that is still to come, which would bring it back once more.
    staged.do("title room 2")
    wait_for(lambda: title(display, window).startswith("(2)"), "the end of coming forward")
    # From the taskbar's menu, where it is minimised: what the page asks must be seen.
    xdotool(display, "windowminimize", window)
    wait_for(lambda: "HIDDEN" in property_of(display, window, "_NET_WM_STATE"), "minimised")
    staged.do("shut")
    wait_for(lambda: len(staged.said("asked to close")) == 2, "the question")
    wait_for(lambda: active_window(display) == window, "the window that asks")
    staged.do("veto off")
    xdotool(display, "key", CLOSE)
    assert staged.process.popen.wait(10) == 0
    assert len(staged.said("asked to close")) == 3


def test_answer_to_close_closes_for_good(staged: Staged, display: Display) -> None:
    window_of(display, staged.process.pid)
    staged.do("veto on")
    staged.do("close")
    assert staged.process.popen.wait(10) == 0


def test_attention_is_asked_for_in_the_background_only(
    staged: Staged, stage_window: StageWindow, tmp_path: Path, pages: Pages, display: Display
) -> None:
    window = window_of(display, staged.process.pid)
    wait_for(lambda: active_window(display) == window, "the focus")
    staged.do("attention")
    staged.do("title room 1")
    wait_for(lambda: title(display, window).startswith("(1)"), "the title that came after")
    assert "ATTENTION" not in property_of(display, window, "_NET_WM_STATE")

    (tmp_path / "other").mkdir()
    other = stage_window("stage", tmp_path / "other", pages.address)
    in_front = window_of(display, other.process.pid)
    wait_for(lambda: active_window(display) == in_front, "the other window in front")

    def asks_for_attention() -> bool:
        # Asked again until the window has noticed that another one is in front.
        staged.do("attention")
        return "ATTENTION" in property_of(display, window, "_NET_WM_STATE")

    wait_for(asks_for_attention, "attention", every=0.2)
    staged.do("raise")
    wait_for(lambda: active_window(display) == window, "the window in front")
    wait_for(lambda: "ATTENTION" not in property_of(display, window, "_NET_WM_STATE"), "calm")


def test_size_and_place_come_back(
    staged: Staged,
    stage_window: StageWindow,
    data: Path,
    pages: Pages,
    display: Display,
    playwright: Playwright,
) -> None:
    page = page_of_window(playwright, staged.debugging)
    window = window_of(display, staged.process.pid)
    xdotool(display, "windowmove", "--sync", window, "123", "87")
    xdotool(display, "windowsize", "--sync", window, "700", "600")
    wait_for(lambda: page.evaluate("innerWidth") == 700, "the page to have grown small")
    assert staged.process.terminate() == 0
    saved = load_geometry(data)
    assert (saved.width, saved.height) == (700, 600)

    again = stage_window("stage", data, pages.address)
    window = window_of(display, again.process.pid)
    assert again.process.terminate() == 0
    assert load_geometry(data) == saved


def test_maximised_comes_back_and_remembers_what_was_before(
    stage_window: StageWindow, data: Path, pages: Pages, display: Display
) -> None:
    before = Geometry(700, 600, 100, 80, maximized=True)
    save_geometry(data, before)
    staged = stage_window("stage", data, pages.address)
    window = window_of(display, staged.process.pid)
    wait_for(lambda: "MAXIMIZED" in property_of(display, window, "_NET_WM_STATE"), "maximised")
    assert staged.process.terminate() == 0
    assert load_geometry(data) == before


def test_window_that_was_on_a_screen_now_gone(
    stage_window: StageWindow, data: Path, pages: Pages, display: Display
) -> None:
    save_geometry(data, Geometry(5000, 600, 9000, 80))
    staged = stage_window("stage", data, pages.address)
    window_of(display, staged.process.pid)
    assert staged.process.terminate() == 0
    seen = load_geometry(data)
    assert seen.width <= 1600
    assert seen.x is not None
    assert -10 <= seen.x < 1600


def test_page_whose_process_died_is_brought_back(
    staged: Staged, playwright: Playwright, data: Path, pages: Pages
) -> None:
    page_of_window(playwright, staged.debugging).evaluate("document.title = 'before'")
    renderers = wait_for(lambda: _renderers(staged.process.pid), "the page's process")
    for renderer in renderers:
        os.kill(renderer, signal.SIGKILL)
    log = data / "log" / "sarangbang.log"
    wait_for(lambda: "the page's process ended" in log.read_text(), "a line in the log")
    wait_for(lambda: staged.shown(pages.address) == ["page"], "the page")


def test_log_holds_no_secret(staged: Staged, display: Display, data: Path) -> None:
    window_of(display, staged.process.pid)
    assert staged.process.terminate() == 0
    log = data / "log" / "sarangbang.log"
    assert log.stat().st_mode & 0o077 == 0
    assert "s3cret" not in log.read_text() + staged.process.log.read_text()


def _handles_sigterm(process: int) -> bool:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
    return False


def _renderers(process: int) -> list[int]:
    """The processes that draw pages for `process`: they are forked from a zygote."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent, group = (folder / "stat").read_text().rpartition(")")[2].split()[1:3]
            if int(group) == process and b"QtWebEngine" in (folder / "cmdline").read_bytes():
                parents[int(folder.name)] = int(parent)
        except OSError:
            continue  # ended meanwhile
    return [child for child, parent in parents.items() if parent in parents]
