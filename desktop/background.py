"""The colour of the window before the page is there, so that nothing flashes white."""

from __future__ import annotations

import json
import logging
import re
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from server.files import write_privately

FILE_NAME = "look.json"
COLOURS = {"light": "#faf6ec", "dark": "#191f2c"}
"""The page's `--paper`, by day and in the evening (assets/src/tokens.css)."""

_THEME = re.compile(rb'<html[^>]*\bdata-theme="(light|dark|system)"')

log = logging.getLogger("sarangbang.window")


def background(data: Path) -> str:
    """The colour that the page had last time; the system's look decides where it did then."""
    try:
        theme = json.loads((data / FILE_NAME).read_bytes())["theme"]
    except (OSError, ValueError, KeyError, TypeError):
        theme = "system"
    known = theme if isinstance(theme, str) and theme in COLOURS else None
    return COLOURS[known or ("dark" if system_is_dark() else "light")]


def remember_theme(data: Path, url: str) -> None:
    """Ask the page's own first bytes for its theme and keep it for the next start."""
    try:
        found = _THEME.search(_first_bytes(url))
        if found:
            theme = json.dumps({"theme": found.group(1).decode()}).encode()
            if not (data / FILE_NAME).exists() or (data / FILE_NAME).read_bytes() != theme:
                write_privately(data / FILE_NAME, theme)
    except (OSError, HTTPException) as error:
        log.info("the page's theme was not remembered: %s", error)


def _first_bytes(url: str) -> bytes:
    # Spoken directly: a proxy from the environment has no business on the loopback.
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=3)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().read(4096)
    finally:
        connection.close()


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
