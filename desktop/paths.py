"""Where things lie: the data folder and the files of the program itself."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import platformdirs

from desktop.faults import FolderForeign, FolderFull, FolderUnwritable
from desktop.reasons import FULL, reason_of

NAME = "sarangbang"
VARIABLE = "SARANGBANG_DATA"
"""The environment variable that chooses the data folder, as `--data` does."""

PROBE = 16_384
"""Bytes that are written to see whether there is room; an empty file finds some on a full disk."""

LOCK_NAME = "running.lock"
"""Its presence tells that a folder is one of ours."""


def default_data_folder() -> Path:
    """The system's own place for a program's data of this person."""
    return platformdirs.user_data_path(NAME, appauthor=False)


def prepare_data_folder(chosen: Path | None) -> Path:
    """Make `chosen` (or the default) a folder that only its owner can look into.

    Raises FolderUnwritable, FolderFull, or FolderForeign for a folder that holds somebody
    else's files and is open to others: its rights are not ours to change.
    """
    folder = (chosen or default_data_folder()).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_private(folder, ours=chosen is None)
        _try_to_write(folder)
    except OSError as error:
        if error.errno in FULL:
            raise FolderFull(folder=folder) from error
        raise FolderUnwritable(folder=folder, reason=reason_of(error)) from error
    return folder


def program_file(*parts: str) -> Path:
    """A file that came with the program, e.g. `program_file("assets", "icons", "x.png")`.

    Source tree, installed wheel and bundle keep `assets/` beside `desktop/`.
    """
    return Path(__file__).resolve().parent.parent.joinpath(*parts)


def _make_private(folder: Path, *, ours: bool) -> None:
    if sys.platform == "win32":
        return  # the person's own folders are theirs alone by inheritance
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077 == 0:
        return
    names = os.listdir(folder)
    if names and not ours and LOCK_NAME not in names:
        raise FolderForeign(folder=folder)
    folder.chmod(0o700)


def _try_to_write(folder: Path) -> None:
    probe = folder / f".write-{os.getpid()}"
    try:
        probe.write_bytes(bytes(PROBE))
    finally:
        probe.unlink(missing_ok=True)
