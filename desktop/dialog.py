"""A sentence for somebody who started the program without a terminal."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys

from desktop.browse import outside_environment

TITLE = "Sarangbang"


def somebody_reads_the_terminal(from_menu: bool) -> bool:
    """Whether a sentence on standard error reaches anybody.

    A pipe or a file counts: whoever made it will look at it. Nowhere, /dev/null
    and the journal's socket do not: that is how menus start programs.
    """
    if from_menu or sys.stderr is None:
        return False
    try:
        mode = os.fstat(sys.stderr.fileno()).st_mode
    except (OSError, ValueError):
        return False
    if stat.S_ISCHR(mode):
        return sys.stderr.isatty()
    return not stat.S_ISSOCK(mode)


def show(text: str) -> bool:
    """Show `text` in a window of the system's own and wait until it is closed.

    False when the system has nothing to show it with.
    """
    if sys.platform == "win32":
        import ctypes

        mistake, to_front = 0x10, 0x10000
        return bool(ctypes.windll.user32.MessageBoxW(None, text, TITLE, mistake | to_front))
    if sys.platform == "darwin":
        script = (
            "on run argv\ndisplay dialog (item 1 of argv) with title (item 2 of argv) "
            'buttons {"OK"} default button 1 with icon stop\nend run'
        )
        return subprocess.run(["osascript", "-e", script, text, TITLE]).returncode == 0
    return _show_with_qt(text) or _show_with_tool(text)


def _show_with_qt(text: str) -> bool:
    from desktop.display import missing_display

    if missing_display() is not None:
        return False
    try:
        from PySide6.QtWidgets import QApplication, QMessageBox
    except ImportError:
        return False
    # One that failed may have left an application behind; it serves as well.
    application = QApplication.instance() or QApplication([TITLE.lower()])
    box = QMessageBox(QMessageBox.Icon.Critical, TITLE, text, QMessageBox.StandardButton.Ok)
    box.exec()
    del application
    return True


def _show_with_tool(text: str) -> bool:
    for command in (
        ["zenity", "--error", "--no-markup", "--title", TITLE, "--text", text],
        ["kdialog", "--title", TITLE, "--error", text],
        ["xmessage", "-center", text],
    ):
        if shutil.which(command[0]):
            return subprocess.run(command, env=outside_environment()).returncode in (0, 1)
    return False
