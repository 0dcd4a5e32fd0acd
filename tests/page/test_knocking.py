"""Asking to come in: seen by the host wherever it is, waited for, answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person
from tests.support.wait import wait_for


class Asking:
    """Minsu hosts "Reading" and is asked; Jiyoung has found it."""

    def __init__(self, start_program: StartProgram, seat: Seat) -> None:
        self.minsu = seat(start_program("minsu"), "Minsu")
        self.jiyoung = seat(start_program("jiyoung"), "Jiyoung")
        # "Ask me" is chosen already.
        expect(self.minsu.page.get_by_role("radio", name="Ask me")).to_be_checked()
        self.link, self.address = self.minsu.host("Reading", asks=True)

    def ask(self, person: Person | None = None) -> None:
        person = person or self.jiyoung
        person.look_for(self.address)
        person.button("Ask to come in").click()
        expect(person.dialog).to_contain_text("The host was asked")


@pytest.fixture
def asking(start_program: StartProgram, seat: Seat) -> Asking:
    return Asking(start_program, seat)


def knocks(person: Person) -> Locator:
    """Those who ask to come in, as the person sees them."""
    return person.page.locator("article.ask")  # a room's card is an article, too


def test_what_the_room_asks_is_said_before_one_asks(asking: Asking) -> None:
    asking.jiyoung.look_for(asking.address)
    expect(asking.jiyoung.dialog).to_contain_text("Whoever the host lets in")
    expect(asking.jiyoung.dialog).to_contain_text("Everything said so far")
    # Nothing was told to the host.
    expect(knocks(asking.minsu)).to_have_count(0)


def test_who_is_let_in_is_in_the_room(asking: Asking) -> None:
    minsu, jiyoung = asking.minsu, asking.jiyoung
    asking.ask()
    number = jiyoung.dialog.locator(".number").inner_text()
    card = knocks(minsu)
    expect(card).to_contain_text("Jiyoung")
    expect(card).to_contain_text("New here")
    expect(card).to_contain_text("From 127.0.0.1 (this computer) with Sarangbang")
    assert " ".join(card.locator(".number .number").inner_text().split()) == " ".join(
        number.split()
    )
    # Seen in the title, too.
    told = wait_for(lambda: [t for t in minsu.program.asked("set_title") if t[2]], "the title")
    assert told[-1] == ["Reading", 0, 1]
    minsu.button("Let in", card).click()
    expect(jiyoung.field).to_be_enabled()
    expect(jiyoung.page.get_by_role("heading", name="Reading")).to_be_visible()
    expect(knocks(minsu)).to_have_count(0)
    jiyoung.say("Thank you")
    minsu.sees("Thank you")


def test_who_is_refused_is_told_so_and_may_ask_again(asking: Asking) -> None:
    minsu, jiyoung = asking.minsu, asking.jiyoung
    asking.ask()
    minsu.button("Refuse", knocks(minsu)).click()
    expect(jiyoung.dialog).to_contain_text("The host did not let you in.")
    # The answer is kept for a moment: nobody asks again at once.
    jiyoung.button("Ask again", jiyoung.dialog).click()
    expect(jiyoung.dialog).to_contain_text("The host did not let you in.")
    expect(knocks(minsu)).to_have_count(0)
    jiyoung.button("Close", jiyoung.dialog).last.click()
    expect(jiyoung.dialog).to_be_hidden()


def test_who_is_refused_for_good_cannot_ask_again(asking: Asking) -> None:
    minsu, jiyoung = asking.minsu, asking.jiyoung
    asking.ask()
    minsu.button("Refuse for good", knocks(minsu)).click()
    expect(knocks(minsu)).to_contain_text("Jiyoung cannot ask again")
    cancel = minsu.button("Cancel", knocks(minsu))
    expect(cancel).to_be_focused()
    cancel.click()
    minsu.button("Refuse for good", knocks(minsu)).click()
    minsu.button("Refuse for good", knocks(minsu)).click()
    expect(jiyoung.dialog).to_contain_text("You were not let in")
    jiyoung.page.keyboard.press("Escape")
    jiyoung.look_for(asking.address)
    jiyoung.dialog.get_by_label("My name in this room").fill("Somebody else")
    jiyoung.button("Ask to come in").click()
    expect(jiyoung.dialog).to_contain_text("The host does not let you into this room any more.")


def test_one_can_do_something_else_while_one_waits_and_give_it_up(asking: Asking) -> None:
    minsu, jiyoung = asking.minsu, asking.jiyoung
    asking.ask()
    jiyoung.page.keyboard.press("Escape")
    expect(jiyoung.page.get_by_text(f"Waiting to be let in at {asking.address}")).to_be_visible()
    jiyoung.page.reload()
    jiyoung.button("Show").click()
    expect(jiyoung.dialog).to_contain_text("You asked to come in as Jiyoung.")
    jiyoung.button("Stop waiting").click()
    expect(jiyoung.page.get_by_text("Waiting to be let in")).to_have_count(0)
    # Elsewhere when the answer comes: it does not take away what is on screen.
    jiyoung.host("Mine")
    jiyoung.button("Sarangbang").click()
    asking.ask()
    jiyoung.page.keyboard.press("Escape")
    jiyoung.page.get_by_role("article").get_by_role("button", name="Mine", exact=True).click()
    minsu.button("Let in", knocks(minsu).last).click()
    told = jiyoung.button("You were let into “Reading”.")
    expect(jiyoung.page.get_by_role("heading", name="Mine")).to_be_visible()
    told.click()
    expect(jiyoung.page.get_by_role("heading", name="Reading")).to_be_visible()


def test_an_invitation_leads_straight_in(asking: Asking) -> None:
    asking.jiyoung.look_for(asking.link)
    asking.jiyoung.come_in()
    expect(knocks(asking.minsu)).to_have_count(0)


def test_a_name_taken_meanwhile_is_one_click(
    asking: Asking, start_program: StartProgram, seat: Seat
) -> None:
    minsu, jiyoung = asking.minsu, asking.jiyoung
    other = seat(start_program("other"), "jiyoung")
    asking.ask()
    asking.ask(other)
    expect(knocks(minsu)).to_have_count(2)
    expect(minsu.page.get_by_text("2 people ask to come in")).to_be_visible()
    minsu.button("Let in", knocks(minsu).first).click()
    expect(jiyoung.field).to_be_enabled()
    expect(knocks(minsu)).to_have_count(1)
    expect(knocks(minsu)).to_contain_text("looks like that of Jiyoung")
    minsu.button("Let in", knocks(minsu)).click()
    other.button("Come in as jiyoung (2)", other.dialog).click()
    expect(other.field).to_be_enabled()


def test_a_knock_is_seen_on_home_and_in_another_room(asking: Asking) -> None:
    minsu, jiyoung = asking.minsu, asking.jiyoung
    minsu.button("Sarangbang").click()
    asking.ask()
    expect(knocks(minsu)).to_contain_text("Reading")
    card = minsu.page.get_by_role("article").filter(has_text="Hosting")
    expect(card).to_contain_text("1 asks to come in")
    minsu.host("Tea")
    for size in ((1280, 800), NARROW):
        minsu.page.set_viewport_size({"width": size[0], "height": size[1]})
        expect(minsu.page.get_by_text("Jiyoung asks to come into “Reading”")).to_be_visible()
        assert minsu.page.evaluate("document.documentElement.scrollWidth") == size[0]
    minsu.button("Answer").click()
    minsu.button("Let in", minsu.dialog).click()
    expect(minsu.dialog).to_be_hidden()
    expect(minsu.page.get_by_role("heading", name="Tea")).to_be_visible()
    expect(jiyoung.field).to_be_enabled()
