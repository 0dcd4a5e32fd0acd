"""The guest page in the hand: thumb, on-screen keyboard, turned on its side, going back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from server.room.requests import SetTopic
from tests.page.guests import ON_ITS_SIDE, PHONE, Guest, House, open_guest

# The keyboard of a phone that does not shrink the page: it covers the lower part of it.
KEYBOARD = """(() => {
  let covered = 0;
  const viewport = new EventTarget();
  const tell = {
    width: () => innerWidth, height: () => innerHeight - covered, scale: () => 1,
    offsetTop: () => 0, offsetLeft: () => 0, pageTop: () => scrollY, pageLeft: () => scrollX,
  };
  for (const [name, get] of Object.entries(tell)) Object.defineProperty(viewport, name, { get });
  Object.defineProperty(window, 'visualViewport', { get: () => viewport });
  window.keyboard = (height) => {
    covered = height;
    viewport.dispatchEvent(new Event('resize'));
  };
})()"""

# Everything that can be pressed, with the place that a thumb meets around its middle: as tall and
# as wide as 44 px, but no further than the element's own hit area reaches.
SMALL = """() => {
  const found = [];
  const all = 'button, input, textarea, summary, [role=switch], label';
  const top = document.querySelector('dialog') ?? document.body;
  for (const element of top.querySelectorAll(all)) {
    const box = element.getBoundingClientRect();
    const hidden = box.width < 2 || getComputedStyle(element).clipPath !== 'none';
    if (hidden || element.closest('[aria-hidden=true]') || element.disabled) continue;
    if (element.matches('label') && !element.querySelector('input')) continue;
    if (box.bottom < 0 || box.top > innerHeight) continue;
    const wide = element.matches('label') ? 0 : 44;
    const tall = element.matches('input[type=radio]') ? 0 : 44;
    if (box.height < tall - 0.5 || box.width < Math.min(wide, 44) - 0.5) {
      found.push(`${element.tagName} ${element.textContent.trim() || element.ariaLabel} `
        + `${Math.round(box.width)}x${Math.round(box.height)}`);
    }
  }
  return found;
}"""

ZOOMING = """() => [...document.querySelectorAll('input, textarea')]
  .filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16).length"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "house")
    yield opened
    opened.stop()


@pytest.fixture
def guest(browser: Browser, house: House, artefacts: Path) -> Iterator[Guest]:
    """A phone at the door, with a keyboard that a test can bring up."""
    arrived = open_guest(browser, "about:blank")
    arrived.page.add_init_script(KEYBOARD)
    arrived.page.goto(house.url)
    yield arrived
    arrived.page.screenshot(path=artefacts / "end.png")
    assert arrived.faults == []
    arrived.page.context.close()


def keyboard(page: Page, height: int) -> None:
    page.evaluate("(height) => window.keyboard(height)", height)


