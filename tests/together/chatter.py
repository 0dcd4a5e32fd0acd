"""Somebody who talks all the time, for the programs that tests speak with."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress

import socketio

Say = Callable[[str, str], Awaitable[object]]


class Chatter:
    """Says "MARK 1 안녕", "MARK 2 안녕" … so many times a second, where that is possible."""

    def __init__(self, say: Say, rate: float, mark: str) -> None:
        """`say` is given an id and a text; it raises what Socket.IO raises while disconnected."""
        self._say, self._pause, self._mark = say, 1 / rate, mark
        self._task = asyncio.create_task(self._talk())

    async def hush(self) -> None:
        """Say nothing more."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _talk(self) -> None:
        due = time.monotonic()
        for number in itertools.count(1):
            # On a busy machine it is late, and talks less rather than all at once.
            due = max(due + self._pause, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            with suppress(socketio.exceptions.SocketIOError):
                await self._say(str(uuid.uuid4()), f"{self._mark} {number} 안녕")
