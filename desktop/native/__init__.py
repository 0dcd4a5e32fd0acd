"""What each system's own window can do beyond what pywebview offers, behind one seam."""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.native.seam import Native
from desktop.native.tray_words import TellWords
from desktop.paths import program_file


def native_of_this_system(icons: list[Path], words: TellWords) -> Native:
    """The one for the system we run on. Importing it imports nothing of the others."""
    if sys.platform == "win32":
        from desktop.native.windows import WindowsNative

        return WindowsNative(program_file("assets", "icons", "sarangbang.ico"), words)
    if sys.platform == "darwin":
        from desktop.native.macos import MacNative

        return MacNative()
    from desktop.native.qt import QtNative

    return QtNative(icons, words)
