"""Notices on a session bus of the test's own, and by the library for the other systems."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import desktop.notices
from desktop.notices import Notices
from desktop.notices.bus import BusService
from desktop.notices.library import LibraryService
from desktop.notices.seam import Pressed, Service
from desktop.paths import program_file
from server.desk import Notice
from tests.support.bus import Bus, NoticeDaemon
from tests.support.wait import wait_for

ICON = program_file("assets", "icons", "sarangbang-48.png")
MakeService = Callable[[Path, Pressed], Service]


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    started = Bus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", started.address)
    yield started
    started.close()


@pytest.fixture
def daemon(bus: Bus) -> Iterator[NoticeDaemon]:
    started = NoticeDaemon(bus)
    yield started
    started.close()


class Desk:
    """Notices, and what was pressed."""

    def __init__(self) -> None:
        self.pressed: list[tuple[str, int]] = []
        self.of = Notices(ICON, lambda room, number: self.pressed.append((room, number)))


@pytest.fixture(params=[BusService, LibraryService])
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(desktop.notices, "service_of_this_system", request.param)
    made = Desk()
    yield made
    made.of.close()
    assert not [one for one in threading.enumerate() if one.name == "notices"]


def test_a_press_says_which_message(daemon: NoticeDaemon, desk: Desk) -> None:
    desk.of.show(Notice("b7", 42, "Reading", "Yuna: hello"))
    wait_for(lambda: daemon.shown, "the notice")
    assert (daemon.shown[0].title, daemon.shown[0].body) == ("Reading", "Yuna: hello")
    assert desk.of.available
    daemon.press(daemon.shown[0].number)
    wait_for(lambda: desk.pressed == [("b7", 42)], "the press")


def test_what_was_read_goes(daemon: NoticeDaemon, desk: Desk) -> None:
    desk.of.show(Notice("b7", 42, "Reading", "Yuna: hello"))
    desk.of.show(Notice("c8", 7, "Tea", "Yuna: tea?"))
    wait_for(lambda: len(daemon.shown) == 2, "the notices")
    desk.of.withdraw("b7")
    desk.of.withdraw("b7")
    desk.of.withdraw("none such")
    wait_for(lambda: daemon.closed == [daemon.shown[0].number], "the first to go")
    desk.of.close()
    assert daemon.closed == [one.number for one in daemon.shown], "all go with the program"


def test_another_message_takes_the_place_of_the_last(daemon: NoticeDaemon) -> None:
    desk = Desk()
    desk.of.show(Notice("b7", 42, "Reading", "Yuna: hello"))
    desk.of.show(Notice("b7", 43, "Reading (2)", "Yuna: are you there?"))
    wait_for(lambda: len(daemon.shown) == 2, "both")
    assert daemon.shown[1].replaced == daemon.shown[0].number
    assert daemon.shown[1].hints["desktop-entry"] == "sarangbang"
    daemon.press(daemon.shown[1].number)
    wait_for(lambda: desk.pressed == [("b7", 43)], "the newer one")
    desk.of.close()


def test_nothing_in_a_message_is_markup(bus: Bus) -> None:
    daemon = NoticeDaemon(bus, ("actions", "body", "body-markup"))
    desk = Desk()
    desk.of.show(Notice("b7", 1, "Reading", 'Yuna: <a href="http://x">press</a> & "go"'))
    wait_for(lambda: daemon.shown, "the notice")
    assert daemon.shown[0].body == 'Yuna: &lt;a href="http://x"&gt;press&lt;/a&gt; &amp; "go"'
    desk.of.close()
    daemon.close()


def test_a_service_that_comes_later_is_found(bus: Bus, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "sarangbang.notices")
    desk = Desk()
    desk.of.show(Notice("b7", 1, "Reading", "lost"))
    # As it begins, and for the notice.
    wait_for(lambda: caplog.text.count("no service for notices") == 2, "nobody to be found")
    assert not desk.of.available
    daemon = NoticeDaemon(bus)
    desk.of.show(Notice("b7", 2, "Reading", "seen"))
    wait_for(lambda: [one.body for one in daemon.shown] == ["seen"], "the second")
    desk.of.close()
    daemon.close()


def test_without_a_bus_there_is_no_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    desk = Desk()
    desk.of.show(Notice("b7", 1, "Reading", "lost"))
    desk.of.close()
    assert not desk.of.available
