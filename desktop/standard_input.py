"""Standard input as messages, read while a loop does other things."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

_PART = 65_536
# So many parts are read ahead; what writes to us waits then.
_AHEAD = 4
# The longest letter, in bytes of UTF-8.
_LETTER = 4


class TooLong(Exception):
    """More than a message can hold."""


async def lines(longest: int) -> AsyncIterator[str]:
    """Each line as it comes, without its end. Raises TooLong beyond `longest` characters.

    What is no UTF-8 is replaced: a log with one odd byte is still worth reading.
    """
    held = b""
    async for part in _parts():
        *whole_lines, held = (held + part).split(b"\n")
        for line in whole_lines:
            yield _text(line.removesuffix(b"\r"), longest)
        if len(held) > longest * _LETTER:
            raise TooLong
    if held:
        yield _text(held, longest)


async def whole(longest: int) -> str:
    """All of it, without the line's end at its end. Raises TooLong."""
    held = b""
    async for part in _parts():
        held += part
        if len(held) > longest * _LETTER + 2:
            raise TooLong
    return _text(held.removesuffix(b"\n").removesuffix(b"\r"), longest)


def _text(read: bytes, longest: int) -> str:
    text = read.decode("utf-8", "replace")
    if len(text) > longest:
        raise TooLong
    return text


async def _parts() -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    parts: asyncio.Queue[bytes] = asyncio.Queue()
    room = threading.Semaphore(_AHEAD)

    def read() -> None:
        part = b"begin"
        while part:
            room.acquire()
            # Not through `sys.stdin`, whose lock a reader would keep while the program ends.
            try:
                part = os.read(0, _PART)
            except OSError:
                part = b""
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(parts.put_nowait, part)

    threading.Thread(target=read, name="standard input", daemon=True).start()
    while part := await parts.get():
        room.release()
        yield part
