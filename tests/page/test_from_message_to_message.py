"""The messages by the keyboard: from one to the next, what one can do there, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.bench.long_room import make
from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person, open_page
from tests.support.copies import Copies
from tests.support.wait import wait_for

KEY = "() => document.activeElement.closest('[data-key]')?.dataset.key ?? null"


def stands_at(person: Person, text: str) -> None:
    """The focus is at the message with this text, and all of it can be seen."""
    message = person.read(text)
    expect(message).to_be_focused()
    expect(message).to_be_in_viewport(ratio=0.99)
    expect(stops(person.page)).to_have_count(1)


def stops(page: Page) -> Locator:
    """Where Tab can stop among the messages themselves."""
    return page.locator(".said[tabindex='0']")


def talk(speaker: Person, hearer: Person, count: int) -> None:
    for number in range(count):
        speaker.say(f"line {number}")
    hearer.sees(f"line {count - 1}")


def test_from_one_to_the_next_and_back_to_writing(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    talk(minsu, jiyoung, 40)
    press = jiyoung.page.keyboard.press
    jiyoung.field.click()  # whoever used the mouse last sees where they stand, too
    press("Alt+ArrowUp")
    stands_at(jiyoung, "line 39")
    expect(jiyoung.read("line 39")).to_have_css("outline-style", "solid")
    for _ in range(3):
        press("ArrowUp")
    stands_at(jiyoung, "line 36")
    press("ArrowDown")
    stands_at(jiyoung, "line 37")
    jiyoung.page.screenshot(path=artefacts / "stands.png")
    press("Home")
    stands_at(jiyoung, "line 0")
    press("ArrowUp")  # there is nothing further up
    stands_at(jiyoung, "line 0")
    press("ArrowDown")
    stands_at(jiyoung, "line 1")
    press("End")
    stands_at(jiyoung, "line 39")
    press("ArrowDown")
    stands_at(jiyoung, "line 39")

    press("Enter")
    expect(jiyoung.button("React", within=jiyoung.read("line 39"))).to_be_focused()
    jiyoung.page.screenshot(path=artefacts / "acts.png")
    press("Escape")
    stands_at(jiyoung, "line 39")
    press("Escape")
    expect(jiyoung.field).to_be_focused()
    # The keys of the field are its own.
    jiyoung.say("mine")
    expect(jiyoung.read("mine")).to_have_class(re.compile("stored"))
    press("ArrowUp")
    expect(jiyoung.field).to_have_value("mine")


def test_tab_stops_at_one_message_and_at_what_is_in_it(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    for number in range(20):
        minsu.say(f"see https://example.com/{number} and **{number}**")
        jiyoung.say(f"answer {number}")
    jiyoung.sees("answer 19")
    minsu.sees("answer 19")
    page = jiyoung.page
    jiyoung.button("Leave this room").or_(jiyoung.button("Leave")).first.focus()
    page.keyboard.press("Tab")
    stands_at(jiyoung, "answer 19")
    page.keyboard.press("ArrowUp")
    for name in ("Minsu", "https://example.com/19"):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_have_text(name)
    for name in ("React", "Reply", "Copy text", "Forward"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_attribute("aria-label", name)
    # And then where one writes, past all that is in other messages.
    page.keyboard.press("Tab")
    expect(jiyoung.field).to_be_focused()


def test_one_stays_at_a_message_whatever_happens(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    talk(minsu, jiyoung, 30)
    press = jiyoung.page.keyboard.press
    jiyoung.field.focus()
    press("Alt+ArrowUp")
    press("ArrowUp")
    stands_at(jiyoung, "line 28")
    # It changes.
    minsu.page.keyboard.press("Alt+ArrowUp")
    minsu.page.keyboard.press("ArrowUp")
    minsu.button("Edit", within=minsu.read("line 28")).click()
    minsu.field.fill("another line")
    minsu.field.press("Enter")
    stands_at(jiyoung, "another line")
    # What is new does not push it out of sight.
    for number in range(20):
        minsu.say(f"new {number}")
    expect(jiyoung.page.get_by_role("button", name="new messages")).to_be_visible()
    stands_at(jiyoung, "another line")
    jiyoung.page.screenshot(path=artefacts / "stays.png")
    # The list goes elsewhere and the focus stays; the next step is from what is seen.
    jiyoung.page.locator(".scroller").hover()
    key = jiyoung.page.evaluate(KEY)
    wait_for(lambda: scrolled_away(jiyoung), "the message out of sight")
    assert jiyoung.page.evaluate(KEY) == key
    press("ArrowDown")
    wait_for(lambda: jiyoung.page.evaluate(KEY) != key, "a step from what is seen")
    expect(jiyoung.page.locator(".said:focus")).to_be_in_viewport(ratio=0.99)


def scrolled_away(person: Person) -> bool:
    person.page.mouse.wheel(0, -3000)
    top = person.page.evaluate("document.querySelector('.scroller').scrollTop")
    return bool(top == 0)


def test_one_stays_where_one_deleted_a_message(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    talk(minsu, jiyoung, 3)
    jiyoung.say("a slip")
    minsu.sees("a slip")
    minsu.say("after it")
    jiyoung.sees("after it")
    press = jiyoung.page.keyboard.press
    press("Alt+ArrowUp")
    press("ArrowUp")
    stands_at(jiyoung, "a slip")
    press("Enter")
    jiyoung.button("Delete", within=jiyoung.read("a slip")).focus()
    press("Enter")
    jiyoung.button("Delete", within=jiyoung.dialog).focus()
    press("Enter")
    stands_at(jiyoung, "This message was deleted.")
    press("ArrowDown")
    stands_at(jiyoung, "after it")


def test_history_comes_while_one_goes_up(
    tmp_path: Path, start_program: StartProgram, seat: Seat
) -> None:
    make(tmp_path / "host", 3000)
    person = seat(start_program("host"))
    person.button("Host again").click()
    expect(person.field).to_be_enabled()
    expect(person.page.locator(".said").first).to_be_visible()
    page = person.page
    page.keyboard.press("Alt+ArrowUp")
    seen = set()
    for _ in range(4):
        before = page.evaluate(KEY)
        page.keyboard.press("Home")
        wait_for(lambda was=before: page.evaluate(KEY) not in (None, was), "further up")  # type: ignore[misc]
        key = page.evaluate(KEY)
        message = page.locator(f"[data-key='{key}'] .said")
        expect(message).to_be_focused()
        # More history goes in above it, and one stays.
        wait_for(
            lambda: page.evaluate("document.querySelector('.scroller').scrollTop") > 500, "more"
        )
        expect(message).to_be_focused()
        expect(message).to_be_in_viewport()
        seen.add(key)
    assert len(seen) == 4
    page.keyboard.press("ArrowUp")
    wait_for(lambda: page.evaluate(KEY) not in seen, "one further up")
    page.keyboard.press("End")
    wait_for(lambda: page.evaluate("document.activeElement.matches('.said')"), "at the end")
    page.keyboard.press("Escape")
    expect(person.field).to_be_focused()


class Slow:
    """Between a page and its program, where `history` may be refused or answered late."""

    def __init__(self, page: Page) -> None:
        self.refuses = self.holds = False
        self.asked = ""
        self._held = list[Callable[[], None]]()
        self._page = page
        page.route_web_socket(re.compile("/socket.io/"), self._between)

    def release(self) -> None:
        self.holds = False
        while self._held:
            self._held.pop(0)()

    @property
    def held(self) -> int:
        self._page.title()  # what goes through here does so only while something is asked
        return len(self._held)

    def _between(self, page: WebSocketRoute) -> None:
        program = page.connect_to_server()

        def from_page(message: str | bytes) -> None:
            asked = re.match(r'42(/room,)(\d+)\["history"', str(message))
            if asked and self.refuses:
                refusal = {"ok": False, "error": {"code": "no_answer", "message": "No answer."}}
                page.send(f"43{asked[1]}{asked[2]}{json.dumps([refusal])}")
                return
            if asked:
                self.asked = f"43{asked[1]}{asked[2]}["
            program.send(message)

        def from_program(message: str | bytes) -> None:
            if self.holds and self.asked and str(message).startswith(self.asked):
                self._held.append(lambda: page.send(message))
            else:
                page.send(message)

        page.on_message(from_page)
        program.on_message(from_program)


def test_who_went_to_write_while_history_came_stays_there(
    tmp_path: Path, start_program: StartProgram, seat: Seat
) -> None:
    make(tmp_path / "host", 400)
    person = seat(start_program("host"))
    slow, page = Slow(person.page), person.page
    page.reload()
    slow.refuses = True
    person.button("Host again").click()
    expect(person.field).to_be_enabled()
    expect(page.locator(".said").first).to_be_visible()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Home")
    expect(page.locator(".said").first).to_be_focused()
    slow.refuses, slow.holds = False, True
    page.keyboard.press("ArrowUp")
    wait_for(lambda: slow.held, "history to be on its way")
    person.field.click()
    slow.release()
    wait_for(lambda: page.locator(".scroller").evaluate("(e) => e.scrollTop") > 500, "history")
    page.keyboard.type("still here")
    expect(person.field).to_have_value("still here")


def test_a_guest_goes_through_messages_too(
    copies: Copies, browser: Browser, artefacts: Path
) -> None:
    host = copies.host(guests=True)
    page = open_page(browser, host.guest, NARROW, locale="ko-KR", color_scheme="dark")
    page.get_by_role("textbox").fill("하나")
    page.keyboard.press("Enter")
    field = page.locator("#write")
    expect(field).to_be_enabled()
    for text in ("첫 번째 이야기", "둘째\n\n- 하나\n- 둘", "셋째"):
        field.fill(text)
        field.press("Enter")
    expect(page.get_by_text("전달됨")).to_have_count(3)
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".said").nth(1)).to_be_focused()
    page.screenshot(path=artefacts / "guest.png")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="단축키")).to_contain_text("메시지에서 메시지로")
    page.screenshot(path=artefacts / "guest-list.png")
    page.keyboard.press("Escape")
    expect(page.locator(".said").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    page.context.close()
