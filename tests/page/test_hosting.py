"""Hosting a room: the form on Home."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.page.conftest import Seat, StartProgram


def test_a_name_that_is_too_long_is_not_quietly_another(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    field = minsu.page.get_by_label("Name of the room")
    submit = minsu.page.locator("form").get_by_role("button", name="Host a room")
    for wrong, kept in (("책 읽는 방 " * 12, "책 읽는 방 " * 12), ("\u2066Tea", "\u2066Tea")):
        field.fill(wrong)
        submit.click()
        expect(minsu.page.get_by_role("alert")).to_contain_text("Choose 1 to 60 characters")
        expect(field).to_have_value(kept)
    field.fill(" ")  # none is no mistake: one stands there already
    submit.click()
    expect(minsu.dialog).to_be_visible()
    minsu.page.keyboard.press("Escape")
    expect(minsu.page.get_by_role("heading", level=1)).to_have_text("Minsu’s room")
