"""Talking in private: asking somebody of a room, being asked, and the room for two."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.page.conftest import Seat
from tests.page.people import NARROW, WIDE, Person, Program, open_page
from tests.page.test_accessibility import AXE, Judge, button, programs, words
from tests.support.copies import Copies
from tests.support.wait import wait_for

__all__ = ["programs", "words"]


def card_of(person: Person, name: str) -> Locator:
    """The card of a member, opened from the list of people."""
    person.page.locator("aside.people").get_by_role("button", name=name).click()
    return person.dialog


def ask(person: Person, name: str) -> None:
    person.button("Talk in private", card_of(person, name)).click()
    expect(person.page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def wish(person: Person) -> Locator:
    return person.page.get_by_role("article", name="wants to talk in private")


def test_two_talk_in_a_room_of_their_own(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    ask(minsu, "Jiyoung")
    expect(minsu.page.locator("header")).to_contain_text("Between you two")
    expect(
        minsu.button("Jiyoung was asked, and comes into this room by accepting.")
    ).to_be_visible()
    expect(minsu.page.get_by_role("log")).to_contain_text("Only the two of you will read it.")
    # Nobody else can come in, so nothing offers it.
    expect(minsu.button("Invite")).to_have_count(0)
    expect(minsu.page.locator("aside.people")).not_to_contain_text("Who may come in")
    minsu.button("Room settings").click()
    expect(minsu.dialog.get_by_role("radio", name="Anyone on this network")).to_have_count(0)
    expect(minsu.dialog).not_to_contain_text(re.compile("every", re.IGNORECASE))
    minsu.page.keyboard.press("Escape")
    minsu.say("Only for you")
    # In a room, in the title, and on Home.
    expect(jiyoung.page.get_by_text("Minsu wants to talk in private")).to_be_visible()
    told = wait_for(lambda: [t for t in jiyoung.program.asked("set_title") if t[2]], "the title")
    assert told[-1][2] == 1
    jiyoung.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert jiyoung.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    jiyoung.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    jiyoung.go_home()
    expect(wish(jiyoung)).to_contain_text("From “Reading”")
    jiyoung.button("Talk", wish(jiyoung)).click()
    expect(jiyoung.page.get_by_role("heading", name="Minsu", exact=True)).to_be_visible()
    jiyoung.sees("Only for you")
    jiyoung.say("And for you")
    minsu.sees("And for you")
    expect(jiyoung.page.locator("aside.people").get_by_role("button", name="Minsu")).to_be_visible()
    expect(card_of(minsu, "Jiyoung").get_by_role("button", name="Talk in private")).to_have_count(0)
    minsu.page.keyboard.press("Escape")
    # In the list each is called as the other one is; their card leads here.
    jiyoung.page.locator("nav").get_by_role("button", name="Reading").click()
    jiyoung.button("Open your room for two", card_of(jiyoung, "Minsu")).click()
    expect(jiyoung.page.get_by_role("heading", name="Minsu", exact=True)).to_be_visible()
    jiyoung.go_home()
    room = jiyoung.page.get_by_role("article").filter(has_text="Room for two")
    expect(room.get_by_role("button", name="Minsu", exact=True)).to_be_visible()
    expect(wish(jiyoung)).to_have_count(0)


def test_who_does_not_want_to_is_not_asked_again(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    ask(minsu, "Jiyoung")
    jiyoung.button("Answer").click()
    jiyoung.button("Not now", jiyoung.dialog).click()
    expect(jiyoung.dialog).to_be_hidden()
    expect(jiyoung.page.get_by_role("heading", name="Reading")).to_be_visible()
    minsu.page.locator("nav").get_by_role("button", name="Reading").click()
    ask(minsu, "Jiyoung")
    jiyoung.button("Answer").click()
    jiyoung.button("Never", jiyoung.dialog).click()
    expect(jiyoung.dialog).to_contain_text("You will not be asked by Minsu again")
    expect(jiyoung.button("Cancel", jiyoung.dialog)).to_be_focused()
    jiyoung.button("Never", jiyoung.dialog).click()
    expect(jiyoung.dialog).to_be_hidden()
    minsu.page.locator("nav").get_by_role("button", name="Reading").click()
    ask(minsu, "Jiyoung")
    minsu.page.locator("nav").get_by_role("button", name="Reading").click()
    minsu.say("Jiyoung, are you there?")
    # What came after the wish has arrived; the wish was not shown.
    jiyoung.sees("Jiyoung, are you there?")
    expect(jiyoung.button("Answer")).to_have_count(0)


def test_who_is_away_is_asked_when_they_come_back(two: tuple[Person, Person], seat: Seat) -> None:
    minsu, jiyoung = two
    jiyoung.program.stop()
    expect(minsu.page.locator("aside.people")).to_contain_text("1")
    card = card_of(minsu, "Jiyoung")
    expect(card).to_contain_text("not here now")
    minsu.button("Talk in private", card).click()
    away = "Jiyoung is away, and is asked once they are back, as long as “Reading” is open."
    expect(minsu.button(away)).to_be_visible()
    jiyoung.program.start()
    back = seat(jiyoung.program)
    back.button("Answer").click()
    back.button("Talk", back.dialog).click()
    expect(back.page.get_by_role("heading", name="Minsu", exact=True)).to_be_visible()
    back.say("Here I am")
    minsu.sees("Here I am")


def test_a_guest_cannot_be_asked_and_does_not_ask(
    two: tuple[Person, Person], copies: Copies, browser: Browser
) -> None:
    _, jiyoung = two
    host = copies.host("Our house", guests=True)
    guest = Person(open_page(browser, host.guest, WIDE, locale="en-US"))
    guest.page.get_by_label("Your name").fill("Hana")
    guest.button("Come in").click()
    jiyoung.go_home()
    jiyoung.join(host.lan.removeprefix("https://"))
    expect(card_of(jiyoung, "Hana")).to_contain_text("You cannot talk to a guest in private")
    expect(jiyoung.button("Talk in private")).to_have_count(0)
    expect(card_of(guest, "Jiyoung")).to_contain_text("Check number")
    expect(guest.button("Talk in private")).to_have_count(0)
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
    minsu.get_by_role("radio", name=words["host.anyone"]).check()
    button(minsu.locator("form"), words["host.go"]).click()
    link = minsu.get_by_role("dialog").get_by_text("sarangbang://join")
    address = (link.text_content() or "").strip().split("#")[0].replace("%3A", ":")
    minsu.keyboard.press("Escape")
    jiyoung.get_by_label(words["home.my_name"]).fill("지영")
    jiyoung.get_by_label(words["join.field"]).fill(f"127.0.0.1:{address.rpartition(':')[2]}")
    button(jiyoung, words["join.next"]).click()
    button(jiyoung, words["join.go"]).click()
    minsu.locator("aside.people").get_by_role("button", name="지영").click()
    expect(button(minsu, words["private.ask"])).to_be_visible()
    judge.look(minsu, "card")
    button(minsu, words["private.ask"]).click()
    expect(button(jiyoung, words["private.look"])).to_be_visible()
    judge.look(minsu, "asked")
    judge.look(jiyoung, "strip")
    jiyoung.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    judge.look(jiyoung, "strip-narrow")
    button(jiyoung, words["private.look"]).click()
    judge.look(jiyoung, "dialog-narrow")
    button(jiyoung, words["private.never"]).click()
    judge.look(jiyoung, "sure-narrow")
    jiyoung.keyboard.press("Escape")
    button(jiyoung, words["room.home"]).click()
    judge.look(jiyoung, "home-narrow")
    jiyoung.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    judge.look(jiyoung, "home")
    button(jiyoung, words["private.accept"]).click()
    expect(jiyoung.get_by_role("heading", name="민수", exact=True)).to_be_visible()
    judge.look(jiyoung, "room")
    jiyoung.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    judge.look(jiyoung, "room-narrow")
    button(jiyoung, words["room.home"]).click()
    judge.look(jiyoung, "rooms-narrow")
    assert judge.wrong == {}
    for page in (minsu, jiyoung):
        page.context.close()
