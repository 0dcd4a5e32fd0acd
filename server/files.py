"""Writing small files so that they are whole or not there at all."""

from __future__ import annotations

import itertools
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
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


def unused(folder: Path, stem: str, ending: str) -> Path:
    """A name with today's date that no file in `folder` has."""
    today = datetime.now().astimezone().date().isoformat()
    names = (f"{stem}-{today}{more}{ending}" for more in _more())
    return next(path for path in (folder / name for name in names) if not path.exists())


def _more() -> Iterator[str]:
    yield ""
    yield from (f"-{count}" for count in itertools.count(2))


def size_of(folder: Path) -> int:
    """The bytes of all files in `folder`; what goes meanwhile counts nothing."""
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(here, name)).st_size
    return total


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system has a way to."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
