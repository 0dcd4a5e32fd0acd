"""The whole program on a bus of its own: notices that are pressed, the number on its icon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.desktop.x11 import active_window, property_of, window_of, xdotool
from tests.server.doors.program import Program
from tests.support.bus import Bus, NoticeDaemon, Peer
from tests.support.copies import Copies, Window
from tests.support.display import Display
from tests.support.wait import wait_for

pytestmark = pytest.mark.window

WITHIN = 20_000


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[Bus]:
    started = Bus(tmp_path)
    yield started
    started.close()


@pytest.fixture
def friend(tmp_path: Path) -> Iterator[Program]:
    started = Program(tmp_path / "friend")
    yield started
    started.stop()


def host_and_go_home(window: Window, playwright: Playwright) -> tuple[Page, int]:
    """The window's page on Home, hosting "Reading"; the port of the room."""
    page = window.page(playwright)
    page.set_default_timeout(WITHIN)
    page.get_by_label("Name of the room").fill("Reading")
    page.get_by_role("radio", name="Anyone on this network").check()
    page.locator("form").get_by_role("button", name="Host a room").click()
    link = page.get_by_role("dialog").get_by_text("sarangbang://join").text_content() or ""
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Sarangbang", exact=True).click()
    port = re.search(r"at=[^&#]*(?::|%3A)(\d+)", link)
    assert port, link
    return page, int(port[1])


def comes_in(friend: Program, port: int) -> Any:
    """The friend's connection to the room."""
    door = friend.page()
    found = door.ask("probe", text=f"127.0.0.1:{port}")
    room = door.ask("join", probe=found["probe"], name="Jiyoung")["room"]
    talk = friend.page("/room", room=room)
    talk.next("welcome")
    return talk


def counts(listener: Peer) -> list[tuple[str, int, bool]]:
    """What was said to docks: whose icon, which number, whether it is to be seen."""
    told = []
    for uri, properties in listener.signals("Update"):
        told.append((uri, properties.get("count", ("x", 0))[1], properties["count-visible"][1]))
    return told


def test_a_pressed_notice_brings_the_window_to_its_message(
    copies: Copies,
    playwright: Playwright,
    display: Display,
    bus: Bus,
    friend: Program,
    artefacts: Path,
) -> None:
    daemon, dock = NoticeDaemon(bus), Peer(bus)
    window = copies.window(display={**display.environment(), **bus.environment(), "LANG": "C"})
    page, port = host_and_go_home(window, playwright)
    wait_for(lambda: daemon.asked, "the program to find the service")
    talk = comes_in(friend, port)
    managed = window_of(display, window.process.pid)
    xdotool(display, "windowminimize", str(managed))
    wait_for(lambda: "HIDDEN" in property_of(display, managed, "_NET_WM_STATE"), "minimised")
    for number in range(30):
        talk.say(f"line {number}")
    wait_for(lambda: daemon.shown and daemon.shown[-1].title == "Reading (30)", "the notice")
    shown = daemon.shown[-1]
    assert shown.body.endswith("Jiyoung: line 29")
    app = "application://sarangbang.desktop"
    wait_for(lambda: (app, 30, True) in counts(dock), "the number on the icon")
    daemon.press(shown.number)
    wait_for(lambda: active_window(display) == managed, "the window in front")
    first = page.get_by_role("log").get_by_text("line 0", exact=True)
    expect(first).to_be_in_viewport(timeout=WITHIN)
    display.screenshot(artefacts / "pressed.png")
    page.keyboard.press("Escape")
    wait_for(lambda: shown.number in daemon.closed, "what was read to go")
    wait_for(lambda: counts(dock)[-1] == (app, 0, False), "no number on the icon")
    assert window.stop() == 0
    assert "Traceback" not in window.process.tail(200)
    daemon.close()
    dock.close()


def test_without_a_service_the_page_shows_them(
    copies: Copies,
    playwright: Playwright,
    display: Display,
    bus: Bus,
    friend: Program,
    artefacts: Path,
) -> None:
    window = copies.window(display={**display.environment(), **bus.environment(), "LANG": "C"})
    page, port = host_and_go_home(window, playwright)
    talk = comes_in(friend, port)
    talk.say("hello there")
    toast = page.get_by_role("button", name="Reading · Jiyoung: hello there")
    expect(toast).to_be_visible(timeout=WITHIN)
    display.screenshot(artefacts / "toast.png")
    toast.click()
    expect(page.get_by_role("log").get_by_text("hello there", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Sarangbang", exact=True).click()
    expect(page.get_by_label("Name of the room")).to_be_visible()
    long = "hello again, " * 20  # it would stay for half a minute
    talk.say(long.strip())
    # With how many are unread, if it went faster than the first was noted as read.
    again = page.get_by_role("button", name=re.compile("Jiyoung: hello again"))
    expect(again).to_be_visible(timeout=WITHIN)
    page.locator(".rooms").get_by_role("button", name="Reading").click()
    expect(again).to_be_hidden()
    page.get_by_role("button", name="Settings", exact=True).first.click()
    page.get_by_role("button", name="Notices", exact=True).last.click()
    expect(page.get_by_text("This computer shows no notices.")).to_be_visible()
    page.screenshot(path=artefacts / "settings.png")
    assert window.stop() == 0
