"""Showing a file or folder in the system's file manager."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from desktop.browse import outside_environment

log = logging.getLogger("sarangbang.reveal")


def show_file(path: Path) -> None:
    """Show `path`, a folder or a file in its folder, and return at once."""
    threading.Thread(target=_show, args=(path,), name="reveal", daemon=True).start()


def command_for(path: Path) -> list[str]:
    """What shows `path` on this system; nothing where nothing does."""
    folder = path if path.is_dir() else path.parent
    if sys.platform == "win32":
        explorer = str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "explorer.exe"))
        return [explorer, str(path)] if folder == path else [explorer, "/select,", str(path)]
    if sys.platform == "darwin":
        return ["open", str(path)] if folder == path else ["open", "-R", str(path)]
    opener = shutil.which("xdg-open")
    return [opener, str(folder)] if opener else []


def _show(path: Path) -> None:
    command = command_for(path)
    if not command:
        log.warning("no file manager was found")
        return
    try:
        subprocess.run(
            command,
            env=outside_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        log.warning("the file manager could not be started: %s", error)
