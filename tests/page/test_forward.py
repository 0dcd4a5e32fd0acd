"""A message handed on to another room of mine."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.page.conftest import Seat
from tests.page.people import NARROW, Person
from tests.page.test_remarks import press


def test_it_is_read_there_with_whoever_said_it(
    two: tuple[Person, Person], seat: Seat, artefacts: Path
) -> None:
    minsu, jiyoung = two
    jiyoung.go_home()
    jiyoung.host("Kitchen", invited=True)
    jiyoung.go_home()
    jiyoung.host("Garden")
    jiyoung.go_home()
    jiyoung.page.get_by_role("article").get_by_role("button", name="Reading").click()
    minsu.say("**Tea** at four, @Jiyoung")
    jiyoung.page.locator(".text strong").wait_for()
    row = jiyoung.page.locator(".said").filter(has_text="Tea at four")
    row.locator(".bubble").hover()
    jiyoung.button("Forward", within=row).click()
    boxes = jiyoung.dialog.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    jiyoung.dialog.get_by_label("Kitchen").check()
    jiyoung.dialog.get_by_label("Garden").check()
    # From an open room nothing gets out that anyone could not read.
    expect(jiyoung.dialog.get_by_text("anyone on this network may read")).to_have_count(0)
    jiyoung.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert jiyoung.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    jiyoung.page.screenshot(path=artefacts / "narrow.png")
    jiyoung.page.set_viewport_size({"width": 1280, "height": 800})
    jiyoung.button("Forward", within=jiyoung.dialog).click()
    expect(jiyoung.button("Forwarded")).to_be_visible()
    for room in ("Kitchen", "Garden"):
        jiyoung.go_home()
        jiyoung.page.get_by_role("article").get_by_role("button", name=room).click()
        said = jiyoung.page.locator(".said")
        expect(said).to_contain_text("Forwarded from Minsu")
        expect(said.locator("strong")).to_have_text("Tea")
        expect(said.locator(".text").get_by_role("button")).to_have_count(0)
        # One has said it oneself: it is not new.
        expect(jiyoung.page.get_by_role("separator", name="New from here")).to_have_count(0)
    # What was handed on is another's, and not put in other words.
    said.locator(".bubble").hover()
    expect(jiyoung.button("Forward", within=said)).to_be_visible()
    expect(jiyoung.button("Edit", within=said)).to_have_count(0)
    # A room that is closed meanwhile is not chosen any more.
    jiyoung.button("Forward", within=said).click()
    jiyoung.dialog.get_by_label("Kitchen").check()
    elsewhere = seat(jiyoung.program)
    elsewhere.page.locator("nav").get_by_role("button", name="Kitchen").click()
    elsewhere.button("Close the room").click()
    expect(boxes).to_have_count(1)
    expect(jiyoung.button("Forward", within=jiyoung.dialog)).to_be_disabled()
    jiyoung.page.keyboard.press("Escape")


def test_care_is_asked_for_where_more_may_read_it(together: tuple[Person, Person]) -> None:
    minsu, _ = together
    minsu.go_home()
    minsu.host("Secrets", invited=True)
    minsu.say("Nobody must know")
    press(minsu, "Nobody must know", "Forward")
    minsu.dialog.get_by_label("Reading").first.check()
    expect(minsu.dialog.get_by_text("anyone on this network may read")).to_be_visible()
    minsu.page.keyboard.press("Escape")
    expect(minsu.page.locator(".said")).to_have_class(re.compile("stored"))
