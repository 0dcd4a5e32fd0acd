"""Whether a window can be opened here, asked before Qt ends the process over it."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

WITHOUT_SCREEN = ("offscreen", "minimal", "vnc", "eglfs", "linuxfb")
"""Qt's platforms that need neither X nor Wayland."""


def missing_display() -> str | None:
    """None when a window can be opened, else the reason why not, for a sentence."""
    if sys.platform != "linux":
        return None
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in WITHOUT_SCREEN:
        return None
    wayland, x_server = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if not wayland and not x_server:
        return "DISPLAY and WAYLAND_DISPLAY are not set"
    if wayland and _wayland_answers(wayland):
        return None
    if x_server and _x_answers():
        return None
    return f"{x_server or wayland} does not answer"


def _wayland_answers(name: str) -> bool:
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _x_answers() -> bool:
    """Connects as Qt will, permissions included."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt says better what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused
