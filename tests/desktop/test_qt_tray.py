"""A window that is put away, on a desktop with a tray (a session bus of the test's own)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.look import Look, keep_look
from tests.desktop.conftest import StageWindow
from tests.desktop.pages import Pages
from tests.desktop.x11 import active_window, property_of, window_of, xdotool
from tests.support.bus import Bus, TrayOfDesktop
from tests.support.display import Display
from tests.support.wait import wait_for

pytestmark = pytest.mark.window


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[Bus]:
    started = Bus(tmp_path)
    yield started
    started.close()


def test_a_window_put_away_waits_in_the_tray(
    bus: Bus, stage_window: StageWindow, tmp_path: Path, pages: Pages, display: Display
) -> None:
    tray = TrayOfDesktop(bus)
    data = tmp_path / "data"
    data.mkdir()
    staged = stage_window("stage", data, pages.address, LC_ALL="ko_KR.UTF-8", **bus.environment())
    window = window_of(display, staged.process.pid)
    wait_for(lambda: active_window(display) == window, "the focus")
    staged.do("keep")
    wait_for(lambda: tray.items, "the icon in the tray")
    wait_for(lambda: "Normal" not in property_of(display, window, "WM_STATE"), "it to go")
    assert staged.process.running
    icon = tray.items[-1]
    staged.do("title 마루 2")
    wait_for(lambda: tray.tip(icon) == "(2) 마루 – Sarangbang", "the title beside it")
    assert list(tray.menu(icon)) == ["사랑방 열기", "닫기"]
    tray.press(icon)
    wait_for(lambda: "Normal" in property_of(display, window, "WM_STATE"), "it to come back")
    wait_for(lambda: active_window(display) == window, "the focus again")
    wait_for(lambda: not tray.shows(icon), "the icon to go")

    staged.do("keep")
    wait_for(lambda: tray.items[-1] != icon, "the icon again")
    tray.choose(tray.items[-1], "사랑방 열기")
    wait_for(lambda: active_window(display) == window, "the focus, by the menu")
    assert not staged.said("asked to close")

    icon = tray.items[-1]
    keep_look(data, Look(language="en"))
    staged.do("veto on")
    staged.do("keep")
    wait_for(lambda: tray.items[-1] != icon, "the icon once more")
    tray.choose(tray.items[-1], "Close")
    staged.wait_until_said("asked to close")
    wait_for(lambda: active_window(display) == window, "the window that asks")
    staged.do("veto off")
    xdotool(display, "key", "alt+F4")
    assert staged.process.popen.wait(10) == 0
    tray.close()
