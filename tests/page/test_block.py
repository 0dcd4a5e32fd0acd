"""Blocking somebody for oneself: covered, shown, lifted; by the window and by a guest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.guests import Guest, House, open_guest
from tests.page.people import NARROW, WIDE, Person, Program, open_page
from tests.page.test_accessibility import AXE, Judge, button, programs, words
from tests.page.test_private_talk import ask, card_of
from tests.page.test_settings import open_settings

__all__ = ["programs", "words"]

ONE = "A message from somebody you blocked"
# What a status says from now on, however short it is there.
WATCH = """(element) => {
  window.said = [];
  new MutationObserver(() => window.said.push(element.textContent))
    .observe(element, { childList: true, characterData: true, subtree: true });
}"""


def block(person: Person, name: str) -> None:
    """From the card, which says what is so now."""
    person.button("Block for me", card_of(person, name)).click()
    expect(person.dialog).to_contain_text(f"You have blocked {name}")
    person.page.keyboard.press("Escape")
    expect(person.dialog).to_be_hidden()


def unblock(person: Person, name: str) -> None:
    person.button("Unblock", card_of(person, name)).click()
    expect(person.button("Block for me", person.dialog)).to_be_visible()
    person.page.keyboard.press("Escape")


def covered(person: Person, count: int) -> Locator:
    """The one line in the place of so many messages."""
    words = ONE if count == 1 else f"{count} messages from somebody you blocked"
    line = person.page.get_by_role("log").locator("p", has_text=words)
    expect(line).to_have_count(1)
    return line


def test_what_they_say_is_covered_shown_for_the_moment_and_back_when_it_is_lifted(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    jiyoung.say("one")
    minsu.sees("one")
    block(minsu, "Jiyoung")
    covered(minsu, 1)
    expect(minsu.read("one")).to_have_count(0)
    entry = minsu.page.locator("aside.people").get_by_role("button", name="Jiyoung")
    expect(entry).to_contain_text("blocked by you")
    for at, place in enumerate((".typing", "[aria-live=polite].spoken")):
        minsu.page.locator(place).evaluate(WATCH.replace("said", f"said{at}"))
    jiyoung.field.press_sequentially("two")
    jiyoung.field.press("Enter")
    jiyoung.say("three")
    line = covered(minsu, 3)
    minsu.page.screenshot(path=artefacts / "covered.png")
    # By the keyboard: the button stays where it was, and has the focus.
    show = minsu.button("Show", line)
    show.focus()
    minsu.page.keyboard.press("Enter")
    for text in ("one", "two", "three"):
        minsu.sees(text)
    hide = minsu.button("Hide", line)
    expect(hide).to_be_focused()
    expect(hide).to_have_attribute("aria-expanded", "true")
    minsu.page.screenshot(path=artefacts / "shown.png")
    # What comes now is covered all the same.
    jiyoung.say("four")
    covered(minsu, 1)
    expect(minsu.read("four")).to_have_count(0)
    hide.click()
    covered(minsu, 4)
    # To the other it is a talk as before.
    minsu.say("hello")
    jiyoung.sees("hello")
    expect(jiyoung.page.get_by_text("blocked")).to_have_count(0)
    # Neither that they were writing nor what they wrote was said to a screen reader.
    assert minsu.page.evaluate("[window.said0, window.said1]") == [[], []]
    unblock(minsu, "Jiyoung")
    for text in ("one", "two", "three", "four"):
        minsu.sees(text)
    expect(entry).not_to_contain_text("blocked by you")


def test_by_the_keyboard_one_stays_in_the_room_and_in_the_list(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    jiyoung.say("one")
    minsu.sees("one")
    press = minsu.page.keyboard.press
    minsu.button("Jiyoung", minsu.read("one")).focus()
    press("Enter")
    minsu.button("Block for me", minsu.dialog).focus()
    press("Enter")
    expect(minsu.dialog).to_contain_text("You have blocked Jiyoung")
    press("Escape")
    # The name that was pressed is covered, and what covers it is where one is.
    expect(minsu.button("Show", covered(minsu, 1))).to_be_focused()
    minsu.page.screenshot(path=artefacts / "covered.png")
    press("Escape")
    expect(minsu.field).to_be_focused()

    # The last row of the list is gone with its button, and the dialog is where one is.
    minsu.go_home()
    open_settings(minsu, "Blocked people")
    minsu.button("Unblock Jiyoung", minsu.dialog).focus()
    press("Enter")
    expect(minsu.dialog).to_contain_text("You have blocked nobody")
    expect(minsu.dialog.get_by_role("heading", name="Settings")).to_be_focused()
    minsu.page.screenshot(path=artefacts / "nobody.png")
    press("Escape")
    expect(minsu.dialog).to_be_hidden()


def test_neither_status_nor_new_names_of_theirs_are_seen(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.go_home()
    open_settings(jiyoung, "My profile")
    status = jiyoung.dialog.get_by_role("textbox", name="Status")
    status.fill("look at me")
    jiyoung.page.keyboard.press("Escape")
    expect(jiyoung.dialog).to_have_count(0)
    name = jiyoung.page.get_by_label("My name", exact=True)
    name.fill("Jiyoung Loud")
    name.press("Tab")
    line = minsu.page.get_by_role("log").get_by_text("Jiyoung Loud")
    expect(line).to_have_count(1)
    expect(card_of(minsu, "Jiyoung Loud")).to_contain_text("look at me")
    minsu.button("Block for me", minsu.dialog).click()
    expect(minsu.dialog).to_contain_text("You have blocked Jiyoung Loud")
    expect(minsu.page.get_by_text("look at me")).to_have_count(0)
    expect(line).to_have_count(0)
    minsu.button("Unblock", minsu.dialog).click()
    expect(minsu.dialog).to_contain_text("look at me")
    expect(line).to_have_count(1)
    minsu.page.keyboard.press("Escape")
    open_settings(jiyoung, "My profile")
    status.fill("")
    jiyoung.page.keyboard.press("Escape")
    expect(jiyoung.dialog).to_be_hidden()


def test_quotes_and_pins_of_theirs_are_covered(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.say("boo")
    minsu.read("boo").hover()
    minsu.button("Pin").click()
    minsu.read("boo").hover()
    minsu.button("Reply").click()
    minsu.say("really?")
    answer = minsu.read("really?")
    expect(answer.get_by_text("boo")).to_be_visible()
    block(minsu, "Jiyoung")
    expect(answer.get_by_text("boo")).to_have_count(0)
    minsu.button("Pinned messages").click()
    pin = minsu.dialog.get_by_role("listitem")
    expect(pin).to_contain_text(ONE)
    expect(pin).not_to_contain_text("boo")
    expect(pin).not_to_contain_text("Jiyoung")
    # It leads to the line in the place of the message.
    pin.get_by_role("button").click()
    expect(covered(minsu, 1)).to_have_class(re.compile("wanted"))
    expect(covered(minsu, 1)).not_to_have_class(re.compile("wanted"))
    answer.get_by_role("button", name=ONE).click()
    expect(covered(minsu, 1)).to_have_class(re.compile("wanted"))
    unblock(minsu, "Jiyoung")


def test_nothing_calls_for_what_they_say_and_a_restart_changes_nothing(
    start_program: StartProgram, seat: Seat, artefacts: Path
) -> None:
    minsu, jiyoung = (seat(start_program(name), name.title()) for name in ("minsu", "jiyoung"))
    jiyoung.join(minsu.host("Reading")[1])
    jiyoung.say("one")
    minsu.sees("one")
    block(minsu, "Jiyoung")
    minsu.go_home()
    asked = len(minsu.program.asked("ask_attention"))
    jiyoung.say("@Minsu two")
    jiyoung.sees("@Minsu two")
    room = minsu.page.get_by_role("article").filter(has_text="Reading")
    expect(room).to_contain_text("No messages yet")
    minsu.program.stop()
    minsu.program.start()
    again = seat(minsu.program)
    again.go_home()
    card = again.page.get_by_role("article").filter(has_text="Reading")
    expect(card).to_contain_text("No messages yet")
    again.button("Host again", card).click()
    expect(again.field).to_be_enabled()
    covered(again, 2)
    expect(again.page.get_by_role("separator", name="New from here")).to_have_count(0)
    expect(again.button("To the first unread message")).to_have_count(0)
    again.go_home()
    assert len(minsu.program.asked("ask_attention")) <= asked
    # The settings list everybody, and there it is lifted without their card.
    open_settings(again, "Blocked people")
    region = again.dialog.get_by_role("region", name="People you blocked")
    expect(region).to_contain_text("Jiyoung")
    again.page.screenshot(path=artefacts / "settings.png")
    again.button("Unblock Jiyoung", region).click()
    expect(again.dialog).to_contain_text("You have blocked nobody")
    again.page.keyboard.press("Escape")
    expect(card).to_contain_text("@Minsu two")


def test_never_can_be_taken_back(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    ask(minsu, "Jiyoung")
    jiyoung.button("Answer").click()
    for _ in range(2):
        jiyoung.button("Never", jiyoung.dialog).click()
    expect(jiyoung.dialog).to_be_hidden()
    # What they say is read as before.
    reading = minsu.page.locator("nav").get_by_role("button", name="Reading")
    reading.click()
    minsu.say("hello")
    jiyoung.sees("hello")
    jiyoung.go_home()
    open_settings(jiyoung, "Blocked people")
    region = jiyoung.dialog.get_by_role("region", name="Who may not ask to talk in private")
    jiyoung.button("Let them ask Minsu", region).click()
    expect(jiyoung.dialog).to_contain_text("You have blocked nobody")
    jiyoung.page.keyboard.press("Escape")
    ask(minsu, "Jiyoung")
    wish = jiyoung.page.get_by_role("article", name="wants to talk in private")
    expect(wish).to_be_visible()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "house")
    yield opened
    opened.stop()


def card_on_phone(guest: Guest, name: str) -> Locator:
    guest.button("Show people").click()
    guest.dialog.get_by_role("button", name=name).click()
    return guest.dialog.last


def close_all(guest: Guest) -> None:
    for left in range(guest.dialog.count() - 1, -1, -1):
        guest.page.keyboard.press("Escape")
        expect(guest.dialog).to_have_count(left)


def test_a_guest_does_the_same_and_the_browser_keeps_it(
    house: House, browser: Browser, artefacts: Path
) -> None:
    hana, duri = (open_guest(browser, house.url, NARROW) for _ in range(2))
    hana.come_in("Hana")
    duri.come_in("Duri")
    duri.say("one")
    hana.sees("one")
    card = card_on_phone(hana, "Duri")
    expect(card).to_contain_text("in this room")
    hana.button("Block for me", card).click()
    expect(card).to_contain_text("You have blocked Duri")
    hana.page.screenshot(path=artefacts / "card.png")
    close_all(hana)
    duri.say("two")
    covered(hana, 2)
    house.say("hello")
    hana.sees("hello")
    hana.page.screenshot(path=artefacts / "covered.png")
    assert hana.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    hana.page.reload()
    expect(hana.field).to_be_enabled()
    covered(hana, 2)
    # Nobody was told of it: it stands in no entry, and duri is none the wiser.
    assert "block" not in str([entry["kind"] for entry in house.log])
    duri.sees("hello")
    hana.button("About this room and me").click()
    expect(hana.dialog).to_contain_text("People you blocked")
    hana.dialog.get_by_role("button", name="Unblock Duri").scroll_into_view_if_needed()
    hana.page.screenshot(path=artefacts / "about.png")
    hana.button("Unblock Duri", hana.dialog).click()
    expect(hana.dialog).not_to_contain_text("People you blocked")
    close_all(hana)
    hana.sees("one")
    hana.sees("two")
    assert hana.faults == duri.faults == []
    for guest in (hana, duri):
        guest.page.context.close()


def test_the_next_row_is_where_one_is_when_a_row_goes(house: House, browser: Browser) -> None:
    hana, *others = (open_guest(browser, house.url, NARROW) for _ in range(3))
    for guest, name in zip([hana, *others], ("Hana", "Duri", "Sena"), strict=True):
        guest.come_in(name)
    for name in ("Duri", "Sena"):
        card = card_on_phone(hana, name)
        hana.button("Block for me", card).click()
        expect(card).to_contain_text(f"You have blocked {name}")
        close_all(hana)
    hana.button("About this room and me").click()
    for name, then in (("Sena", "Duri"), ("Duri", None)):
        hana.button(f"Unblock {name}", hana.dialog).focus()
        hana.page.keyboard.press("Enter")
        expect(hana.button(f"Unblock {name}", hana.dialog)).to_have_count(0)
        if then:
            expect(hana.button(f"Unblock {then}", hana.dialog)).to_be_focused()
        else:
            expect(hana.dialog.get_by_role("heading", level=2)).to_be_focused()
    assert hana.faults == []
    for guest in (hana, *others):
        guest.page.context.close()


@pytest.mark.skipif(not AXE.exists(), reason="the page's packages are not installed")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_is_wrong_with_its_screens(
    programs: tuple[Program, Program],
    words: dict[str, str],
    language: str,
    browser: Browser,
    artefacts: Path,
) -> None:
    judge = Judge(artefacts, language)
    minsu = open_page(browser, programs[0].url, WIDE, reduced_motion="reduce")
    jiyoung = open_page(browser, programs[1].url, WIDE, reduced_motion="reduce")
    minsu.get_by_label(words["home.my_name"]).fill("민수")
    button(minsu, words["home.settings"]).click()
    button(minsu, words["block.section"]).click()
    expect(minsu.get_by_text(words["block.none"])).to_be_visible()
    judge.look(minsu, "settings-empty")
    minsu.keyboard.press("Escape")
    minsu.get_by_role("radio", name=words["host.anyone"]).check()
    button(minsu.locator("form"), words["host.go"]).click()
    link = minsu.get_by_role("dialog").get_by_text("sarangbang://join")
    address = (link.text_content() or "").strip().split("#")[0].replace("%3A", ":")
    minsu.keyboard.press("Escape")
    jiyoung.get_by_label(words["home.my_name"]).fill("지영")
    jiyoung.get_by_label(words["join.field"]).fill(f"127.0.0.1:{address.rpartition(':')[2]}")
    button(jiyoung, words["join.next"]).click()
    button(jiyoung, words["join.go"]).click()
    field = jiyoung.get_by_label(words["room.write"])
    minsu.get_by_label(words["room.write"]).fill("안녕하세요")
    minsu.get_by_label(words["room.write"]).press("Enter")
    for text in ("하나", "둘"):
        field.fill(text)
        field.press("Enter")
    minsu.get_by_text("둘", exact=True).wait_for()
    minsu.locator("aside.people").get_by_role("button", name="지영").click()
    judge.look(minsu, "card")
    button(minsu, words["block.do"]).click()
    expect(button(minsu, words["block.undo"])).to_be_visible()
    judge.look(minsu, "card-blocked")
    minsu.keyboard.press("Escape")
    show = button(minsu, words["block.show"])
    expect(show).to_be_visible()
    minsu.mouse.move(0, 0)
    judge.look(minsu, "covered")
    minsu.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    judge.look(minsu, "covered-narrow")
    show.click()
    expect(button(minsu, words["block.hide"])).to_be_visible()
    judge.look(minsu, "shown-narrow")
    button(minsu, words["room.home"]).click()
    button(minsu, words["home.settings"]).click()
    expect(minsu.get_by_text("지영").first).to_be_visible()
    judge.look(minsu, "settings-narrow")
    minsu.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    judge.look(minsu, "settings")
    assert judge.wrong == {}
    for page in (minsu, jiyoung):
        page.context.close()
