"""Notices on Windows and macOS, by desktop-notifier: WinRT's toasts, UserNotifications.

macOS shows them only for the program as it is bundled; run from its source it has none.
"""

from __future__ import annotations

import logging
from pathlib import Path

from desktop_notifier import DesktopNotifier, Icon

from desktop.notices.seam import Pressed
from server.desk import Notice

log = logging.getLogger("sarangbang.notices")


class LibraryService:
    """See `Service`."""

    def __init__(self, icon: Path, pressed: Pressed) -> None:
        self._pressed = pressed
        self._notifier = DesktopNotifier(app_name="Sarangbang", app_icon=Icon(path=icon))
        # The library's own names for what it shows, by room.
        self._shown: dict[str, str] = {}

    async def start(self) -> bool:
        # Where the library has nothing to show notices with, it can do nothing.
        if not await self._notifier.get_capabilities():
            return False
        return await self._notifier.request_authorisation()

    async def show(self, notice: Notice) -> None:
        await self.withdraw(notice.room)
        self._shown[notice.room] = await self._notifier.send(
            notice.title,
            notice.body,
            on_clicked=lambda: self._pressed(notice.room, notice.number),
        )

    async def withdraw(self, room: str) -> None:
        shown = self._shown.pop(room, None)
        if shown is not None and shown in await self._notifier.get_current_notifications():
            await self._notifier.clear(shown)

    async def close(self) -> None:
        for room in list(self._shown):
            await self.withdraw(room)
