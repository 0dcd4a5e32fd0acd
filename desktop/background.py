"""The colour of the window before the page is there, so that nothing flashes white."""

from __future__ import annotations

import sys
from pathlib import Path

from server.look import read_look

COLOURS = {"light": "#faf6ec", "dark": "#191f2c"}
"""The page's `--paper`, by day and in the evening (assets/src/tokens.css)."""


def background(data: Path) -> str:
    """The colour that the page had last time; the system's look decides where it did then."""
    theme = read_look(data).theme
    if theme == "system":
        theme = "dark" if system_is_dark() else "light"
    return COLOURS[theme]


def system_is_dark() -> bool:
    """Whether the system asks programs to be dark."""
    if sys.platform == "win32":
        return _windows_is_dark()
    if sys.platform == "darwin":
        from subprocess import run

        seen = run(["defaults", "read", "-g", "AppleInterfaceStyle"], capture_output=True)
        return b"Dark" in seen.stdout
    try:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication
    except ImportError:
        return False
    if QGuiApplication.instance() is None:
        return False
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _windows_is_dark() -> bool:
    if sys.platform == "win32":
        import winreg

        path = "Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                return bool(winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0)
        except OSError:
            return False
    return False
