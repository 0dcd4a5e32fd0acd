"""Looking for what was said."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.page.people import Person


def search(person: Person, text: str) -> None:
    person.page.keyboard.press("Control+f")
    person.page.get_by_label("What was said").fill(text)


def test_what_was_said_is_found_and_gone_to(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("우리 고등학교에서 만나요")
    for number in range(60):
        minsu.say(f"line {number}")
    jiyoung.sees("line 59")
    search(jiyoung, "등학")
    hit = jiyoung.dialog.get_by_role("button", name="Minsu").first
    # What was said a moment ago is found a moment later.
    for _ in range(20):
        if hit.is_visible():
            break
        jiyoung.page.get_by_label("What was said").fill("")
        jiyoung.page.get_by_label("What was said").fill("등학")
        jiyoung.page.wait_for_timeout(500)
    expect(hit).to_contain_text("고등학교")
    assert hit.locator("mark").inner_text() == "등학"
    hit.click()
    expect(jiyoung.page.locator(".said.wanted")).to_contain_text("고등학교에서")


def test_nothing_is_found_and_it_is_said(together: tuple[Person, Person]) -> None:
    minsu, _ = together
    search(minsu, "zzqqx")
    expect(minsu.page.get_by_text("Nothing like that was said here.")).to_be_visible()
    minsu.page.keyboard.press("Escape")
    expect(minsu.dialog).to_have_count(0)


def test_by_person_and_day(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("meet at the gate")
    jiyoung.say("meet at the river")
    minsu.sees("meet at the river")
    minsu.page.wait_for_timeout(2500)  # until it is in the index
    search(minsu, "meet")
    hits = minsu.dialog.locator("mark")
    expect(hits).to_have_count(2)
    who, name = minsu.button("Who", minsu.dialog), minsu.dialog.get_by_label("Name", exact=True)
    who.click()
    expect(name).to_be_focused()
    minsu.page.keyboard.press("Escape")  # what was opened last, and not the search
    expect(name).to_have_count(0)
    expect(who).to_be_focused()
    minsu.page.keyboard.press("Enter")
    name.fill("ji")
    minsu.button("Jiyoung", minsu.dialog).click()
    expect(minsu.button("By Jiyoung", minsu.dialog)).to_be_focused()
    expect(hits).to_have_count(1)
    minsu.page.get_by_label("What was said").fill("")
    expect(minsu.dialog.get_by_role("button", name="meet at the river")).to_have_count(1)
    expect(minsu.dialog.get_by_role("button", name="meet at the gate")).to_have_count(0)
    minsu.button("By anyone", minsu.dialog).click()
    minsu.button("Until", minsu.dialog).click()
    expect(minsu.dialog.locator(".today")).to_be_focused()
    minsu.page.keyboard.press("ArrowLeft")
    minsu.page.keyboard.press("Enter")
    expect(minsu.page.get_by_text("Nothing like that was said here.")).to_be_visible()
