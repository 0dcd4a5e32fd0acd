"""Looking at windows from outside, as a window manager does."""

from __future__ import annotations

import os
import re
import subprocess

from tests.support.display import Display
from tests.support.wait import wait_for


def menus_of(display: Display, process: int) -> list[str]:
    """The menus of a process that are open now."""
    # Menus are no business of the window manager: they lie directly on the root window.
    listed = re.findall(r"^ +(0x[0-9a-f]+)", _run(display, "xwininfo", "-root", "-children"), re.M)
    return [
        window
        for window in listed
        if "POPUP_MENU" in property_of(display, window, "_NET_WM_WINDOW_TYPE")
        and property_of(display, window, "_NET_WM_PID").endswith(f"= {process}")
        and "IsViewable" in _run(display, "xwininfo", "-id", window)
    ]


def window_of(display: Display, process: int) -> str:
    """The one window that the window manager knows of this process."""

    def managed() -> str | None:
        listed = _run(display, "xprop", "-root", "_NET_CLIENT_LIST")
        windows: list[str] = re.findall(r"0x[0-9a-f]+", listed)
        for window in windows:
            if re.search(rf"= {process}\b", property_of(display, window, "_NET_WM_PID")):
                return window
        return None

    return wait_for(managed, f"a window of process {process}", seconds=40)


def property_of(display: Display, window: str, name: str) -> str:
    return _run(display, "xprop", "-id", window, name).strip()


def icon_of(display: Display, window: str) -> list[str]:
    """The icon's pixels as decimal ARGB, its sizes among them."""
    told = _run(display, "xprop", "-id", window, "-len", "400000", "32c", "_NET_WM_ICON")
    return re.findall(r"\d+", told)


def title(display: Display, window: str) -> str:
    found = re.search(r'= "(.*)"$', property_of(display, window, "_NET_WM_NAME"))
    return found.group(1) if found else ""


def active_window(display: Display) -> str:
    found = re.search(r"0x[0-9a-f]+", _run(display, "xprop", "-root", "_NET_ACTIVE_WINDOW"))
    return found.group() if found else ""


def xdotool(display: Display, *arguments: str) -> str:
    return _run(display, "xdotool", *arguments)


def _run(display: Display, *command: str) -> str:
    done = subprocess.run(
        command,
        env={"DISPLAY": display.name, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=15,
    )
    return done.stdout
