"""In the system's few colours (a contrast theme): where the focus is, what can be pressed, what is
chosen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.page.people import WIDE, Program, open_page
from tests.page.test_accessibility import programs
from tests.page.tour import Tour

__all__ = ["programs"]

# The name of what has the focus, if no ring is around it; null: it has one, or nothing has it.
RING = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const around = [one, one.nextElementSibling ?? one];
  const looks = [null, '::after'].flatMap((part) => around.map((at) => getComputedStyle(at, part)));
  const ringed = (look) => look.outlineStyle === 'solid' && parseFloat(look.outlineWidth) >= 2;
  if (looks.some(ringed)) return null;
  return `${one.tagName} ${one.className} ${one.getAttribute('aria-label') ?? one.textContent}`;
}"""
# Buttons that are drawn as such and have no edge; what is chosen and looks like what is not.
LOOKS = """() => {
  const wrong = [];
  const name = (one) => one.getAttribute('aria-label') ?? one.textContent.trim();
  for (const one of document.querySelectorAll('button.button')) {
    const { borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(one);
    if (borderTopStyle !== 'solid' || borderTopColor === backgroundColor) {
      wrong.push(`${name(one)} has no edge`);
    }
  }
  const drawn = (one) => one.matches('input') ? one.nextElementSibling ?? one : one;
  const face = (one) => {
    const look = getComputedStyle(one.querySelector('.track') ?? one);
    return [look.backgroundColor, look.borderTopColor, look.color].join(' ');
  };
  const pairs = {
    '[aria-selected=true]': '[aria-selected=false]',
    '[aria-pressed=true]': '[aria-pressed=false]',
    '[role=switch][aria-checked=true]': '[role=switch][aria-checked=false]',
    'nav button[aria-current=true]': 'nav button:not([aria-current])',
    'label input[type=radio]:checked + span': 'label input[type=radio]:not(:checked) + span',
  };
  let compared = 0;
  for (const [on, off] of Object.entries(pairs)) {
    const other = document.querySelector(off);
    for (const one of document.querySelectorAll(on)) {
      if (!other) continue;
      compared++;
      if (face(one) === face(other)) wrong.push(`${name(one)} does not look chosen`);
    }
  }
  return [wrong, compared];
}"""


def ringed(page: Page, stops: int) -> list[str]:
    """What has the focus at each of so many stops of Tab, and no ring."""
    bare = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        if fault := page.evaluate(RING):
            bare.append(fault)
    return bare


def test_focus_buttons_and_choices_are_seen(
    programs: tuple[Program, Program], browser: Browser, artefacts: Path
) -> None:
    minsu, jiyoung = (
        open_page(browser, one.url, WIDE, forced_colors="active", reduced_motion="reduce")
        for one in programs
    )
    expect(minsu.get_by_role("radio").first).to_be_visible()
    assert ringed(minsu, 8) == []
    tour = Tour((minsu, jiyoung), programs, "en")
    tour.act("Yes, gladly", "talk.react").click()
    tour.dialog.get_by_role("button", name="👍").first.click()
    expect(tour.message("Yes, gladly").locator("[aria-pressed=true]")).to_be_visible()
    tour.field(minsu).focus()
    assert ringed(minsu, 1) == []
    minsu.keyboard.press("Shift+Tab")
    assert minsu.evaluate(RING) is None, "where one writes"
    minsu.keyboard.press("Alt+ArrowUp")
    expect(minsu.locator(".said:focus")).to_be_visible()
    assert minsu.evaluate(RING) is None, "a message"
    wrong: dict[str, list[str]] = {}
    chosen = 0
    for page, name in tour.walk():
        faults, compared = page.evaluate(LOOKS)
        page.screenshot(path=artefacts / f"{name}.png")
        faults += ringed(page, 4)
        chosen += compared
        if faults:
            wrong[name] = faults
    assert wrong == {}
    assert chosen > 10, "nothing was compared"
