"""A room elsewhere: stays connected to its host, for as long as it takes.

Owns the reconnecting; the library's own ends for good at a polite close. It runs on the
links' loop (see `loop.py`), while its methods are called on the hub, and so is the listener.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from gevent.event import AsyncResult

from server.address import Address
from server.identity import Identity
from server.link.failures import LinkLost
from server.link.listener import Listener
from server.link.loop import LinkLoop
from server.link.mailbox import Mailbox
from server.link.pace import LONGEST, Pace
from server.link.verdict import (
    FOR_GOOD,
    WORTH_ANOTHER_LOOK,
    verdict_on,
)
from server.link.visit import Ending, Errand, Goodbye, Visit
from server.room.refusal import Refused

log = logging.getLogger(__name__)

#: Every so many attempts the usual ports are tried as well: the host may have moved.
_LOOK_AROUND = 5
#: What strangers say about the host's place makes us try at once at most so often, in seconds.
_LISTEN_EVERY = 2.0
#: As many addresses of a host are remembered.
_MOST_ADDRESSES = 8
#: How many events may wait for the hub before the host is held back.
_MOST_WAITING = 64
#: How long the hub may take to tell where the replica stands, in seconds.
_POSITION_WITHIN = 30.0


class Link:
    """One room on one host. Begins to connect when it is made; `close` it."""

    def __init__(
        self,
        loop: LinkLoop,
        identity: Identity,
        *,
        target: str,
        fingerprint: str,
        addresses: Sequence[Address],
        name: str,
        invite: str,
        position: Callable[[], tuple[int, str | None]],
        listener: Listener,
    ) -> None:
        """`target`: the room's id, or "" for the host's main room, or its mark among the rooms
        nearby (the first welcome then decides). `fingerprint`: the host's key. `position`,
        called on the hub before each CONNECT and after everything heard before was handled,
        gives `after` and `chain`.
        """
        self._loop = loop
        self._identity = identity
        self._target = target
        self._fingerprint = fingerprint
        self._addresses = tuple(addresses)
        self._rumours: tuple[Address, ...] = ()
        self._listened_at = 0.0
        self._name = name
        self._invite = invite
        self._position = position
        self._listener = listener
        self._mailbox = Mailbox(loop.post)
        self._pace = Pace()
        self._attempts = 0
        self._visit: Visit | None = None
        self._task: asyncio.Task[None] | None = None
        self._signals: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._stopped_by = ""
        self._ended_by = ""
        self._since_ms = 0
        self._met = False
        self.address: Address | None = None
        """Where the host was met last."""
        loop.call(self._start)

    # On the hub.

    def close(self) -> None:
        """Say goodbye and stop for good; the listener hears nothing more."""
        self._mailbox.close()
        self._loop.call(self._stop)

    def request(self, event: str, payload: object, within: float = 15.0) -> AsyncResult:
        """Send a request; the result is the acknowledgement, as it came.

        Getting it raises LinkLost: no connection, it ended before, or no answer within
        `within` seconds. The request may have been done all the same.
        """
        return self._loop.ask(self._request(event, payload, within))

    def signal(self, payload: object) -> None:
        """Send a signal, or lose it."""
        self._loop.call(self._signal, payload)

    def retry_now(self) -> None:
        """Try at once, also after a refusal; a connection is asked whether it still lives."""
        self._loop.call(self._nudge, True)

    def set_addresses(self, addresses: Sequence[Address]) -> None:
        """Look for the host at these addresses from the next attempt on."""
        self._addresses = tuple(addresses)

    def hear_of(self, addresses: Sequence[Address]) -> None:
        """Somebody on the network says that the host is at these addresses now, instead of what
        they said before: worth a try, but no reason to stop if others answer there."""
        self._loop.call(self._heard_of, tuple(addresses))

    def set_name(self, name: str) -> None:
        """Come in under this name from the next attempt on."""
        self._name = name

    def set_invite(self, invite: str) -> None:
        """Come in with this invitation from the next attempt on."""
        self._invite = invite

    # On the loop.

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
            self._loop.on_nudge(self._nudge)

    def _stop(self) -> None:
        self._loop.off_nudge(self._nudge)
        if self._task is not None and not self._task.done():
            self._loop.wait_for_farewell(self._task)
            self._task.cancel()

    def _nudge(self, asked: bool = False) -> None:
        if self._visit is not None and self._visit.inside:
            self._visit.look_after()
        elif asked or not self._stopped_by or self._stopped_by in WORTH_ANOTHER_LOOK:
            self._pace.reset()
            self._wake.set()

    def _heard_of(self, addresses: tuple[Address, ...]) -> None:
        if addresses == self._rumours:
            return
        self._rumours = addresses
        now = time.monotonic()
        if addresses and now - self._listened_at > _LISTEN_EVERY:
            self._listened_at = now
            self._nudge()

    async def _request(self, event: str, payload: object, within: float) -> Any:
        if self._visit is None:
            raise LinkLost
        return await self._visit.request(event, payload, within)

    def _signal(self, payload: object) -> None:
        if self._visit is not None:
            task = asyncio.get_running_loop().create_task(self._visit.signal(payload))
            self._signals.add(task)
            task.add_done_callback(self._signals.discard)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            self._attempts += 1
            started = time.monotonic()
            self._since_ms = self._since_ms or _now_ms()
            self._tell(self._listener.on_connecting)
            try:
                ending = await self._go()
            except Refused as refused:
                await self._after_refusal(refused, time.monotonic() - started)
            except Exception:
                # A fault of our own must not end the link; it is loud in the log.
                log.exception("a link failed")
                await self._wait("no_answer", time.monotonic() - started)
            else:
                await self._after_stay(ending)

    async def _go(self) -> Ending:
        """Make one visit; returns how it ended, or raises `Refused`."""
        addresses = self._addresses
        if self._attempts % _LOOK_AROUND == 0:
            addresses += tuple(Address(address.host) for address in addresses)
        addresses += self._rumours
        errand = Errand(self._target, self._fingerprint, addresses, self._name, self._invite)
        visit = self._visit = Visit(
            self._identity,
            errand,
            self._ask_position,
            self._heard,
            lambda: self._mailbox.weight > _MOST_WAITING,
        )
        try:
            return await visit.run()
        except Refused as refused:
            if refused.code == "unknown_room" and (self._met or visit.after > 0):
                # The room was there: whoever hosts it has closed it, and may open it again.
                self._ended_by = self._ended_by or "closing"
                return Ending(self._ended_by)
            raise
        finally:
            self._visit = None

    async def _after_refusal(self, refused: Refused, spent: float) -> None:
        verdict = verdict_on(refused, self._addresses)
        if verdict.tell:
            self._tell(
                self._listener.on_refused,
                verdict.code,
                verdict.refused.message,
                verdict.refused.data,
            )
        if verdict.stop:
            await self._sleep_until_asked(verdict.code)
        else:
            await self._wait(verdict.code, spent, verdict.wish)

    async def _after_stay(self, ending: Ending) -> None:
        if ending.code in FOR_GOOD:
            await self._sleep_until_asked(ending.code)
            return
        self._since_ms = self._since_ms or _now_ms()
        self._ended_by = self._ended_by or (
            "lost" if ending.code in ("lost", "slow") else "closing"
        )
        await self._wait(self._ended_by, 0.0, min(ending.wish, LONGEST))

    async def _wait(self, reason: str, spent: float, wish: float = 0.0) -> None:
        """Wait for the next attempt, or for whoever knows better."""
        seconds = self._pace.next_wait(random.random(), spent, wish)
        at_ms = _now_ms() + int(seconds * 1000)
        self._tell(self._listener.on_retrying, at_ms, self._since_ms, self._ended_by or reason)
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _sleep_until_asked(self, code: str) -> None:
        self._stopped_by = code
        self._wake.clear()  # whoever knew better before did not know this
        await self._wake.wait()
        self._stopped_by = ""

    async def _ask_position(self) -> tuple[int, str | None]:
        """Ask the hub where the replica stands, behind everything it was told before."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[int, str | None]] = loop.create_future()

        def hand_over(position: tuple[int, str | None] | None) -> None:
            if answer.done():
                return
            if position is None:
                answer.set_exception(RuntimeError("the position is not known"))
            else:
                answer.set_result(position)

        def ask() -> None:
            position = None
            try:
                position = self._position()
            finally:
                self._loop.call(hand_over, position)

        self._mailbox.put(ask)
        async with asyncio.timeout(_POSITION_WITHIN):
            return await answer

    def _heard(self, event: str, payload: Any) -> None:
        if event == "welcome":
            self._welcomed(payload)
        elif event == "entries":
            self._tell(self._listener.on_entries, payload)
        elif event == "signals":
            self._tell(self._listener.on_signals, payload)
        elif event == "knocks":
            self._tell(self._listener.on_knocks, payload)
        elif event == "waiting":
            self._tell(self._listener.on_refused, payload.code, payload.message, payload.data)
        elif isinstance(payload, Goodbye):
            bye = (payload.code, payload.message, payload.retry_after_ms, payload.why)
            self._tell(self._listener.on_bye, *bye)

    def _welcomed(self, payload: Any) -> None:
        room = payload.get("room") if isinstance(payload, dict) else None
        identifier = room.get("id") if isinstance(room, dict) else None
        if not self._met and isinstance(identifier, str):
            # It was the host's main room, or one by its name among the rooms nearby.
            self._target = identifier[:64]
        # From now on the key is enough; an invitation that ended would only be in the way.
        self._invite = ""
        self._met = True
        self._since_ms = 0
        self._ended_by = ""
        self._attempts = 0
        self._pace.reset()
        if self._visit is not None:
            self.address = self._visit.address
            if self.address is not None and self.address not in self._addresses:
                # Where its key was met, the host is known to be.
                self._addresses = (self.address, *self._addresses)[:_MOST_ADDRESSES]
        self._tell(self._listener.on_welcome, payload)

    def _tell(self, method: Callable[..., object], *args: Any) -> None:
        self._mailbox.put(method, *args, weight=1)


def _now_ms() -> int:
    return int(time.time() * 1000)
