"""The card of a member: who is behind a name."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, expect

from tests.page.people import NARROW, Person, open_page
from tests.support.copies import Copies


def number_of(person: Person) -> str:
    """A person's own check number, as their settings show it."""
    person.button("Settings").click()
    text = person.dialog.locator(".number").inner_text()
    person.page.keyboard.press("Escape")
    return " ".join(text.split())


def shown(card: Locator) -> str:
    return " ".join(card.locator(".number").inner_text().split())


def test_a_name_leads_to_the_check_number_and_back(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.say("Who am I?")
    minsu.sees("Who am I?")
    entry = minsu.page.locator("aside.people").get_by_role("button", name="Jiyoung")
    # By the keyboard alone, and back to where one was.
    entry.focus()
    minsu.page.keyboard.press("Enter")
    expect(minsu.dialog).to_contain_text(re.compile(r"Member\s+· here now"))
    expect(minsu.dialog).to_contain_text(re.compile(r"In this room since\s+Today, \d\d:\d\d"))
    told = shown(minsu.dialog)
    minsu.page.keyboard.press("Escape")
    expect(minsu.dialog).to_be_hidden()
    expect(entry).to_be_focused()
    # From the timeline, the same.
    name = minsu.page.locator(".said").get_by_role("button", name="Jiyoung")
    colour = "(element) => getComputedStyle(element).color"
    ink = name.evaluate(colour)
    name.click()
    assert shown(minsu.dialog) == told
    assert minsu.dialog.locator(".name").evaluate(colour) == ink
    minsu.page.keyboard.press("Escape")
    # It is the number that Jiyoung can read out, and the host's is known to Jiyoung.
    jiyoung.page.locator("aside.people").get_by_role("button", name="Minsu").click()
    expect(jiyoung.dialog).to_contain_text("Host of this room")
    hosts = shown(jiyoung.dialog)
    jiyoung.page.keyboard.press("Escape")
    jiyoung.go_home()
    minsu.go_home()
    assert number_of(jiyoung) == told
    assert number_of(minsu) == hosts


def test_one_s_own_card_says_so(together: tuple[Person, Person]) -> None:
    _, jiyoung = together
    jiyoung.page.locator("aside.people").get_by_role("button", name="Jiyoung").click()
    expect(jiyoung.dialog).to_contain_text("Member · you")


def test_a_guest_has_no_number_and_the_card_fits_a_phone(copies: Copies, browser: Browser) -> None:
    host = copies.host("Our house", guests=True)
    one = Person(open_page(browser, host.guest, NARROW, locale="en-US"))
    other = Person(open_page(browser, host.guest, NARROW, locale="en-US"))
    for person, name in ((one, "Hana"), (other, "Hаna")):  # the second with a Cyrillic letter
        person.page.get_by_label("Your name").fill(name)
        person.button("Come in").click()
    other.button("Come in as Hаna (2)").click()
    expect(one.field).to_be_enabled()
    one.button("Show people").click()
    one.dialog.get_by_role("button", name="Hаna (2)").click()
    card = one.dialog.last
    expect(card).to_contain_text("Guest in a browser")
    expect(card).to_contain_text("A guest has none")
    expect(card.locator(".number")).to_have_count(0)
    assert one.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    one.page.keyboard.press("Escape")
    # The host's key is known to a browser, too.
    one.dialog.get_by_role("button", name="host").click()
    expect(one.dialog.last.locator(".number")).to_have_text(re.compile(r"(\d{5}\s*){5}"))
    one.page.keyboard.press("Escape")
    expect(one.dialog).to_have_count(1)
    assert one.faults == other.faults == []
    for person in (one, other):
        person.page.context.close()
