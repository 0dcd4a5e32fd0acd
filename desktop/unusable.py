"""Which fault it is when the data folder, or what lies in it, cannot be used."""

from __future__ import annotations

from pathlib import Path

from desktop.faults import (
    Fault,
    FileUnwritable,
    FolderDamaged,
    FolderFull,
    FolderNewer,
    FolderUnwritable,
    KeyDamaged,
)
from desktop.reasons import FULL, reason_of


def refused_by_system(error: OSError, folder: Path) -> Fault:
    """What is said of `error` while the data folder `folder` is used."""
    if error.errno in FULL:
        return FolderFull(folder=folder)
    # The one file is named where it is known, as the rest of the folder is in order.
    if isinstance(error.filename, str | Path) and Path(error.filename) != folder:
        return FileUnwritable(file=error.filename, reason=reason_of(error))
    return FolderUnwritable(folder=folder, reason=reason_of(error))


def unreadable(error: Exception, folder: Path) -> Fault | None:
    """The same for any `error` of the server's; None where it is none of the folder's.

    Loads what the server has loaded by now.
    """
    from server.identity import IdentityDamaged
    from server.store import DiskFull, NewerDatabase, StoreError

    match error:
        case DiskFull():
            return FolderFull(folder=folder)
        case NewerDatabase():
            return FolderNewer(folder=folder)
        case StoreError():
            return FolderDamaged(folder=folder, reason=error)
        case IdentityDamaged():
            return KeyDamaged(file=error.file)
        case OSError():
            return refused_by_system(error, folder)
    return None
