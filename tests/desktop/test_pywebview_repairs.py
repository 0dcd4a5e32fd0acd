"""Each fault is shown in pywebview as it comes, and shown repaired in our window.

When a newer pywebview has a fault no longer, the test of the plain window fails:
then the repair goes.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.desktop.conftest import Staged, StageWindow
from tests.desktop.pages import LETTER, Pages
from tests.desktop.x11 import menus_of, window_of, xdotool
from tests.support.browser import page_of_window
from tests.support.display import Display
from tests.support.wait import wait_for

pytestmark = pytest.mark.window

FAKE_CAMERA = {"QTWEBENGINE_CHROMIUM_FLAGS": "--use-fake-device-for-media-stream"}
ASK_CAMERA = """navigator.mediaDevices.getUserMedia({video: true})
    .then(() => 'granted', error => error.name)"""


class Links:
    """The page's links, pressed where they were seen at the start.

    After a navigation that was refused, Playwright waits for ever to look at one.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._places: dict[str, tuple[float, float]] = {}
        for name in ("elsewhere", "blank", "scheme"):
            box = page.locator(f"#{name}").bounding_box()
            assert box is not None
            self._places[name] = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def press(self, name: str) -> None:
        self._page.mouse.click(*self._places[name])


def press_right_button(display: Display, process: int) -> None:
    """On the text field, which is at the left, 400 pixels down. Chromium's debugging
    port would not reach Qt's menu."""
    window = window_of(display, process)
    xdotool(display, "mousemove", "--window", window, "100", "450", "click", "3")


@pytest.fixture
def ours(stage_window: StageWindow, pages: Pages, tmp_path: Path) -> Staged:
    (tmp_path / "data").mkdir()
    return stage_window(
        "stage",
        tmp_path / "data",
        pages.address,
        STAGE_SAVE=str(tmp_path / "saved.txt"),
        **FAKE_CAMERA,
    )


@pytest.fixture
def plain(stage_window: StageWindow, pages: Pages, tmp_path: Path) -> Staged:
    return stage_window(
        "plain_window", pages.address, STAGE_SAVE=str(tmp_path / "saved.txt"), **FAKE_CAMERA
    )


def test_plain_pywebview_still_has_every_fault(
    plain: Staged, playwright: Playwright, pages: Pages, tmp_path: Path, display: Display
) -> None:
    page = page_of_window(playwright, plain.debugging)
    wait_for(lambda: page.evaluate("typeof window.pywebview") == "object", "the bridge")
    assert page.evaluate(ASK_CAMERA) == "granted"

    page.evaluate("void Notification.requestPermission()")
    wait_for(lambda: "setFeaturePermission" in plain.process.tail(), "the question's TypeError")
    page.click("#download")
    wait_for(lambda: "setPath" in plain.process.tail(), "the download's AttributeError")
    assert not (tmp_path / "saved.txt").exists()

    links = Links(page)
    press_right_button(display, plain.process.pid)
    links.press("blank")
    links.press("scheme")
    wait_for(lambda: len(plain.browsed()) == 2, "both to be handed to the browser")
    assert "otherprogram:do" in plain.browsed()
    assert not menus_of(display, plain.process.pid)

    links.press("elsewhere")
    wait_for(lambda: plain.shown(pages.elsewhere), "being led away")


def test_download_is_saved_where_the_person_chose(
    ours: Staged, playwright: Playwright, tmp_path: Path
) -> None:
    page_of_window(playwright, ours.debugging).click("#download")
    saved = tmp_path / "saved.txt"
    wait_for(lambda: saved.exists() and saved.read_bytes() == LETTER, "the saved file")


def test_the_pages_questions_are_answered(ours: Staged, playwright: Playwright) -> None:
    page = page_of_window(playwright, ours.debugging)
    assert page.evaluate("Notification.requestPermission()") == "granted"
    # Which name Chromium gives the refusal depends on the device.
    assert page.evaluate(ASK_CAMERA) in {"NotAllowedError", "AbortError"}
    refused = (
        "new Promise(done => navigator.geolocation.getCurrentPosition(done, e => done(e.code)))"
    )
    assert page.evaluate(refused) == 1


def test_nothing_of_python_is_in_the_page(ours: Staged, playwright: Playwright) -> None:
    page = page_of_window(playwright, ours.debugging)
    assert page.evaluate("typeof window.pywebview") == "undefined"


def test_links_open_in_the_browser_and_the_window_stays(
    ours: Staged, playwright: Playwright, pages: Pages
) -> None:
    page = page_of_window(playwright, ours.debugging)
    links = Links(page)
    links.press("elsewhere")
    wait_for(lambda: ours.browsed() == [f"{pages.elsewhere}/followed"], "the browser")
    links.press("scheme")
    links.press("blank")
    wait_for(lambda: len(ours.browsed()) == 2, "the second link")
    assert ours.browsed()[1] == f"{pages.elsewhere}/blank"

    page.evaluate("address => { document.title = 'old'; location.href = address }", pages.elsewhere)
    page.evaluate("() => { location.reload() }")
    wait_for(lambda: ours.shown(pages.address) == ["page"], "our page, loaded again")
    assert not ours.shown(pages.elsewhere)


def test_right_button_offers_a_menu(ours: Staged, playwright: Playwright, display: Display) -> None:
    page = page_of_window(playwright, ours.debugging)
    wait_for(lambda: page.evaluate("document.title") == "page", "the page")

    def menu_opens() -> bool:
        # Again, if it came before the page could hear it.
        press_right_button(display, ours.process.pid)
        return bool(menus_of(display, ours.process.pid))

    wait_for(menu_opens, "the menu", every=0.5)
    xdotool(display, "key", "Escape")
    wait_for(lambda: not menus_of(display, ours.process.pid), "the menu to close")
