"""Two real windows: what one does to messages is seen in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.support.copies import Copies
from tests.support.display import Display
from tests.together.windows import WITHIN, hosted, open_window, page_called, reads, say

pytestmark = pytest.mark.window


@pytest.fixture
def windows(
    copies: Copies, display: Display, playwright: Playwright, artefacts: Path
) -> Iterator[tuple[Page, Page]]:
    """Minsu's window, who hosts, and Jiyoung's, who came in by the address."""
    first, second = open_window(copies, display), open_window(copies, display)
    minsu = page_called(first, playwright, "민수")
    jiyoung = page_called(second, playwright, "지영")
    minsu.get_by_role("radio", name="이 네트워크의 누구나").check()
    address = hosted(minsu)
    jiyoung.get_by_label("초대장, 코드 또는 주소").fill(address)
    jiyoung.get_by_role("button", name="방 찾기").click()
    jiyoung.get_by_role("button", name="들어가기", exact=True).last.click()
    jiyoung.locator("#write:enabled").wait_for()
    yield minsu, jiyoung
    minsu.screenshot(path=artefacts / "minsu.png")
    jiyoung.screenshot(path=artefacts / "jiyoung.png")


def row(page: Page, text: str) -> Locator:
    said = page.locator(".text").filter(has_text=re.compile(f"^{re.escape(text)}$"))
    return page.locator(".said").filter(has=said)


def press(page: Page, text: str, name: str) -> None:
    row(page, text).locator(".bubble").hover()
    row(page, text).get_by_role("button", name=name, exact=True).click()


def test_what_is_said_about_messages_is_seen_in_the_other_window(
    windows: tuple[Page, Page],
) -> None:
    minsu, jiyoung = windows
    say(minsu, "내일 학교에서 만날까요?")
    reads(jiyoung, "내일 학교에서 만날까요?")

    press(jiyoung, "내일 학교에서 만날까요?", "답장")
    say(jiyoung, "조아요")
    reads(minsu, "조아요")
    quote = row(minsu, "조아요").get_by_role("button", name="민수 내일 학교에서 만날까요?")
    expect(quote).to_be_visible()

    jiyoung.locator("#write").press("ArrowUp")
    expect(jiyoung.locator("#write")).to_have_value("조아요")
    say(jiyoung, "좋아요")
    reads(minsu, "좋아요")
    expect(row(minsu, "좋아요").get_by_role("button", name="수정됨")).to_be_visible()

    press(minsu, "좋아요", "반응")
    minsu.get_by_label("이모지 찾기").fill("엄지")
    minsu.get_by_role("dialog").get_by_role("button", name=re.compile("엄지")).first.click()
    reaction = row(jiyoung, "좋아요").get_by_role("button", name=re.compile("민수님이 .* 반응"))
    expect(reaction).to_contain_text("1")
    reaction.click()
    expect(row(minsu, "좋아요").get_by_role("button", name=re.compile("지영님이"))).to_contain_text(
        "2"
    )

    press(minsu, "내일 학교에서 만날까요?", "고정")
    expect(row(jiyoung, "내일 학교에서 만날까요?").get_by_text("고정됨")).to_be_attached()

    say(jiyoung, "이건 지울 말")
    reads(minsu, "이건 지울 말")
    press(jiyoung, "이건 지울 말", "삭제")
    jiyoung.get_by_role("dialog").get_by_role("button", name="삭제", exact=True).click()
    for page in windows:
        expect(page.get_by_text("이건 지울 말")).to_have_count(0, timeout=WITHIN)


def test_who_is_called_is_called_in_the_other_window_and_finds_it_again(
    windows: tuple[Page, Page],
) -> None:
    minsu, jiyoung = windows
    minsu.locator("#write").press_sequentially("@ㅈㅇ")
    option = minsu.get_by_role("listbox").get_by_role("option")
    expect(option).to_contain_text("지영")
    minsu.keyboard.press("Enter")
    minsu.locator("#write").press_sequentially("고등학교 **앞**에서 봐요")
    minsu.keyboard.press("Enter")
    called = jiyoung.get_by_role("log").get_by_role("button", name="@지영")
    expect(called).to_have_class(re.compile("mine"))
    expect(jiyoung.get_by_role("log").locator("strong")).to_have_text("앞")

    jiyoung.keyboard.press("Control+f")
    field, hit = jiyoung.get_by_label("찾을 말"), jiyoung.get_by_role("dialog").locator("mark")
    for _ in range(20):  # what was said a moment ago is found a moment later
        field.fill("")
        field.fill("등학")
        jiyoung.wait_for_timeout(500)
        if hit.count():
            break
    expect(hit).to_have_text("등학")
    hit.click()
    expect(jiyoung.locator(".said.wanted")).to_contain_text("고등학교")
