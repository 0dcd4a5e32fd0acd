"""A room as this computer's window sees it, whichever of the three kinds it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from server.audience import Connection
from server.far_host import Wire
from server.replica import JoinedRoom
from server.room.state import State
from server.wire import Page


class View(Protocol):
    """A room as the window sees it, whichever of the three kinds it is."""

    id: str
    key: int
    role: str
    status: dict[str, Any]

    @property
    def state(self) -> State: ...
    @property
    def online_count(self) -> int: ...

    def enter(self, connection: Connection, after: int) -> None: ...
    def leave(self, connection: Connection) -> None: ...
    def say(self, id: str, text: str, reply_to: int | None) -> dict[str, Any]: ...
    def rename(self, id: str, name: str) -> dict[str, Any]: ...
    def history(self, page: Page) -> dict[str, Any]: ...
    def members(self, after: str, limit: int) -> dict[str, Any]: ...
    def signal(self, kind: str) -> None: ...


# Makes the link of a joined room; the room hears it.
MakeLink = Callable[[JoinedRoom], Wire]
