"""A moderator in a browser: lets in who asks, as in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from server.room.requests import SetRole
from tests.page.guests import PHONE, Guest, House, open_guest


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "house", "ask")
    yield opened
    opened.stop()


def knock(guest: Guest, name: str) -> None:
    guest.page.get_by_label("Your name").fill(name)
    guest.button("Ask to come in").click()
    expect(guest.title).to_have_text("You asked to come in")


def asks(guest: Guest) -> Locator:
    return guest.page.get_by_role("region").get_by_role("article")


def test_a_moderator_in_a_browser_answers_who_asks(
    house: House, browser: Browser, artefacts: Path
) -> None:
    mina, hana, bora = (
        open_guest(browser, url) for url in (house.invitation, house.url, house.url)
    )
    mina.come_in("Mina")
    knock(hana, "Hana")
    expect(asks(mina)).to_have_count(0)
    # Who waits is told to whoever may let them in from now on.
    house.act(SetRole, house.member("Mina"), "moderator")
    expect(asks(mina)).to_have_count(1)
    expect(asks(mina)).to_contain_text("Hana")
    expect(mina.page).to_have_title("🔔1 Our house")
    mina.page.screenshot(path=artefacts / "asked.png")
    assert mina.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    mina.button("Let in").click()
    expect(hana.field).to_be_enabled()
    expect(asks(mina)).to_have_count(0)
    knock(bora, "Bora")
    mina.page.reload()
    expect(asks(mina)).to_contain_text("Bora")
    mina.button("Refuse").click()
    expect(bora.title).to_have_text("You were not let in")
    # And no longer to whoever may not any more.
    bora.button("Ask to come in again").click()
    knock(bora, "Bora of next door")
    expect(asks(mina)).to_have_count(1)
    house.act(SetRole, house.member("Mina"), "member")
    expect(asks(mina)).to_have_count(0)
    assert [*mina.faults, *hana.faults, *bora.faults] == []
    for guest in (mina, hana, bora):
        guest.page.context.close()
