"""A window that is put away, on a desktop with a tray (a session bus of the test's own)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
    staged = stage_window("stage", data, pages.address, **bus.environment())
    window = window_of(display, staged.process.pid)
    wait_for(lambda: active_window(display) == window, "the focus")
    staged.do("keep")
    wait_for(lambda: tray.items, "the icon in the tray")
    wait_for(lambda: "Normal" not in property_of(display, window, "WM_STATE"), "it to go")
    assert staged.process.running
    tray.press(tray.items[-1])
    wait_for(lambda: "Normal" in property_of(display, window, "WM_STATE"), "it to come back")
    wait_for(lambda: active_window(display) == window, "the focus again")
    staged.do("veto off")
    xdotool(display, "key", "alt+F4")
    assert staged.process.popen.wait(10) == 0
    tray.close()
