"""Which system library the window lacks, found before Qt ends the process over it."""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path

DEBIAN_PACKAGES = (
    "libegl1 libnss3 libasound2 libdbus-1-3 libglib2.0-0 libfontconfig1 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcomposite1 libxdamage1 libxtst6"
)
"""What QtWebEngine needs beyond a bare Debian or Ubuntu."""

_LOADER = re.compile(r"(\S+\.so[.\d]*): cannot open shared object file")


def missing_library(message: str | None) -> str | None:
    """The library that the loader's `message` names; None if it names none.

    Without a message, the part of Qt that draws under X is loaded to see.
    """
    if message is None:
        message = _load_platform_part()
    found = _LOADER.search(message)
    return found.group(1) if found else None


def _load_platform_part() -> str:
    if os.environ.get("QT_QPA_PLATFORM", "xcb") != "xcb" or os.environ.get("WAYLAND_DISPLAY"):
        return ""  # another part will be used, and Qt falls back by itself
    from PySide6.QtCore import QLibraryInfo

    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    try:
        ctypes.CDLL(str(Path(folder, "platforms", "libqxcb.so")))
    except OSError as error:
        return str(error)
    return ""
