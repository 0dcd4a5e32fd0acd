"""axe-core finds nothing on the screens of asking to come in, and of moderating."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.page.people import MEDIUM, NARROW, WIDE, Program, open_page
from tests.page.test_accessibility import AXE, Judge, button, programs, words

__all__ = ["programs", "words"]

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="the page's packages are not installed")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_from_the_knock_to_the_removal(
    programs: tuple[Program, Program],
    words: dict[str, str],
    language: str,
    browser: Browser,
    artefacts: Path,
) -> None:
    judge = Judge(artefacts, language)
    minsu = open_page(browser, programs[0].url, WIDE, reduced_motion="reduce")
    jiyoung = open_page(browser, programs[1].url, MEDIUM, reduced_motion="reduce")
    minsu.get_by_label(words["home.my_name"]).fill("민수")
    button(minsu.locator("form"), words["host.go"]).click()
    link = minsu.get_by_role("dialog").get_by_text("sarangbang://join")
    address = (link.text_content() or "").strip().split("#")[0].replace("%3A", ":")
    minsu.keyboard.press("Escape")
    jiyoung.get_by_label(words["home.my_name"]).fill("민 수")
    jiyoung.get_by_label(words["join.field"]).fill(f"127.0.0.1:{address.rpartition(':')[2]}")
    button(jiyoung, words["join.next"]).click()
    expect(button(jiyoung, words["join.knock"])).to_be_visible()
    judge.look(jiyoung, "asks")
    button(jiyoung, words["join.knock"]).click()
    expect(jiyoung.get_by_role("dialog", name=words["wait.title"])).to_be_visible()
    judge.look(jiyoung, "waiting")
    jiyoung.keyboard.press("Escape")
    judge.look(jiyoung, "waiting-home")

    knock = minsu.get_by_role("region").get_by_role("article")
    expect(knock).to_contain_text(words["knock.like"].partition("{")[0][:10])
    judge.look(minsu, "knock")
    button(minsu, words["name"]).click()
    judge.look(minsu, "knock-home")
    minsu.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    button(knock, words["knock.refuse_for_good"]).click()
    judge.look(minsu, "knock-sure")
    button(knock, words["cancel"]).click()
    button(knock, words["knock.let_in"]).click()
    expect(jiyoung.get_by_label(words["room.write"])).to_be_enabled()
    minsu.get_by_role("article").get_by_role("heading").get_by_role("button").click()
    minsu.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})

    button(minsu, words["manage.open"]).click()
    shown: Locator = minsu.get_by_role("dialog")
    shown.get_by_label(words["manage.topic"]).fill("이야기 Tea")
    minsu.keyboard.press("Enter")
    judge.look(minsu, "settings")
    minsu.keyboard.press("Escape")
    minsu.locator("aside.people").get_by_role("button", name="민 수").click()
    button(minsu, words["person.mute"]).click()
    expect(button(minsu, words["person.unmute"])).to_be_visible()
    judge.look(minsu, "card")
    judge.look(jiyoung, "muted")
    button(minsu, words["person.remove"]).click()
    minsu.get_by_label(words["out.why"]).fill("spam")
    judge.look(minsu, "remove")
    button(minsu.get_by_role("dialog").last, words["person.remove"]).click()
    expect(jiyoung.locator(".banner")).to_contain_text("spam")
    judge.look(jiyoung, "removed")
    button(jiyoung, words["rooms.ask_again"]).click()
    expect(knock).to_contain_text(words["knock.removed"])
    button(knock, words["knock.refuse"]).click()
    expect(jiyoung.locator(".banner")).to_contain_text(words["error.waiting_refused"])
    judge.look(jiyoung, "refused")
    judge.look(minsu, "room")
    assert judge.wrong == {}
    for page in (minsu, jiyoung):
        page.context.close()
