"""The other end of `speaking.py`, for programs in Python on an asyncio loop."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Awaitable, Callable
from typing import Any

Do = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]

# A line may hold a page of history.
LONGEST = 16 * 1024 * 1024


class Lines:
    """Obeys lines until the other end is closed or SIGTERM comes."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, **line: Any) -> None:
        """Write a line at once: after a SIGKILL, what was told was told."""
        self._socket.setblocking(True)
        self._socket.sendall(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    async def obey(self, do: Do) -> None:
        """Answer each command with what `do` returns; commands may overtake each other."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        loop.add_signal_handler(signal.SIGTERM, queue.put_nowait, b"")
        reader = loop.run_in_executor(None, self._read, loop, queue)
        while line := await queue.get():
            task = loop.create_task(self._answer(do, json.loads(line)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._socket.shutdown(socket.SHUT_RD)
        await reader

    def _read(self, loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[bytes]) -> None:
        with self._socket.makefile("rb") as lines:
            for line in lines:
                loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, b"")

    async def _answer(self, do: Do, line: dict[str, Any]) -> None:
        number = line.pop("n")
        try:
            answer = await do(line)
        except Exception as error:
            answer = {"fault": f"{type(error).__name__}: {error}"}
        self.tell(n=number, **answer)
