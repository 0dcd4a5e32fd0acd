"""A phone's line: where no WebSocket gets through, and after the phone has slept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.page.guests import Guest, House, open_guest
from tests.support.middle import Middle, WebSockets
from tests.support.wait import wait_for


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "house")
    yield opened
    opened.stop()


def online(house: House) -> int:
    return int(house.ask(lambda room: room.others_online()))


def come(browser: Browser, middle: Middle, name: str = "Hana") -> Guest:
    guest = open_guest(browser, middle.url)
    guest.come_in(name)
    return guest


@pytest.mark.parametrize("websockets", ["refuse", "swallow"])
def test_where_no_websocket_gets_through_one_talks_all_the_same(
    house: House, browser: Browser, websockets: WebSockets
) -> None:
    middle = Middle(house.ports["guests"], websockets)
    guest = come(browser, middle)
    house.say("By post")
    guest.sees("By post")
    guest.say("It works")
    expect(guest.read("It works")).to_contain_text("Delivered")
    for number in range(30):
        house.say(f"quick {number}")
    guest.sees("quick 29")
    assert middle.switched > 0, "a WebSocket was tried"
    # Longer than the host waits for a heartbeat: it is one stay, not many.
    guest.page.wait_for_timeout(19_000)
    assert online(house) == 1
    assert guest.banner.count() == 0
    guest.page.reload()
    guest.sees("quick 29")
    guest.say("Still here")
    expect(guest.read("Still here")).to_contain_text("Delivered")
    joined = [row["name"] for row in house.log if row["kind"] == "joined"]
    assert joined == ["Host", "Hana"]
    guest.page.context.close()
    middle.close()


def test_a_phone_that_wakes_is_back_at_once_and_has_missed_nothing(
    house: House, browser: Browser
) -> None:
    middle = Middle(house.ports["guests"])
    guest = come(browser, middle)
    guest.say("Good night")
    expect(guest.read("Good night")).to_contain_text("Delivered")
    phone = guest.page.context.new_cdp_session(guest.page)
    phone.send("Page.setWebLifecycleState", {"state": "frozen"})
    middle.fall_silent()
    for text in ("Nobody", "hears", "this"):
        house.say(text)
    wait_for(lambda: online(house) == 0, "the host to miss the phone", seconds=30)
    phone.send("Page.setWebLifecycleState", {"state": "active"})
    # What a phone's browser says when it is looked at again.
    guest.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(guest.read("this")).to_be_visible(timeout=4000)
    for text in ("Good night", "Nobody", "hears", "this"):
        guest.sees(text)
    guest.say("Good morning")
    expect(guest.read("Good morning")).to_contain_text("Delivered", timeout=4000)
    assert online(house) == 1
    assert [row["name"] for row in house.log if row["kind"] == "joined"] == ["Host", "Hana"]
    guest.page.context.close()
    middle.close()
