"""Who has read up to where, between two programs and in browsers."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.page.people import NARROW, Person, open_page
from tests.support.copies import Copies


def readers(person: Person, text: str, count: int = 1) -> Locator:
    return person.read(text).get_by_role("button", name=f"Read by {count}")


def test_the_writer_sees_who_has_read(together: tuple[Person, Person], artefacts: Path) -> None:
    minsu, jiyoung = together
    minsu.say("Are you there?")
    jiyoung.sees("Are you there?")
    expect(readers(minsu, "Are you there?")).to_be_visible()
    minsu.say("And now?")
    expect(readers(minsu, "And now?")).to_be_visible()
    expect(readers(minsu, "Are you there?")).to_be_hidden()
    minsu.page.screenshot(path=artefacts / "read.png")
    readers(minsu, "And now?").click()
    expect(minsu.dialog).to_contain_text("Jiyoung")
    minsu.page.screenshot(path=artefacts / "list.png")
    minsu.page.keyboard.press("Escape")
    # Who does not want to be seen reading is not.
    jiyoung.button("Settings").first.click()
    jiyoung.page.get_by_role("button", name="My profile").click()
    switch = jiyoung.page.get_by_role("switch", name="Tell others up to where I have read")
    switch.click()
    expect(readers(minsu, "And now?")).to_be_hidden()
    jiyoung.page.screenshot(path=artefacts / "switch.png")
    switch.click()
    expect(readers(minsu, "And now?")).to_be_visible()
    jiyoung.page.keyboard.press("Escape")


def test_guests_are_seen_reading_too_unless_they_do_not_want_it(
    copies: Copies, browser: Browser
) -> None:
    host = copies.host("Our house", guests=True)
    phone, other = (
        Person(open_page(browser, host.guest, NARROW, locale="en-US")) for _ in range(2)
    )
    for person, name in ((phone, "Hana"), (other, "Dul")):
        person.page.get_by_label("Your name").fill(name)
        person.button("Come in").click()
        expect(person.field).to_be_enabled()
    phone.say("Hello")
    other.sees("Hello")
    expect(readers(phone, "Hello")).to_be_visible()
    other.page.evaluate("localStorage.setItem('sarangbang.receipts', 'no')")
    other.page.reload()
    other.sees("Hello")
    phone.say("Still there?")
    other.sees("Still there?")
    phone.page.wait_for_timeout(2500)
    expect(readers(phone, "Still there?")).to_be_hidden()
    assert phone.faults == other.faults == []
    for person in (phone, other):
        person.page.context.close()
