"""A window that is put away on Windows, which stand-ins have to play here."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.language import Language
from desktop.native import windows
from desktop.native.tray_words import TrayWords, tray_words
from desktop.native.windows import WindowsNative
from desktop.native.windows_tray import tip_of
from tests.desktop.winforms import Form, NotifyIcon, stand_in

ICON = Path("sarangbang.ico")


class Desk:
    """pywebview's window around a form, and what Windows itself is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.forms, self.drawing = stand_in(monkeypatch)
        self.native = Form("마루 – Sarangbang")
        self.has_taskbar = True
        self.in_front = 0
        self.language: Language = "ko"

    def words(self) -> TrayWords:
        return tray_words(self.language)

    def minimize(self) -> None:
        self.native.WindowState = "Minimized"

    def restore(self) -> None:
        self.native.WindowState = "Normal"

    def library(self, _name: str) -> SimpleNamespace:
        return SimpleNamespace(
            FindWindowW=lambda *_: int(self.has_taskbar), SetForegroundWindow=self._forward
        )

    def _forward(self, _handle: object) -> None:
        self.in_front += 1


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(monkeypatch)
    monkeypatch.setattr(windows, "_library", desk.library)
    return desk


def test_a_window_put_away_waits_in_the_notification_area(desk: Desk) -> None:
    form, native = desk.native, WindowsNative(ICON, desk.words)
    native.put_away(desk)
    icon = NotifyIcon.made
    assert (form.visible, icon.Visible, icon.Text) == (False, True, "마루 – Sarangbang")
    assert icon.Icon == (str(ICON), 16)
    form.Text = "(3) " + "방" * 80
    assert icon.Text == "(3) " + "방" * 58 + "…"
    icon.press("Right")
    assert not form.visible, "the right button is the menu's"
    icon.press("Left")
    assert (form.visible, icon.Visible, desk.in_front) == (True, False, 1)
    native.put_away(desk)
    icon.ContextMenuStrip.choose("사랑방 열기")
    desk.language = "en"
    native.put_away(desk)
    icon.ContextMenuStrip.choose("Open Sarangbang")
    assert (form.visible, icon.Visible, NotifyIcon.made) == (True, False, icon)


def test_close_in_its_menu_brings_the_window_back_to_ask(desk: Desk) -> None:
    form, native = desk.native, WindowsNative(ICON, desk.words)
    refusing = [True]
    # As pywebview does, before anybody else.
    form.FormClosing += lambda _form, how: setattr(how, "Cancel", refusing[0])
    native.put_away(desk)
    icon = NotifyIcon.made
    icon.ContextMenuStrip.choose("닫기")
    assert (form.closed, form.visible, icon.Visible) == (False, True, False)
    native.put_away(desk)
    form.Close()
    assert icon.Visible, "it stays for a window that stays"
    refusing[0] = False
    form.Close()
    assert (form.closed, icon.Visible) == (True, False)


def test_another_copy_brings_the_window_back(desk: Desk) -> None:
    native = WindowsNative(ICON, desk.words)
    native.put_away(desk)
    native.raise_window(desk)
    assert (desk.native.visible, NotifyIcon.made.Visible, desk.in_front) == (True, False, 1)


def test_without_a_taskbar_or_an_icon_it_is_minimised(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    native = WindowsNative(ICON, desk.words)
    desk.has_taskbar = False
    native.put_away(desk)
    assert (desk.native.visible, desk.native.WindowState) == (True, "Minimized")
    native.raise_window(desk)
    assert desk.native.WindowState == "Normal"
    desk.has_taskbar = True
    monkeypatch.delattr(desk.forms, "NotifyIcon")
    native.put_away(desk)
    assert (desk.native.visible, desk.native.WindowState) == (True, "Minimized")


def test_without_its_picture_it_takes_the_windows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.native.Icon = "the window's"  # type: ignore[attr-defined]
    monkeypatch.delattr(desk.drawing, "Icon")
    WindowsNative(ICON, desk.words).put_away(desk)
    assert (NotifyIcon.made.Visible, NotifyIcon.made.Icon) == (True, "the window's")


@pytest.mark.parametrize(
    ("title", "tip"),
    [
        ("방" * 63, "방" * 63),
        ("방" * 64, "방" * 62 + "…"),
        ("a" + "🔔" * 40, "a" + "🔔" * 30 + "…"),
    ],
)
def test_a_tip_is_no_longer_than_windows_takes(title: str, tip: str) -> None:
    assert tip_of(title) == tip
