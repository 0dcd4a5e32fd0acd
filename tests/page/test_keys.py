"""What the keyboard does everywhere: the list of shortcuts, and the way to a room."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person, open_page
from tests.support.copies import Copies


def test_the_list_of_shortcuts(two: tuple[Person, Person], artefacts: Path) -> None:
    minsu = two[0]
    press = minsu.page.keyboard.press
    minsu.field.press("?")  # while one writes it is a question mark
    expect(minsu.field).to_have_value("?")
    expect(minsu.dialog).to_have_count(0)
    minsu.field.fill("")
    minsu.page.locator(".scroller").focus()
    press("?")
    expect(minsu.dialog).to_contain_text("Send")
    press("?")  # once
    minsu.page.screenshot(path=artefacts / "shortcuts.png")
    press("Escape")
    expect(minsu.dialog).to_have_count(0)
    expect(minsu.page.locator(".scroller")).to_be_focused()
    button = minsu.button("Keyboard shortcuts")
    button.click()
    expect(minsu.dialog).to_be_visible()
    press("Escape")
    expect(button).to_be_focused()


def test_to_a_room_by_a_few_letters(
    start_program: StartProgram, seat: Seat, artefacts: Path
) -> None:
    person = seat(start_program("minsu"), "Minsu")
    for name in ("사랑방", "Tea house", "독서 모임"):
        person.host(name)
        person.go_home()
    press, keyboard = person.page.keyboard.press, person.page.keyboard
    choices = person.dialog.get_by_role("option")
    marked = person.dialog.locator("[aria-selected=true]")
    press("Control+k")
    expect(choices).to_have_count(3 + 5)
    person.page.screenshot(path=artefacts / "switch.png")
    keyboard.insert_text("ㅅㄹㅂ")
    expect(choices).to_have_text(["사랑방"])
    expect(person.dialog.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", str(marked.get_attribute("id"))
    )
    press("Enter")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("사랑방")
    expect(person.field).to_be_focused()

    press("Control+k")  # from the field; here the room one is in comes last
    expect(choices.first).to_have_text("독서 모임")
    press("ArrowDown")
    expect(marked).to_have_text("Tea house")
    press("ArrowUp")
    press("ArrowUp")
    expect(marked).to_have_text("Home")
    press("Enter")
    expect(person.page.get_by_label("Name of the room")).to_be_visible()

    press("Control+k")
    keyboard.insert_text("xyz")
    expect(person.dialog.get_by_role("status")).to_have_text("Nothing is called that here.")
    press("Enter")
    press("Control+a")
    keyboard.insert_text("sett")
    press("Enter")
    expect(person.page.get_by_role("dialog", name="Settings")).to_be_visible()
    press("Control+k")  # what is open comes first
    expect(person.page.get_by_role("dialog")).to_have_count(1)
    press("Escape")
    press("Control+k")
    press("Escape")
    expect(person.dialog).to_have_count(0)


def test_a_guest_has_the_list_and_no_other_rooms(
    copies: Copies, browser: Browser, artefacts: Path
) -> None:
    host = copies.host(guests=True)
    page = open_page(browser, host.guest, NARROW, locale="ko-KR")
    page.get_by_role("textbox").fill("하나")
    page.keyboard.press("Enter")
    page.locator(".scroller").focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="단축키")).to_be_visible()
    page.screenshot(path=artefacts / "shortcuts-guest.png")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.context.close()
