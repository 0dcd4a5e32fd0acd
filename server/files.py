"""Writing small files so that they are whole or not there at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_privately(path: Path, data: bytes) -> None:
    """Put `data` into `path`, readable by its owner only, replacing what was there.

    The file is complete on disk before it takes its name, so a crash leaves the
    old file, or none, and never half of one. Raises OSError.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def clear_unfinished(folder: Path, pattern: str) -> None:
    """Remove what a crash inside `write_privately` left behind for names like `pattern`."""
    for left_over in folder.glob(f"{pattern}.new"):
        left_over.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system has a way to."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