def bottom(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def top_row(page: Page) -> tuple[str, int]:
    """The first message that is whole in sight, and where it stands (px)."""
    found: Any = page.evaluate("""() => {
      const frame = document.querySelector('.scroller').getBoundingClientRect();
      for (const text of document.querySelectorAll('.said .text')) {
        const box = text.getBoundingClientRect();
        if (box.top >= frame.top) return [text.textContent.trim(), Math.round(box.top)];
      }
    }""")
    return found[0], found[1]


def fill(house: House, messages: int) -> None:
    for number in range(messages):
        house.say(f"message {number:02} " + "and some more words to it " * (number % 4))


def test_all_can_be_pressed_by_a_thumb_and_nothing_zooms(house: House, guest: Guest) -> None:
    page = guest.page
    expect(guest.button("Come in")).to_be_visible()
    assert page.evaluate(SMALL) == []
    assert page.evaluate(ZOOMING) == 0
    guest.come_in("Hana")
    house.say("Welcome")
    guest.sees("Welcome")
    assert page.evaluate(SMALL) == []
    assert page.evaluate(ZOOMING) == 0
    for sheet in ("Show people", "About this room and me"):
        guest.button(sheet).click()
        expect(guest.dialog).to_be_visible()
        assert page.evaluate(SMALL) == []
        assert page.evaluate(ZOOMING) == 0
        guest.button("Close").click()
    viewport = page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport  # whoever wants to look closer can


def test_every_screen_fits_the_smallest_phone(house: House, guest: Guest) -> None:
    page = guest.page
    house.act(SetTopic, "A long topic that has to be cut somewhere " * 4)
    for size in (PHONE, (360, 740), ON_ITS_SIDE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        expect(guest.button("Come in")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    guest.come_in("W" * 40)
    house.say("x" * 300)
    expect(page.locator(".text").get_by_text("x" * 300)).to_be_visible()
    for size in (PHONE, (360, 740), ON_ITS_SIDE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        expect(guest.button("Send")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        scroller = page.locator(".scroller")
        assert scroller.evaluate("(at) => at.scrollWidth <= at.clientWidth")
        guest.button("Show people").click()
        assert page.evaluate("document.querySelector('dialog').scrollWidth") <= size[0]
        page.keyboard.press("Escape")


@pytest.mark.parametrize("size", [PHONE, ON_ITS_SIDE])
def test_the_field_stands_above_the_keyboard_and_the_timeline_keeps_its_end(
    house: House, guest: Guest, size: tuple[int, int]
) -> None:
    page = guest.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    guest.come_in("Hana")
    fill(house, 30)
    expect(guest.read("message 29 and some more words to it")).to_be_in_viewport()
    guest.field.tap()
    covered = size[1] // 2
    keyboard(page, covered)
    left = size[1] - covered
    expect(guest.read("message 29 and some more words to it")).to_be_in_viewport()
    assert bottom(guest.button("Send")) <= left
    assert bottom(page.locator(".scroller")) <= left
    last = page.locator(".row").last
    assert bottom(last) <= bottom(page.locator(".scroller")) + 1
    # What one writes over several lines is still above it, with the last message.
    guest.field.fill("one\ntwo\nthree")
    assert bottom(guest.button("Send")) <= left
    guest.button("Send").click()
    expect(guest.read("one\ntwo\nthree")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.id") == "write"  # the keyboard stays
    keyboard(page, 0)
    expect(guest.read("one\ntwo\nthree")).to_be_in_viewport()
    assert bottom(guest.button("Send")) > left
    assert page.evaluate("scrollY") == 0


def test_whoever_reads_further_up_stays_there(house: House, guest: Guest) -> None:
    page = guest.page
    guest.come_in("Hana")
    fill(house, 60)
    guest.sees("message 59 " + ("and some more words to it " * 3).strip())
    scroller = page.locator(".scroller")
    scroller.evaluate("(at) => at.scrollTo(0, at.scrollHeight / 2)")
    page.wait_for_timeout(300)
    before = top_row(page)
    guest.field.tap()
    keyboard(page, 300)
    page.wait_for_timeout(300)
    assert top_row(page) == before
    keyboard(page, 0)
    page.wait_for_timeout(300)
    assert top_row(page) == before
    # Turned on its side the lines break elsewhere; what was read is still in sight.
    page.set_viewport_size({"width": ON_ITS_SIDE[0], "height": ON_ITS_SIDE[1]})
    page.wait_for_timeout(300)
    expect(page.get_by_text(before[0], exact=True)).to_be_in_viewport()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.wait_for_timeout(300)
    expect(page.get_by_text(before[0], exact=True)).to_be_in_viewport()


def test_what_one_can_do_is_offered_at_the_message_that_was_pressed_alone(
    house: House, guest: Guest
) -> None:
    guest.come_in("Hana")
    fill(house, 12)
    row = guest.read("message 09 and some more words to it")
    row.locator(".text").tap()
    guest.button("React", row).tap()
    # The keyboard would cover the emoji.
    expect(guest.dialog.get_by_label("Search emoji")).to_be_visible()
    expect(guest.dialog.get_by_label("Search emoji")).not_to_be_focused()
    guest.button("Close", guest.dialog).tap()
    guest.button("Reply", row).tap()
    expect(guest.field).to_be_focused()
    # Another message stands where the finger was.
    guest.page.wait_for_timeout(300)
    expect(guest.page.locator(".acts")).to_have_count(0)


def test_what_only_the_host_knows_is_said_to_be_there(house: House, guest: Guest) -> None:
    guest.come_in("Hana")
    guest.say("Helo")
    row = guest.read("Helo")
    row.locator(".text").tap()
    guest.button("Edit", row).tap()
    guest.field.fill("Hello")
    guest.button("Send").tap()
    expect(guest.button("edited")).to_be_visible()
    house.stop()
    expect(guest.banner).to_be_visible()
    guest.button("edited").tap()
    expect(guest.dialog).to_contain_text("What it said before is with the host, who is away.")


def test_a_field_in_a_sheet_is_not_covered(guest: Guest) -> None:
    page = guest.page
    guest.come_in("Hana")
    guest.button("About this room and me").click()
    field = guest.dialog.get_by_label("My name here")
    field.tap()
    keyboard(page, 300)
    expect(field).to_be_in_viewport()
    page.wait_for_timeout(300)
    assert bottom(field) <= PHONE[1] - 300
    assert bottom(guest.dialog) <= PHONE[1] - 300
    field.fill("Hana from upstairs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="You are now called Hana from up")).to_be_visible()
    keyboard(page, 0)
    expect(page.get_by_text("Hana is now called Hana from upstairs")).to_be_visible()
    # Coming back does not bring the old name back.
    page.reload()
    guest.button("Show people").click()
    expect(guest.dialog).to_contain_text("Hana from upstairs")


def test_a_taken_name_is_answered_with_one_that_is_free(
    house: House, browser: Browser, guest: Guest
) -> None:
    other = open_guest(browser, house.url)
    other.come_in("Bora")
    guest.come_in("Hana")
    guest.button("About this room and me").click()
    guest.dialog.get_by_label("My name here").fill("Bora")
    guest.button("Save").click()
    guest.button("Be called Bora (2)").click()
    expect(guest.page.get_by_text("Hana is now called Bora (2)")).to_be_visible()
    other.page.context.close()


def test_going_back_closes_what_lies_over_the_page(house: House, guest: Guest) -> None:
    page = guest.page
    guest.come_in("Hana")
    house.say("Still here")
    for close in (page.go_back, lambda: page.keyboard.press("Escape"), guest.button("Close").click):
        guest.button("Show people").click()
        expect(guest.dialog).to_be_visible()
        close()
        expect(guest.dialog).to_have_count(0)
        guest.sees("Still here")
    # Two sheets, one over the other: one step each.
    guest.button("Show people").click()
    guest.dialog.get_by_role("button", name="Hana").click()
    expect(page.locator("dialog")).to_have_count(2)
    page.wait_for_timeout(100)
    page.go_back()
    expect(page.locator("dialog")).to_have_count(1)
    page.wait_for_timeout(100)
    page.go_back()
    expect(guest.dialog).to_have_count(0)
    # A sheet that gives way to another, and no step is left over.
    guest.button("About this room and me").click()
    guest.button("Leave the room").click()
    guest.button("Cancel").click()
    page.keyboard.press("Escape")
    expect(guest.dialog).to_have_count(0)
    page.wait_for_timeout(100)
    page.go_back()
    assert page.url == "about:blank"
    page.go_forward()
    guest.sees("Still here")


def test_the_edges_of_the_screen_are_kept_free(house: House, guest: Guest) -> None:
    page = guest.page
    guest.come_in("Hana")
    house.say("Hello")
    guest.sees("Hello")
    before = bottom(guest.button("Send"))
    session = page.context.new_cdp_session(page)
    insets = {"top": 40, "bottom": 34, "left": 0, "right": 0}
    session.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
    page.wait_for_timeout(200)
    assert bottom(guest.button("Send")) <= PHONE[1] - 34
    assert bottom(guest.button("Send")) < before
    box = guest.title.bounding_box()
    assert box is not None
    assert box["y"] >= 40
    # The keyboard covers the lower edge, so nothing is kept free above it.
    guest.field.tap()
    keyboard(page, 300)
    page.wait_for_timeout(200)
    assert bottom(guest.button("Send")) >= PHONE[1] - 300 - 24
    keyboard(page, 0)
    page.set_viewport_size({"width": ON_ITS_SIDE[0], "height": ON_ITS_SIDE[1]})
    insets = {"top": 0, "bottom": 20, "left": 44, "right": 44}
    session.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
    page.wait_for_timeout(200)
    for locator in (guest.title, guest.read("Hello"), guest.button("Send")):
        box = locator.bounding_box()
        assert box is not None
        assert box["x"] >= 44
        assert box["x"] + box["width"] <= ON_ITS_SIDE[0] - 44


def test_the_other_language_is_one_press_away_and_stays(house: House, browser: Browser) -> None:
    guest = open_guest(browser, house.url, locale="ko-KR")
    page = guest.page
    expect(page.get_by_label("내 이름")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "ko"
    guest.button("English").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    page.reload()
    guest.come_in("Hana")
    assert page.evaluate("document.documentElement.lang") == "en"
    guest.button("About this room and me").click()
    guest.dialog.get_by_label("한국어").check()
    expect(guest.dialog.get_by_text("여기서 쓰는 이름")).to_be_visible()
    page.context.close()


def test_day_and_evening_follow_the_phone(house: House, browser: Browser) -> None:
    guest = open_guest(browser, house.url, color_scheme="light")
    ground = "getComputedStyle(document.querySelector('main')).backgroundColor"
    expect(guest.button("Come in")).to_be_visible()
    light = guest.page.evaluate(ground)
    guest.page.emulate_media(color_scheme="dark")
    assert guest.page.evaluate(ground) != light
    guest.page.context.close()
