"""The seam to what each system has for notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from server.desk import Notice

Pressed = Callable[[str, int], None]
"""Called with room and number of a message whose notice was pressed."""


class Service(Protocol):
    """All of it runs on one asyncio loop, one call after the other. May raise what it likes."""

    async def start(self) -> bool:
        """Whether notices are shown here; asked again after it was not so."""

    async def show(self, notice: Notice) -> None:
        """Show it in place of the last one of its room."""

    async def withdraw(self, room: str) -> None:
        """Take the notice of `room` away, if it is there."""

    async def close(self) -> None:
        """Take all away."""
