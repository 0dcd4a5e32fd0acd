"""Two real windows: one hosts, the other joins by the address, they talk in Korean."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.desktop.x11 import title, xdotool
from tests.server.doors.test_tutorial_page import Elsewhere, Handler
from tests.support.browser import launch
from tests.support.copies import Copies
from tests.support.display import Display
from tests.support.wait import wait_for
from tests.together.windows import WITHIN, hosted, open_window, page_called, reads, say

pytestmark = pytest.mark.window


def test_two_windows_talk_and_survive_a_kill(
    copies: Copies, display: Display, playwright: Playwright, artefacts: Path
) -> None:
    first, second = open_window(copies, display), open_window(copies, display)
    minsu = page_called(first, playwright, "민수")
    jiyoung = page_called(second, playwright, "지영")
    minsu.get_by_role("radio", name="이 네트워크의 누구나").check()
    address = hosted(minsu)
    jiyoung.get_by_label("초대장, 코드 또는 주소").fill(address)
    jiyoung.get_by_role("button", name="방 찾기").click()
    jiyoung.get_by_role("button", name="들어가기", exact=True).last.click()
    say(minsu, "어서 와요!")
    reads(jiyoung, "어서 와요!")
    say(jiyoung, "반가워요 😀")
    reads(minsu, "반가워요 😀")
    minsu.screenshot(path=artefacts / "minsu.png")
    jiyoung.screenshot(path=artefacts / "jiyoung.png")

    # The host's computer fails; what is written meanwhile goes out when it is back.
    first.kill()
    expect(jiyoung.get_by_role("button", name="지금 시도")).to_be_visible(timeout=30_000)
    say(jiyoung, "아직 있어요?")
    jiyoung.screenshot(path=artefacts / "away.png")
    again = open_window(copies, display, data=first.data).page(playwright)
    again.set_default_timeout(WITHIN)
    reads(again, "반가워요 😀")
    again.get_by_role("main").get_by_role("button", name="방 열기").click()
    reads(again, "아직 있어요?")
    say(again, "돌아왔어요.")
    reads(jiyoung, "돌아왔어요.")
    for page in (again, jiyoung):
        for text in ("어서 와요!", "반가워요 😀", "아직 있어요?", "돌아왔어요."):
            expect(page.get_by_role("log").get_by_text(text, exact=True)).to_have_count(1)
    again.screenshot(path=artefacts / "back.png")


def rings(display: Display) -> bool:
    """Whether a window's title says that somebody asks to come in."""
    found = xdotool(display, "search", "--name", "Sarangbang").split()
    return any(title(display, window).startswith("🔔1 ") for window in found)


def test_who_asks_to_come_in_is_seen_from_the_desk_and_let_in(
    copies: Copies, display: Display, playwright: Playwright, artefacts: Path
) -> None:
    first, second = open_window(copies, display), open_window(copies, display)
    minsu = page_called(first, playwright, "민수")
    jiyoung = page_called(second, playwright, "지영")
    address = hosted(minsu)
    jiyoung.get_by_label("초대장, 코드 또는 주소").fill(address)
    jiyoung.get_by_role("button", name="방 찾기").click()
    jiyoung.get_by_role("button", name="입장 요청하기").click()
    waiting = jiyoung.get_by_role("dialog", name="방장에게 물어봤어요")
    expect(waiting).to_be_visible(timeout=WITHIN)
    # The window need not be looked at: its title says so.
    wait_for(lambda: rings(display), "the title to say so")
    asks = minsu.get_by_role("region", name="지영님이 입장을 요청했어요")
    expect(asks).to_contain_text(" ".join(waiting.locator(".number").inner_text().split()))
    minsu.screenshot(path=artefacts / "asked.png")
    jiyoung.screenshot(path=artefacts / "waiting.png")
    asks.get_by_role("button", name="수락", exact=True).click()
    say(jiyoung, "고마워요")
    reads(minsu, "고마워요")
    wait_for(lambda: not rings(display), "the title to say no more")


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Somebody else's web server with the tutorial's page."""
    with Elsewhere(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join(10)


def test_the_tutorials_page_talks_with_a_window(
    copies: Copies,
    display: Display,
    playwright: Playwright,
    elsewhere: Elsewhere,
    artefacts: Path,
) -> None:
    host = copies.host("Our room", "--allow-origin", elsewhere.origin, guests=True)
    elsewhere.address = host.guest
    window = open_window(copies, display)
    minsu = page_called(window, playwright, "민수")
    minsu.get_by_label("초대장, 코드 또는 주소").fill(host.lan)
    minsu.get_by_role("button", name="방 찾기").click()
    minsu.get_by_role("button", name="들어가기", exact=True).last.click()
    minsu.locator("#write").wait_for()

    browser = launch(playwright)
    page = browser.new_page()
    page.goto(elsewhere.origin)
    page.fill("input.username", "Yuna")
    page.fill("input.message", "두 줄만 바꿨어요")
    page.press("input.message", "Enter")
    reads(minsu, "두 줄만 바꿨어요")
    say(minsu, "잘 들려요")
    lines = page.locator("div.message_holder > div")
    expect(lines).to_have_text(["Yuna 두 줄만 바꿨어요", "민수 잘 들려요"], timeout=WITHIN)
    page.screenshot(path=artefacts / "tutorial.png")
    minsu.screenshot(path=artefacts / "window.png")
    browser.close()
