"""How people show themselves: chosen in the settings or by a guest, seen by the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.page.guests import House, open_guest
from tests.page.people import NARROW, WIDE, Person
from tests.page.test_knocking import knocks
from tests.page.test_moderation import put_out
from tests.page.test_private_talk import ask
from tests.page.test_settings import open_settings
from tests.support.hostile import Canary, scripts

SECTION = "My profile"


def row_of(person: Person, name: str) -> Locator:
    """Somebody in the list of people."""
    return person.page.locator("aside.people").get_by_role("button", name=name)


def save(person: Person) -> None:
    person.button("Save", person.dialog).click()
    expect(person.button("Save", person.dialog)).to_be_disabled()


def pick_emoji(person: Person, name: str) -> None:
    person.dialog.last.get_by_role("radio", name="Emoji").check()
    person.page.get_by_label("Search emoji").fill(name)
    expect(person.dialog.last.locator(".all button").first).to_have_attribute("title", name)
    person.page.keyboard.press("Enter")


def ink(element: Locator) -> Any:
    return element.evaluate("(element) => getComputedStyle(element).color")


def test_what_one_chooses_the_others_see_everywhere(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    jiyoung.say("Who has the book?")
    minsu.sees("Who has the book?")
    before = ink(minsu.page.locator(".said .name"))
    jiyoung.go_home()
    open_settings(jiyoung, SECTION)
    dialog = jiyoung.dialog
    dialog.get_by_role("textbox", name="Status").fill("  At lunch, back at one ")
    colour = "Pink" if before != ink_named(jiyoung, "Pink") else "Blue"
    dialog.get_by_role("radio", name=colour, exact=True).check()
    pick_emoji(jiyoung, "fox")
    seen = dialog.get_by_label("What others see")
    expect(seen).to_contain_text("🦊")
    jiyoung.page.screenshot(path=artefacts / "settings.png")
    save(jiyoung)

    expect(row_of(minsu, "Jiyoung")).to_contain_text("At lunch, back at one")
    expect(row_of(minsu, "Jiyoung").locator(".avatar")).to_have_text("🦊")
    name = minsu.page.locator(".said .name")
    assert ink(name) != before
    assert ink(name) == ink(dialog.locator(".seen .name"))
    expect(minsu.page.locator(".said .avatar")).to_have_text("🦊")
    # It is no line in the timeline, and nothing unread.
    expect(minsu.page.get_by_text("At lunch, back at one")).to_have_count(1)
    minsu.field.press_sequentially("@Jiy")
    expect(minsu.page.locator("#call-list .avatar")).to_have_text("🦊")
    minsu.page.keyboard.press("Escape")
    minsu.page.screenshot(path=artefacts / "room.png")
    name.click()
    expect(minsu.dialog).to_contain_text("At lunch, back at one")
    expect(minsu.dialog.locator(".avatar")).to_have_text("🦊")
    expect(minsu.dialog.locator(".number")).to_be_visible()
    minsu.page.screenshot(path=artefacts / "card.png")
    minsu.page.keyboard.press("Escape")

    # Taken back, all is as it was.
    jiyoung.button("Clear the status", dialog).click()
    dialog.get_by_role("radio", name="Automatic").check()
    dialog.get_by_role("radio", name="Initial").check()
    save(jiyoung)
    expect(minsu.page.locator(".said .avatar")).to_have_text("J")
    assert ink(name) == before
    expect(minsu.page.get_by_text("At lunch, back at one")).to_have_count(0)


def ink_named(person: Person, name: str) -> Any:
    """The colour of a swatch in the open settings."""
    swatch = person.dialog.locator(
        "label", has=person.page.get_by_role("radio", name=name, exact=True)
    )
    return swatch.locator("i").evaluate("(element) => getComputedStyle(element).backgroundColor")


def test_leaving_the_settings_keeps_it_and_what_cannot_be_kept_holds_them(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    jiyoung.go_home()
    open_settings(jiyoung, SECTION)
    jiyoung.page.get_by_role("radio", name="Letters").check()
    jiyoung.dialog.get_by_label("One or two letters").fill("지영이")
    jiyoung.dialog.get_by_role("textbox", name="Status").fill("e" + "\u0301" * 9)
    jiyoung.page.keyboard.press("Escape")
    expect(jiyoung.page.get_by_role("alert")).to_contain_text("A status is one line")
    jiyoung.dialog.get_by_role("textbox", name="Status").fill("here")
    jiyoung.page.keyboard.press("Escape")
    expect(jiyoung.dialog).to_be_hidden()
    expect(row_of(minsu, "Jiyoung").locator(".avatar")).to_have_text("지영")
    expect(row_of(minsu, "Jiyoung")).to_contain_text("here")
    # A room that one hosts afterwards knows it from the beginning.
    jiyoung.host("Writing")
    expect(row_of(jiyoung, "Jiyoung")).to_contain_text("here")


def test_who_asks_is_shown_as_the_room_knows_them(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    jiyoung.go_home()
    open_settings(jiyoung, SECTION)
    jiyoung.dialog.get_by_role("radio", name="Pink", exact=True).check()
    pick_emoji(jiyoung, "fox")
    save(jiyoung)
    jiyoung.page.keyboard.press("Escape")
    expect(row_of(minsu, "Jiyoung").locator(".avatar")).to_have_text("🦊")
    colour = ink(row_of(minsu, "Jiyoung").locator(".avatar"))
    # To talk in private.
    jiyoung.page.get_by_role("article").get_by_role("button", name="Reading").first.click()
    ask(jiyoung, "Minsu")
    minsu.button("Answer").click()
    expect(minsu.dialog.locator(".avatar")).to_have_text("🦊")
    minsu.page.screenshot(path=artefacts / "wish.png")
    minsu.button("Not now", minsu.dialog).click()
    expect(minsu.dialog).to_be_hidden()
    # To come in again, after they were put out.
    put_out(minsu, "Jiyoung", "Remove")
    jiyoung.page.locator("nav").get_by_role("button", name="Reading").first.click()
    jiyoung.button("Ask to come in again").click()
    expect(knocks(minsu)).to_contain_text("Was removed from this room")
    expect(knocks(minsu).locator(".avatar")).to_have_text("🦊")
    assert ink(knocks(minsu).locator(".avatar")) == colour
    minsu.page.screenshot(path=artefacts / "knock.png")
    jiyoung.button("Stop waiting", jiyoung.banner).click()
    # As others find them.
    jiyoung.go_home()
    open_settings(jiyoung, SECTION)
    jiyoung.dialog.get_by_role("radio", name="Automatic").check()
    jiyoung.dialog.get_by_role("radio", name="Initial").check()
    save(jiyoung)


def test_what_is_typed_while_it_is_saved_is_still_there(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.go_home()
    open_settings(jiyoung, SECTION)
    status = jiyoung.dialog.get_by_role("textbox", name="Status")
    status.fill("at work")
    # Sooner than any answer can come.
    status.evaluate("""(field) => {
      field.form.requestSubmit();
      field.value = 'at work, until six';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }""")
    expect(row_of(minsu, "Jiyoung")).to_contain_text("at work")
    saved = jiyoung.page.get_by_role("status").filter(has_text="Saved. All your rooms show it.")
    expect(saved).to_be_attached()
    expect(status).to_have_value("at work, until six")
    save(jiyoung)
    expect(row_of(minsu, "Jiyoung")).to_contain_text("at work, until six")


def test_a_guest_shows_itself_too_and_is_known_again(
    browser: Browser, tmp_path: Path, artefacts: Path
) -> None:
    house = House(tmp_path / "house")
    try:
        guest, other = open_guest(browser, house.url), open_guest(browser, house.url)
        guest.come_in("Hana")
        other.come_in("Minsu")
        guest.say("안녕하세요")
        other.sees("안녕하세요")
        guest.button("About this room and me").click()
        guest.button("How others see me").click()
        guest.dialog.last.get_by_role("textbox", name="Status").fill("버스 안이에요, 곧 도착해요")
        guest.dialog.last.get_by_role("radio", name="Teal").check()
        pick_emoji(guest, "tiger face")
        guest.page.screenshot(path=artefacts / "guest.png")
        assert guest.page.evaluate("document.documentElement.scrollWidth") == 360
        guest.button("Save", guest.dialog.last).click()
        expect(other.page.locator(".said .avatar")).to_have_text("🐯")
        other.button("Show people").click()
        expect(other.dialog).to_contain_text("버스 안이에요, 곧 도착해요")
        other.page.screenshot(path=artefacts / "people.png")
        # Gone for good and come anew, it is somebody new to the room, shown as before.
        guest.page.keyboard.press("Escape")
        # Closing what lay over the page goes back a step, and that would stop a reload.
        guest.page.wait_for_function("!history.state?.over")
        guest.page.reload()
        expect(guest.field).to_be_enabled()
        member = house.member("Hana")
        guest.button("About this room and me").click()
        guest.button("Leave the room").click()
        guest.button("Leave the room", guest.dialog).click()
        guest.button("Come in again").click()
        guest.come_in()
        expect(other.dialog).to_contain_text("버스 안이에요, 곧 도착해요")
        assert house.member("Hana") != member
        assert guest.faults == other.faults == []
        for person in (guest, other):
            person.page.context.close()
    finally:
        house.stop()


def test_hostile_words_stay_words(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    row = row_of(minsu, "Jiyoung")
    expect(row).to_be_visible()
    canary = Canary(minsu.page)
    short = [text for text in scripts() if len(text) <= 100 and "\n" not in text]
    told = 0
    jiyoung.go_home()
    open_settings(jiyoung, SECTION)
    status = jiyoung.dialog.get_by_role("textbox", name="Status")
    refused = jiyoung.page.get_by_role("alert").filter(has_text="A status is one line")
    saved = jiyoung.dialog.locator("button:disabled", has_text="Save")
    for text in short[:30]:
        status.fill(text)
        jiyoung.button("Save", jiyoung.dialog).click()
        expect(refused.or_(saved)).to_be_visible()
        if saved.is_visible():
            expect(row.locator(".status")).to_have_text(" ".join(text.split()))
            told += 1
            canary.look()
    assert told > 10
    status.fill("")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_form_fits(
    language: str, size: tuple[int, int], start_program: Any, seat: Any, artefacts: Path
) -> None:
    person = seat(start_program("minsu", language), size=size)
    person.button({"en": "Settings", "ko": "설정"}[language]).click()
    person.button({"en": SECTION, "ko": "내 프로필"}[language], person.dialog).click()
    person.dialog.get_by_role("textbox", name={"en": "Status", "ko": "상태 메시지"}[language]).fill(
        "가나다 " * 20
    )
    person.dialog.get_by_role("radio").nth(14).check()
    person.page.keyboard.press("Escape")
    for theme in ("light", "dark"):
        person.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        for at, place in enumerate(("start", "end")):
            person.dialog.locator("form").evaluate(
                "(form, place) => form.scrollIntoView({ block: place })", place
            )
            person.page.screenshot(path=artefacts / f"{theme}-{at}.png")
        assert person.page.evaluate("document.documentElement.scrollWidth") == size[0]
