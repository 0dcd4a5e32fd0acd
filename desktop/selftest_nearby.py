"""Whether one copy says a room and another hears it, on the loopback, by the real mDNS.

zeroconf is compiled: what its parts need of each other is seen only when they run, so that a
bundle without one of them would otherwise be found out by the person.
"""

from __future__ import annotations

import asyncio
import secrets

LOOPBACK = "127.0.0.1"


def hear_a_room(seconds: float) -> None:
    """Raises TimeoutError if nothing was heard, OSError if nothing can be said there."""
    asyncio.run(_hear_a_room(seconds))


async def _hear_a_room(seconds: float) -> None:
    from server.nearby.mdns import Mdns
    from server.nearby.record import Notice, Record
    from server.nearby.seen import Seen

    token, mark, salt = (secrets.token_hex(16) for _ in range(3))
    text = tuple(Notice(mark, 1, salt).text().items())
    heard, changed = Seen(), asyncio.Event()
    host = Mdns(Seen(), lambda: None, lambda missed: None)
    friend = Mdns(heard, changed.set, lambda missed: None)
    try:
        await friend.open([LOOPBACK], [], {})
        await host.open([LOOPBACK], [], {token: Record(token, 9, (LOOPBACK,), text)})
        async with asyncio.timeout(seconds):
            while token not in heard:
                await changed.wait()
                changed.clear()
    finally:
        await host.close()
        await friend.close()
