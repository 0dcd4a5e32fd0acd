"""Calling somebody by name: the list, the keyboard of Korean, and what whoever is meant sees."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import CDPSession, Locator, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person
from tests.support.wait import wait_for


def listed(person: Person) -> Locator:
    return person.page.get_by_role("listbox").get_by_role("option")


def composing(person: Person) -> CDPSession:
    """The line on which syllables are put together as a keyboard for Korean does."""
    return person.page.context.new_cdp_session(person.page)


def compose(line: CDPSession, text: str) -> None:
    place = {"selectionStart": len(text), "selectionEnd": len(text)}
    line.send("Input.imeSetComposition", {"text": text, **place})


def test_who_is_meant_sees_it_in_the_words_and_in_the_list_of_rooms(
    two: tuple[Person, Person],
) -> None:
    minsu, jiyoung = two
    minsu.go_home()
    jiyoung.field.press_sequentially("tea, @mi")
    expect(listed(jiyoung)).to_have_count(1)
    expect(listed(jiyoung)).to_contain_text("Minsu")
    jiyoung.field.press("Enter")
    expect(listed(jiyoung)).to_have_count(0)
    expect(jiyoung.field).to_have_value("tea, @Minsu ")
    jiyoung.field.press_sequentially("?")
    jiyoung.field.press("Enter")
    word = jiyoung.page.locator(".text").get_by_role("button", name="@Minsu")
    word.click()
    expect(jiyoung.dialog).to_contain_text("Check number")
    jiyoung.page.keyboard.press("Escape")

    card = minsu.page.get_by_role("article")
    expect(card.get_by_text("1 message mentions you")).to_be_attached()
    minsu.program.stop()
    minsu.program.start()
    minsu.page.goto(minsu.program.url)
    minsu.go_home()
    expect(card.get_by_text("1 message mentions you")).to_be_attached()
    card.get_by_role("button", name="Reading").click()
    mine = minsu.page.locator(".text").get_by_role("button", name="@Minsu")
    expect(mine).to_have_class(re.compile("mine"))

    def read() -> bool:
        minsu.go_home()
        if not card.get_by_text("mentions you").count():
            return True
        card.get_by_role("button", name="Reading").click()
        return False

    wait_for(read, "it is read", every=1)


def test_the_list_is_for_the_keyboard_and_gives_way(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    field = minsu.field
    field.press_sequentially("@")
    expect(listed(minsu)).to_have_count(2)  # Jiyoung, and everybody
    expect(listed(minsu).nth(0)).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(listed(minsu).nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "call-1")
    field.press("Escape")
    expect(listed(minsu)).to_have_count(0)
    field.press_sequentially("x")
    expect(listed(minsu)).to_have_count(0)
    field.fill("")
    field.press_sequentially("a@b, mail me@jiyo")
    expect(listed(minsu)).to_have_count(0)
    field.fill("")
    field.press_sequentially("@all")
    field.press("Tab")
    expect(field).to_have_value("@all ")
    field.press("Enter")
    expect(jiyoung.page.locator(".text .mine")).to_have_text("@all")
    # Only the host and moderators call everybody.
    jiyoung.field.press_sequentially("@all")
    expect(listed(jiyoung)).to_have_count(0)
    jiyoung.field.press("Enter")
    expect(minsu.page.locator(".said")).to_have_count(2)
    expect(minsu.page.locator(".said .mine")).to_have_count(1)


def test_hangul_is_found_by_its_first_consonants_while_it_is_put_together(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "민수")
    jiyoung = seat(start_program("jiyoung"), "지영")
    jiyoung.join(minsu.host("책읽기")[1])
    expect(jiyoung.page.get_by_text("2 here")).to_be_visible()
    line = composing(jiyoung)
    jiyoung.field.press_sequentially("@")
    for typed in ("ㅁ", "미", "민"):
        compose(line, typed)
        expect(listed(jiyoung)).to_contain_text(["민수"])
    # The Enter that ends a syllable is the keyboard's, neither the list's nor the message's.
    jiyoung.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    expect(jiyoung.field).to_have_value("@민")
    expect(jiyoung.page.locator(".said")).to_have_count(0)
    listed(jiyoung).click()
    expect(jiyoung.field).to_have_value("@민수 ")
    expect(jiyoung.field).to_be_focused()
    compose(line, "안")
    line.send("Input.insertText", {"text": "안녕"})
    expect(jiyoung.field).to_have_value("@민수 안녕")
    jiyoung.field.press("Enter")
    expect(minsu.page.locator(".text .mine")).to_have_text("@민수")
    jiyoung.field.press_sequentially("@ㅁㅅ")
    expect(listed(jiyoung)).to_have_count(1)


def test_other_words_say_anew_who_is_meant(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    # Nobody can be meant before it is known who is here.
    expect(jiyoung.page.get_by_text("2 here")).to_be_visible()
    jiyoung.say("@Minsu, tea?")
    expect(minsu.page.locator(".text .mine")).to_have_text("@Minsu")
    jiyoung.field.press("ArrowUp")
    jiyoung.field.fill("Minsu, tea?")
    jiyoung.field.press("Enter")
    minsu.sees("Minsu, tea?")
    expect(minsu.page.locator(".text .mine")).to_have_count(0)
    jiyoung.field.press("ArrowUp")
    jiyoung.field.fill("tea, @Minsu?")
    jiyoung.field.press("Enter")
    expect(minsu.page.locator(".text .mine")).to_have_text("@Minsu")
    minsu.page.reload()
    expect(minsu.page.locator(".text .mine")).to_have_text("@Minsu")


def test_it_is_found_in_laid_out_words_and_not_in_code(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    # Nobody can be meant before it is known who is here.
    expect(jiyoung.page.get_by_text("2 here")).to_be_visible()
    jiyoung.say("**@Minsu** has `@Minsu` in the code")
    strong = minsu.page.locator(".text strong").get_by_role("button", name="@Minsu")
    expect(strong).to_have_class(re.compile("mine"))
    expect(minsu.page.locator(".text").get_by_role("button")).to_have_count(1)
    strong.click()
    expect(minsu.dialog).to_contain_text("Check number")


def test_it_fits_a_narrow_page(together: tuple[Person, Person], artefacts: Path) -> None:
    minsu, jiyoung = together
    # Nobody can be meant before it is known who is here.
    expect(jiyoung.page.get_by_text("2 here")).to_be_visible()
    jiyoung.say("@Minsu, tea? @Jiyoung makes it.")
    for person, scheme in ((minsu, "light"), (jiyoung, "dark")):
        person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        person.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        person.field.press_sequentially("@")
        expect(listed(person).first).to_be_visible()
        person.page.screenshot(path=artefacts / f"narrow-{scheme}.png")
        width = person.page.evaluate("document.documentElement.scrollWidth")
        assert width == NARROW[0]
