"""Nothing moves where the system asks for that."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.page.people import WIDE, Program, open_page
from tests.page.test_accessibility import programs
from tests.page.tour import Tour

__all__ = ["programs"]

# Writes down all that takes longer than a frame, whenever something begins to move.
WATCH = """
  window.moved = new Set();
  window.look = () => {
    for (const one of document.getAnimations()) {
      const { duration, endTime, delay } = one.effect.getComputedTiming();
      const { target, pseudoElement } = one.effect;
      const what = one.animationName ?? one.transitionProperty ?? 'script';
      const place = `${target?.tagName} ${target?.className?.baseVal ?? target?.className}`;
      const lasts = duration > 1 || endTime - delay > 1;
      if (lasts) moved.add(`${what} of ${place}${pseudoElement ?? ''}`);
    }
  };
  document.addEventListener('animationstart', look, true);
  document.addEventListener('transitionrun', look, true);
"""


def watched(browser: Browser, address: str, motion: Any) -> Page:
    page = open_page(browser, address, WIDE, reduced_motion=motion)
    page.context.add_init_script(WATCH)
    page.reload()
    return page


def moved(page: Page) -> list[str]:
    return sorted(page.evaluate("() => { window.look(); return [...window.moved]; }"))


def test_nothing_moves_on_any_screen(programs: tuple[Program, Program], browser: Browser) -> None:
    # Where nobody asks for stillness something does, so it would be seen here.
    lively = watched(browser, programs[0].url, "no-preference")
    lively.keyboard.press("Control+k")
    expect(lively.get_by_role("dialog")).to_be_visible()
    assert any("DIALOG" in what for what in moved(lively))
    lively.context.close()

    minsu, jiyoung = (watched(browser, one.url, "reduce") for one in programs)
    tour = Tour((minsu, jiyoung), programs, "en")
    seen = {}
    for page, name in tour.walk():
        if what := moved(page):
            seen[name] = what
    seen["the rest"] = moved(jiyoung)
    assert seen == {"the rest": []}
