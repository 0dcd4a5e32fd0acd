"""At 200 % zoom all can be read and pressed, and nothing has to be scrolled sideways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.people import WIDE, Program, open_page
from tests.page.test_accessibility import programs
from tests.page.tour import Tour

__all__ = ["programs"]

# A window of 1280 x 800 at 200 %.
ZOOMED = (640, 400)
# What is wrong on the screen: in what lies on top, where something does.
MEASURE = """() => {
  const wrong = [];
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  const called = (one) => (one.getAttribute('aria-label') ?? one.id + one.textContent).trim();
  if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page is too wide');
  for (const one of top.querySelectorAll('*')) {
    const style = getComputedStyle(one);
    const sideways = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1;
    const inRow = style.display.startsWith('inline') && style.display !== 'inline-flex';
    if (!sideways || inRow || one.closest('pre, .skip, .spoken, svg')) continue;
    const scrolls = ['auto', 'scroll'].includes(style.overflowX);
    if (scrolls) wrong.push(`${one.tagName} ${one.className} scrolls sideways`);
    if (one.matches('button')) wrong.push(`${called(one)} is cut off`);
  }
  for (const one of top.querySelectorAll('button, input, textarea, select, summary, a[href]')) {
    if (one.closest('[aria-hidden=true], .skip, .spoken') || !one.checkVisibility()) continue;
    if (top === document.body && one.closest('.scroller')) continue;
    const small = one.matches('input[type=radio], input[type=checkbox]');
    const seen = (small && one.closest('label')) || one;
    seen.scrollIntoView({ block: 'center', inline: 'nearest' });
    const { left, top: upper, right, bottom, width, height } = seen.getBoundingClientRect();
    if (!width || !height) continue;
    const name = called(one).slice(0, 40);
    if (left < -1 || right > innerWidth + 1) wrong.push(`${name} is beside the screen`);
    const middle = [(left + right) / 2, (upper + bottom) / 2];
    const hit = document.elementFromPoint(...middle);
    if (!hit || !seen.contains(hit)) wrong.push(`${name} cannot be pressed`);
  }
  return wrong;
}"""
# How much of the talk is left, and whether one can write.
ROOM = """() => {
  const field = document.querySelector('#write').getBoundingClientRect();
  return [document.querySelector('.scroller').clientHeight, innerHeight - field.bottom];
}"""


class Lens:
    """Looks at screens through 200 % and keeps what is wrong with them."""

    def __init__(self, artefacts: Path, language: str) -> None:
        self.wrong: dict[str, Any] = {}
        self._artefacts, self._language = artefacts, language

    def look(self, page: Page, screen: str) -> None:
        page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
        name = f"{screen}-{self._language}"
        page.screenshot(path=self._artefacts / f"{name}.png")
        if wrong := page.evaluate(MEASURE):
            self.wrong[name] = wrong
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


@pytest.mark.parametrize("language", ["en", "ko"])
def test_all_is_in_reach(
    programs: tuple[Program, Program], language: str, browser: Browser, artefacts: Path
) -> None:
    lens = Lens(artefacts, language)
    minsu = open_page(browser, programs[0].url, WIDE, reduced_motion="reduce")
    jiyoung = open_page(browser, programs[1].url, WIDE, reduced_motion="reduce")
    expect(minsu.get_by_role("radio").first).to_be_visible()
    lens.look(minsu, "home-first")
    tour = Tour((minsu, jiyoung), programs, language)
    for page, name in tour.walk():
        lens.look(page, name)
    tour.button(jiyoung, "name").first.click()
    lens.look(jiyoung, "home")
    assert lens.wrong == {}


def test_the_composer_stays_and_the_talk_has_room(
    programs: tuple[Program, Program], language: str, browser: Browser, artefacts: Path
) -> None:
    pages = [open_page(browser, one.url, WIDE, reduced_motion="reduce") for one in programs]
    tour = Tour((pages[0], pages[1]), programs, language)
    lens = Lens(artefacts, language)
    lens.look(tour.minsu, "room")
    assert lens.wrong == {}
    tour.minsu.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    height, below = tour.minsu.evaluate(ROOM)
    assert height >= 160, "of 400 px too little is left to read"
    assert below >= 0, "the field is below the window"
    # A long text leaves something of the talk.
    tour.field(tour.minsu).fill("\n".join("abcdefgh"))
    height, below = tour.minsu.evaluate(ROOM)
    assert height >= 80
    assert below >= 0
    tour.minsu.screenshot(path=artefacts / "writing.png")
