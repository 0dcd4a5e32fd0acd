"""The window on Windows: WebView2 under pywebview, and nothing older."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from desktop.faults import DesktopPartMissing, WebViewMissing
from desktop.geometry import Geometry, Screen
from desktop.native.seam import Gui, plain_geometry
from desktop.native.tray_words import TellWords
from desktop.native.windows_tray import WindowsTray

log = logging.getLogger("sarangbang.window")

WEBVIEW_ADDRESS = "https://developer.microsoft.com/microsoft-edge/webview2/"
APPLICATION_ID = "Sarangbang.Sarangbang"
"""Under which the taskbar groups our windows, instead of under python.exe."""

_CLIENTS = "Microsoft\\EdgeUpdate\\Clients\\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
_ALL, _UNTIL_FOREGROUND = 0x3, 0xC


class _Flash(ctypes.Structure):
    """FLASHWINFO of the Windows API."""

    _fields_ = [
        ("size", ctypes.c_uint),
        ("window", ctypes.c_void_p),
        ("flags", ctypes.c_uint),
        ("count", ctypes.c_uint),
        ("timeout", ctypes.c_uint),
    ]


class WindowsNative:
    gui: Gui = "edgechromium"

    def __init__(self, icon: Path, words: TellWords) -> None:
        self._tray = WindowsTray(words, icon)

    def prepare(self) -> None:
        try:
            __import__("clr")
        except ImportError as error:
            raise DesktopPartMissing(part="pythonnet") from error
        if not webview_is_here():
            # pywebview would fall back to Internet Explorer's engine, which cannot show the page.
            raise WebViewMissing(address=WEBVIEW_ADDRESS)
        _library("shell32").SetCurrentProcessExplicitAppUserModelID(APPLICATION_ID)

    def screens(self) -> list[Screen] | None:
        return None

    def dress(self, window: Any, background: str, heard: Callable[[str], None]) -> None:
        """pywebview paints the background itself, and links come by a second copy."""

    def geometry(self, window: Any, before: Geometry) -> Geometry:
        state = str(window.native.WindowState)
        return plain_geometry(
            window, before, maximized=state == "Maximized", minimized=state == "Minimized"
        )

    def ask_attention(self, window: Any) -> None:
        handle = int(window.native.Handle.ToInt64())
        if _library("user32").GetForegroundWindow() == handle:
            return
        wish = _Flash(ctypes.sizeof(_Flash), handle, _ALL | _UNTIL_FOREGROUND, 0, 0)
        _library("user32").FlashWindowEx(ctypes.byref(wish))

    def count_unread(self, window: Any, unread: int) -> None:
        """The taskbar shows it in the title; a number on the icon would be a picture to draw."""

    def put_away(self, window: Any) -> None:
        form = window.native

        def away() -> None:
            # Without the taskbar's program an icon would be shown nowhere, and nobody told.
            if not _library("user32").FindWindowW("Shell_TrayWnd", None):
                window.minimize()
                return
            try:
                self._tray.take(form, lambda: self._back(window))
            except Exception:
                log.exception("the notification area did not take the window")
                window.minimize()

        _on_its_thread(form, away)

    def raise_window(self, window: Any) -> None:
        _on_its_thread(window.native, lambda: self._back(window))

    def _back(self, window: Any) -> None:
        form = window.native
        self._tray.let_go()
        form.Show()
        if str(form.WindowState) == "Minimized":
            window.restore()
        _library("user32").SetForegroundWindow(ctypes.c_void_p(form.Handle.ToInt64()))

    def ask_page(self, window: Any, script: str, answer: Callable[[object], None]) -> None:
        answer(window.evaluate_js(script))


def webview_is_here() -> bool:
    """Whether the WebView2 runtime is installed, for everybody or for this person."""
    if sys.platform == "win32":
        import winreg

        for root, path in (
            (winreg.HKEY_LOCAL_MACHINE, f"SOFTWARE\\WOW6432Node\\{_CLIENTS}"),
            (winreg.HKEY_LOCAL_MACHINE, f"SOFTWARE\\{_CLIENTS}"),
            (winreg.HKEY_CURRENT_USER, f"Software\\{_CLIENTS}"),
        ):
            try:
                with winreg.OpenKey(root, path) as key:
                    version, _ = winreg.QueryValueEx(key, "pv")
            except OSError:
                continue
            if version and version != "0.0.0.0":
                return True
    return False


def _on_its_thread(form: Any, work: Callable[[], None]) -> None:
    """Have `work` done by the thread that the form lives in, which alone may touch it."""

    def worked() -> None:
        try:
            work()
        except Exception:
            # Into .NET's message loop it would come out as a dialog about a broken program.
            log.exception("the window could not do what it was asked")

    form.BeginInvoke(import_module("System").Action(worked))


def _library(name: str) -> Any:
    # `windll` exists on Windows only, and mypy looks from wherever it runs.
    return getattr(ctypes, "windll")[name]  # noqa: B009
