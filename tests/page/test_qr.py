"""The QR codes on screen, read back as a phone's camera would."""

from __future__ import annotations

import zxingcpp
from playwright.sync_api import Browser, Locator, expect
from PySide6.QtGui import QImage

from tests.page.conftest import Seat, StartProgram
from tests.page.guests import open_guest


def read(code: Locator) -> str:
    """What a picture of it says."""
    expect(code).to_be_visible()
    code.scroll_into_view_if_needed()
    found = zxingcpp.read_barcode(QImage.fromData(code.screenshot()))
    assert found is not None, "nothing to be read"
    return str(found.text)


def test_what_is_drawn_is_the_link(
    start_program: StartProgram, seat: Seat, browser: Browser
) -> None:
    """The invitation for the program, and the page for browsers; by day and in the evening."""
    person = seat(start_program("minsu"), "Minsu")
    person.page.locator("form").get_by_role("button", name="Host a room").click()
    panel = person.dialog
    panel.locator("details > summary").last.click()
    panel.get_by_role("switch", name="Let phones in").click()
    person.button("Make an invitation", panel).click()
    made = panel.locator(".made")
    person.button("QR code", made).click()
    link = (made.get_by_text("sarangbang://join").text_content() or "").strip()
    for_browsers = panel.get_by_role("img", name="QR code of the browser address")
    person.page.emulate_media(color_scheme="light")
    assert read(made.locator("img")) == link
    told = read(for_browsers)
    person.page.emulate_media(color_scheme="dark")
    assert read(made.locator("img")) == link
    assert read(for_browsers) == told
    assert told in (panel.text_content() or "")
    # And it leads where it says, to the same port on this computer.
    address, _, fragment = told.partition("#")
    port = address.rstrip("/").rpartition(":")[2]
    guest = open_guest(browser, f"http://127.0.0.1:{port}/#{fragment}")
    expect(guest.page.get_by_label("Your name")).to_be_visible()
    assert guest.faults == []
    guest.page.context.close()
