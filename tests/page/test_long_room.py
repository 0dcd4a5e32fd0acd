"""A room of many messages: any day is a moment away, and the page stays small."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bench.long_room import make
from tests.page.conftest import Seat, StartProgram
from tests.page.people import Person
from tests.support.wait import wait_for

ENTRIES = 6000
SCROLL = "(by) => { document.querySelector('.scroller').scrollBy(0, by); }"


@pytest.fixture
def reader(
    tmp_path: Path, start_program: StartProgram, seat: Seat
) -> tuple[Person, dict[str, int]]:
    """The host of a long room, at its end."""
    made = make(tmp_path / "host", ENTRIES)
    person = seat(start_program("host"))
    person.button("Host again").click()
    expect(person.field).to_be_enabled()
    expect(person.page.locator(".said").first).to_be_visible()
    return person, made


def rows(page: Page) -> int:
    return page.locator(".scroller .row").count()


def test_any_day_is_gone_to_and_back_to_the_end(reader: tuple[Person, dict[str, int]]) -> None:
    person, _ = reader
    page = person.page
    last = page.locator(".said").last.inner_text()
    page.locator(".scroller").hover()
    page.mouse.wheel(0, -600)
    page.locator(".tag button").click()
    dialog = person.dialog
    expect(dialog.get_by_role("heading", name="Go to a day")).to_be_visible()
    expect(dialog.locator(".chosen")).to_be_focused()  # from where the arrows move
    for _ in range(12):
        dialog.get_by_role("button", name="Month before").click()
    wanted = dialog.locator(".days button:enabled").nth(9)
    name = wanted.get_attribute("aria-label")
    wanted.click()
    expect(dialog).to_have_count(0)
    assert name is not None
    day = name.rsplit(",", 1)[0]  # in this year the page leaves it out
    divider = page.locator(".scroller .divider").filter(has_text=day)
    expect(divider).to_be_in_viewport()
    # The tag above the timeline says the same, and lies over none of it.
    expect(page.locator(".tag")).to_contain_text(day)

    def apart() -> bool:
        tag, below = page.locator(".tag").bounding_box(), divider.bounding_box()
        return bool(tag and below and tag["y"] + tag["height"] <= below["y"])

    wait_for(apart, "the day to stand below the tag")
    # On both sides there is more.
    for by in (-1, 1):
        for _ in range(12):
            page.evaluate(SCROLL, by * 2500)
            page.wait_for_timeout(60)
        assert 0 < rows(page) < 120
    person.button("To the newest message").click()
    expect(page.locator(".said").last).to_contain_text(last.split("\n")[-1])
    person.say("after all that")
    person.sees("after all that")


def test_what_one_writes_further_up_is_shown(reader: tuple[Person, dict[str, int]]) -> None:
    person, _ = reader
    page = person.page
    page.locator(".scroller").hover()
    for _ in range(40):
        page.mouse.wheel(0, -3000)
        page.wait_for_timeout(60)
    person.say("from far above")
    expect(person.read("from far above")).to_be_in_viewport()


def test_the_first_unread_message_is_gone_to_however_far_up(
    tmp_path: Path, start_program: StartProgram, seat: Seat
) -> None:
    make(tmp_path / "host", ENTRIES, read=1000)
    person = seat(start_program("host"))
    person.button("Host again").click()
    expect(person.field).to_be_enabled()
    line = person.page.get_by_role("separator", name="New from here")
    expect(line).to_have_count(0)
    person.button("To the first unread message").click()
    expect(line).to_be_in_viewport()
    expect(person.button("To the first unread message")).to_be_hidden()
    # Escape: all of it is read, and the newest is shown.
    person.page.keyboard.press("Escape")
    expect(person.button("To the newest message")).to_be_hidden()
    expect(line).to_have_count(0)
    person.say("read it all")
    expect(person.read("read it all")).to_be_in_viewport()
