"""Notices on Linux: org.freedesktop.Notifications on the session's bus.

By jeepney and not by a library for all systems, since those show a new notice beside the old one,
say nothing of the program's menu entry (by which desktops group notices and keep the person's
choices), and hand the text over as it is where it is read as markup.
"""

from __future__ import annotations

import asyncio
import html
import logging
import os
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, message_bus, new_method_call
from jeepney.io.asyncio import DBusRouter, open_dbus_router
from jeepney.io.common import RouterClosed
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from desktop.notices.seam import Pressed
from desktop.paths import NAME
from server.desk import Notice

SERVICE = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)
DEFAULT = "default"
"""The action of a press on the notice itself."""
ANSWER = 5.0
"""Seconds in which the system answers."""

log = logging.getLogger("sarangbang.notices")


class BusService:
    """See `Service`."""

    def __init__(self, icon: Path, pressed: Pressed) -> None:
        self._icon, self._pressed = icon, pressed
        self._open = AsyncExitStack()
        self._router: DBusRouter | None = None
        self._listening: asyncio.Task[None] | None = None
        self._marked_up = False
        # By room, and by the number that the system gave it.
        self._shown: dict[str, tuple[int, Notice]] = {}

    async def start(self) -> bool:
        try:
            if self._router is None:
                await self._end()
                bus = open_dbus_router(_address())
                self._router = await self._open.enter_async_context(bus)
                await self._listen(self._router)
            (able,) = await self._ask("GetCapabilities")
        except (OSError, EOFError, RuntimeError, TimeoutError, DBusErrorResponse) as error:
            log.info("there is no service for notices here: %s", error)
            return False
        self._marked_up = "body-markup" in able
        return True

    async def _listen(self, router: DBusRouter) -> None:
        rule = MatchRule(type="signal", interface=SERVICE.interface or "", path=SERVICE.object_path)
        queue: asyncio.Queue[Message] = asyncio.Queue()
        self._filter = router.filter(rule, queue=queue)
        await asyncio.wait_for(router.send_and_get_reply(message_bus.AddMatch(rule)), ANSWER)
        self._listening = asyncio.get_running_loop().create_task(self._hear(queue))

    async def _hear(self, queue: asyncio.Queue[Message]) -> None:
        while True:
            message = await queue.get()
            match message.header.fields.get(HeaderFields.member), message.body:
                case "ActivationToken", (int(_), str(token)):
                    # By it a window may come to the front where programs cannot do so themselves.
                    os.environ["XDG_ACTIVATION_TOKEN"] = token
                case "ActionInvoked", (int(number), str(action)):
                    if action == DEFAULT:
                        self._press(number)
                case "NotificationClosed", (int(number), *_):
                    self._forget(number)

    def _press(self, number: int) -> None:
        for shown, notice in self._shown.values():
            if shown == number:
                self._pressed(notice.room, notice.number)

    def _forget(self, number: int) -> None:
        for room, (shown, _) in list(self._shown.items()):
            if shown == number:
                del self._shown[room]

    async def show(self, notice: Notice) -> None:
        before, _ = self._shown.get(notice.room, (0, notice))
        body = html.escape(notice.body, quote=False) if self._marked_up else notice.body
        hints: dict[str, tuple[str, Any]] = {
            "desktop-entry": ("s", NAME),
            "category": ("s", "im.received"),
            "suppress-sound": ("b", True),  # the page has a sound of its own
        }
        icon, actions = self._icon.as_uri(), [DEFAULT, ""]
        told = ("Sarangbang", before, icon, notice.title, body, actions, hints, -1)
        (number,) = await self._ask("Notify", "susssasa{sv}i", told)
        self._shown[notice.room] = number, notice

    async def withdraw(self, room: str) -> None:
        number, _ = self._shown.pop(room, (0, None))
        if number:
            try:
                await self._ask("CloseNotification", "u", (number,))
            except DBusErrorResponse:
                log.debug("a notice was gone already")

    async def close(self) -> None:
        for room in list(self._shown):
            await self.withdraw(room)
        await self._end()

    async def _end(self) -> None:
        """Leave the bus, also one that has ended."""
        if self._listening is not None:
            self._listening.cancel()
        with suppress(OSError, EOFError):
            await self._open.aclose()

    async def _ask(self, name: str, signature: str | None = None, body: Any = ()) -> Any:
        if self._router is None:
            raise EOFError("no bus")
        asked = new_method_call(SERVICE, name, signature, body)
        try:
            answer = await asyncio.wait_for(self._router.send_and_get_reply(asked), ANSWER)
        except RouterClosed as error:
            self._router = None  # the bus has ended; there may be another one
            raise EOFError("the bus has ended") from error
        return unwrap_msg(answer)


def _address() -> str:
    """Where the session's bus is, as the environment says or as it usually is."""
    usual = f"unix:path={os.environ.get('XDG_RUNTIME_DIR', '/run')}/bus"
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or usual
