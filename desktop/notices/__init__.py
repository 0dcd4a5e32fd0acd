"""Telling the person of messages, by whatever the system has for that."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from desktop.notices.seam import Pressed, Service
from server.desk import Notice

LAST_WORDS = 1.5
"""Seconds that the system has for taking all notices away at the end."""

log = logging.getLogger("sarangbang.notices")


class Notices:
    """Told from any thread, works in one of its own: the system's answer may take seconds."""

    def __init__(self, icon: Path, pressed: Pressed) -> None:
        """`pressed` is called, in the thread of notices, with room and number of a message whose
        notice was pressed."""
        self._icon, self._pressed = icon, pressed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._service: Service | None = None
        self._closed = False
        self.available = False
        """Whether the system shows notices, as far as is known by now."""

    def begin(self) -> None:
        """Find out what the system has. Returns at once."""
        if self._thread is None and not self._closed:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
            self._thread.start()

    def show(self, notice: Notice) -> None:
        """Show it in place of the last one of its room. Returns at once."""
        self._do(lambda service: service.show(notice))

    def withdraw(self, room: str) -> None:
        """Take the notice of `room` away. Returns at once."""
        self._do(lambda service: service.withdraw(room))

    def close(self) -> None:
        """Take all away, and wait for it to be said to the system (at most 2 s)."""
        self._closed = True
        if self._thread is None or self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2)

    def _do(self, work: Callable[[Service], Coroutine[Any, Any, None]]) -> None:
        self.begin()
        if self._loop is None or self._closed:
            return
        asyncio.run_coroutine_threadsafe(self._work(work), self._loop)

    async def _work(self, work: Callable[[Service], Coroutine[Any, Any, None]]) -> None:
        async with self._turn:
            try:
                if self._service is None:
                    self._service = service_of_this_system(self._icon, self._pressed)
                # A service that was not there may have started since.
                self.available = self.available or await self._service.start()
                if self.available:
                    await work(self._service)
            except Exception as error:
                self.available = False
                log.warning("the system did not take a notice: %s", error)

    def _run(self) -> None:
        assert self._loop is not None
        asyncio.set_event_loop(self._loop)
        self._turn = asyncio.Lock()
        self._first = self._loop.create_task(self._work(_nothing))
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        finally:
            self._loop.close()

    async def _end(self) -> None:
        try:
            # What was asked before goes first: a lock is had in the order of asking.
            await asyncio.wait_for(self._work(lambda service: service.close()), LAST_WORDS)
        except TimeoutError:
            log.debug("the last words about notices were not taken")
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


async def _nothing(service: Service) -> None:
    del service


def service_of_this_system(icon: Path, pressed: Pressed) -> Service:
    """The one for the system we run on. Importing it imports nothing of the others."""
    if sys.platform in {"win32", "darwin"}:
        from desktop.notices.library import LibraryService

        return LibraryService(icon, pressed)
    from desktop.notices.bus import BusService

    return BusService(icon, pressed)
