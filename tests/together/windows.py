"""Real windows in Korean, and what people do in them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.support.copies import Copies, Window
from tests.support.display import Display

KOREAN = {"LANG": "ko_KR.UTF-8", "LC_ALL": "ko_KR.UTF-8"}
WITHIN = 20_000


def open_window(copies: Copies, display: Display, data: Path | None = None) -> Window:
    return copies.window(display={**display.environment(), **KOREAN}, data=data)


def page_called(window: Window, playwright: Playwright, name: str) -> Page:
    page = window.page(playwright)
    page.set_default_timeout(WITHIN)
    field = page.get_by_label("내 이름")
    field.fill(name)
    field.press("Tab")
    return page


def say(page: Page, text: str) -> None:
    page.locator("#write").fill(text)
    page.keyboard.press("Enter")


def reads(page: Page, text: str) -> None:
    expect(page.get_by_role("log").get_by_text(text, exact=True)).to_be_visible(timeout=WITHIN)


def hosted(page: Page) -> str:
    """Host a room; its address."""
    page.get_by_role("button", name="방 열기").last.click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("ufw allow", timeout=WITHIN)
    port = re.search(r"ufw allow (\d+)/tcp", panel.inner_text())
    assert port
    page.keyboard.press("Escape")
    return f"127.0.0.1:{port[1]}"
