"""The only SQL of the program. Everything here blocks: call it through `server.disk`."""

from __future__ import annotations

from pathlib import Path

from .blocked import Blocked, Shut
from .database import (
    AnotherWriter,
    Contradiction,
    Database,
    DiskFull,
    NewerDatabase,
    StoreError,
)
from .faults import Fault, Faults
from .invitations import Invitation, Invitations
from .log import Log, Pen
from .outbox import Outbox, Waiting
from .remarks import About, Quote, Remarks
from .rooms import RoomRow, Rooms
from .rows import Row, entry_of, row_of
from .search import FOR_EVER, Hit, Search
from .speakers import Speakers
from .tables import MOST_BLOCKED

__all__ = [
    "FOR_EVER",
    "MOST_BLOCKED",
    "About",
    "AnotherWriter",
    "Blocked",
    "Contradiction",
    "DiskFull",
    "Fault",
    "Faults",
    "Hit",
    "Invitation",
    "Invitations",
    "Log",
    "NewerDatabase",
    "Outbox",
    "Pen",
    "Quote",
    "RoomRow",
    "Rooms",
    "Row",
    "Shut",
    "Store",
    "StoreError",
    "Waiting",
    "entry_of",
    "row_of",
]


class Store:
    """The database of one data folder."""

    def __init__(self, path: Path, *, synchronous: str = "FULL") -> None:
        """Open or make the database `path`. Raises StoreError."""
        self.folder = path.parent
        self.database = Database(path, synchronous=synchronous)
        speakers = Speakers()
        self.log = Log(self.database, speakers)
        self.rooms = Rooms(self.database, speakers)
        self.invitations = Invitations(self.database)
        self.outbox = Outbox(self.database)
        self.faults = Faults(self.database)
        self.remarks = Remarks(self.database)
        self.blocked = Blocked(self.database)
        self.search = Search(self.database)

    def close(self) -> None:
        """Close the database."""
        self.database.close()
