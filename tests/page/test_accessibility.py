"""axe-core finds nothing on any main screen, in both languages, by day and in the evening."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.people import MEDIUM, NARROW, WIDE, Program, open_page
from tests.page.tour import words_of
from tests.support.copies import ROOT, Copies

AXE = ROOT / "assets/node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const told = await axe.run(document, { resultTypes: ['violations'] });
  return told.violations.map(({ id, nodes }) => [id, ...nodes.map((node) =>
    node.target.join(' ') + ' ' + node.any.map((check) => check.message).join('; '))]);
}"""
PAINT = "(theme) => { document.documentElement.dataset.theme = theme; }"
# Nothing may be on its way from one colour to another while it is looked at.
STILL = "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))"

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="the page's packages are not installed")


class Judge:
    """Looks at screens and keeps what is wrong with them."""

    def __init__(self, artefacts: Path, language: str) -> None:
        self.axe = AXE.read_text(encoding="utf-8")
        self.wrong: dict[str, Any] = {}
        self._artefacts, self._language = artefacts, language

    def look(self, page: Page, screen: str) -> None:
        """The screen: in one language by day and in the other in the evening, since what axe judges
        of the words does not hang on the colours, nor of the colours on the words."""
        if not page.evaluate("typeof axe !== 'undefined'"):
            page.evaluate(self.axe)
        theme = {"en": "light", "ko": "dark"}[self._language]
        page.evaluate(PAINT, theme)
        page.evaluate(STILL)
        name = f"{screen}-{self._language}-{theme}"
        page.screenshot(path=self._artefacts / f"{name}.png")
        if wrong := page.evaluate(RUN):
            self.wrong[name] = wrong


@pytest.fixture
def programs(tmp_path: Path, artefacts: Path, language: str) -> Iterator[tuple[Program, Program]]:
    names = ("minsu", "jiyoung")
    started = [Program(tmp_path / name, artefacts / f"{name}.log", language) for name in names]
    yield started[0], started[1]
    for program in started:
        program.process.kill()


@pytest.fixture
def words(language: str) -> dict[str, str]:
    """The page's words of a language, by key."""
    return words_of(language)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_window(
    programs: tuple[Program, Program],
    words: dict[str, str],
    language: str,
    browser: Browser,
    artefacts: Path,
) -> None:
    judge = Judge(artefacts, language)
    minsu = open_page(browser, programs[0].url, MEDIUM, reduced_motion="reduce")
    jiyoung = open_page(browser, programs[1].url, WIDE, reduced_motion="reduce")
    expect(minsu.get_by_label(words["home.my_name"])).to_be_visible()
    judge.look(minsu, "home-first")
    minsu.get_by_label(words["home.my_name"]).fill("민수")
    minsu.get_by_role("radio", name=words["host.anyone"]).check()
    button(minsu.locator("form"), words["host.go"]).click()
    link = minsu.get_by_role("dialog").get_by_text("sarangbang://join")
    port = (link.text_content() or "").strip().replace("%3A", ":").rpartition(":")[2]
    minsu.get_by_role("dialog").locator("summary").last.click()
    judge.look(minsu, "invite")
    panel = minsu.get_by_role("dialog")
    button(panel, words["invites.make"]).click()
    button(panel, words["invites.qr"]).first.click()
    panel.get_by_role("button", name=words["invites.take_back"]).first.click()
    expect(panel.get_by_role("alertdialog")).to_be_visible()
    judge.look(minsu, "invites")
    minsu.keyboard.press("Escape")
    judge.look(minsu, "room-empty")

    button(jiyoung, words["home.settings"]).click()
    jiyoung.get_by_role("textbox", name=words["profile.status"]).fill("점심 먹는 중")
    jiyoung.get_by_role("radio", name=words["profile.picture.letters"], exact=True).check()
    jiyoung.get_by_role("textbox", name=words["profile.picture.two"], exact=True).fill("지영")
    judge.look(jiyoung, "settings")
    button(jiyoung, words["profile.save"]).click()
    expect(button(jiyoung, words["profile.save"])).to_be_disabled()
    button(jiyoung, words["identity.open"]).click()
    judge.look(jiyoung, "identity-take")
    jiyoung.get_by_label(words["identity.bring"]).check()
    judge.look(jiyoung, "identity-bring")
    jiyoung.keyboard.press("Escape")
    jiyoung.get_by_label(words["join.field"]).fill("?")
    button(jiyoung, words["join.next"]).click()
    expect(jiyoung.get_by_role("alert")).to_be_visible()
    judge.look(jiyoung, "join-trouble")
    jiyoung.get_by_role("dialog").get_by_label(words["join.field"]).fill(f"127.0.0.1:{port}")
    jiyoung.keyboard.press("Enter")
    expect(button(jiyoung, words["join.go"])).to_be_visible()
    judge.look(jiyoung, "come-in")
    button(jiyoung, words["join.go"]).click()
    field = jiyoung.get_by_label(words["room.write"])
    for text in ("안녕하세요", "See https://example.com", "x" * 200):
        field.fill(text)
        field.press("Enter")
    field.fill("y" * 9990)
    expect(minsu.get_by_text("x" * 200, exact=True)).to_be_visible()
    judge.look(jiyoung, "room-near-limit")
    minsu.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    judge.look(minsu, "room-narrow")
    button(minsu, words["room.people.show"]).click()
    judge.look(minsu, "people")
    minsu.get_by_role("dialog").locator("li button").first.click()
    expect(minsu.locator("dialog .number")).to_be_visible()
    judge.look(minsu, "member")
    minsu.keyboard.press("Escape")
    minsu.keyboard.press("Escape")
    button(minsu, words["room.more"]).click()
    judge.look(minsu, "more")
    button(minsu.get_by_role("dialog"), words["rooms.stop"]).click()
    expect(minsu.get_by_role("dialog")).to_be_visible()
    judge.look(minsu, "confirm")
    minsu.keyboard.press("Escape")

    programs[0].kill()
    expect(jiyoung.locator(".banner")).to_be_visible()
    expect(minsu.locator(".banner")).to_be_visible()
    judge.look(jiyoung, "host-away")
    judge.look(minsu, "program-away")
    button(jiyoung, words["name"]).click()
    expect(jiyoung.get_by_role("article")).to_be_visible()
    judge.look(jiyoung, "home-rooms")
    assert judge.wrong == {}
    for page in (minsu, jiyoung):
        page.context.close()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_guest_page(
    copies: Copies, words: dict[str, str], language: str, browser: Browser, artefacts: Path
) -> None:
    host = copies.host("Our house", guests=True)
    judge = Judge(artefacts, language)
    locale = {"en": "en-US", "ko": "ko-KR"}[language]
    page = open_page(browser, host.guest, NARROW, locale=locale, reduced_motion="reduce")
    expect(button(page, words["guest.in"])).to_be_visible()
    judge.look(page, "guest-door")
    page.get_by_label(words["guest.name"]).fill("하나")
    button(page, words["guest.in"]).click()
    expect(page.get_by_text(words["room.empty"])).to_be_visible()
    judge.look(page, "guest-room")
    button(page, words["guest.about.show"]).click()
    button(page, words["profile.title"]).click()
    page.get_by_role("radio", name=words["profile.colour.teal"], exact=True).check()
    judge.look(page, "guest-profile")
    assert judge.wrong == {}
    page.context.close()


def button(where: Any, name: str) -> Any:
    return where.get_by_role("button", name=name, exact=True)
