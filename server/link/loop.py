"""The one asyncio loop, in one thread, on which everything speaks that goes to other hosts.

One loop for all, because OpenSSL forbids two threads on one TLS connection. (Rooms nearby have
another one of the kind, which touches none: what anybody says there must not hold up the links.)
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

from gevent.event import AsyncResult

from server.link.mailbox import Post

log = logging.getLogger(__name__)

T = TypeVar("T")

#: How often the loop looks whether the computer has slept, and by how many seconds the
#: clocks must disagree then.
_TICK = 1.0
_SLEPT = 4.0
_LAST_TURNS = 0.05


class LinkLoop:
    """Runs from `start` to `stop`; both, and `ask`, are called on the hub."""

    def __init__(self, post: Post, name: str = "links") -> None:
        """`post(function, *args)` runs something on the hub, from any thread. `name` is the
        thread's."""
        self.post = post
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._nudged: list[Callable[[], None]] = []
        self._farewells: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start the thread; returns once the loop runs."""
        running: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(running,), name=self._name, daemon=True
        )
        self._thread.start()
        running.result(timeout=10)

    def stop(self, timeout: float = 3.0) -> None:
        """End everything that runs on the loop, and the thread, within `timeout` seconds.

        Close the links before, so that they say goodbye.
        """
        thread, self._thread = self._thread, None
        loop = self._loop
        if thread is None or loop is None:
            return
        with suppress(RuntimeError):  # it has ended by itself
            loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout)

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Run `coroutine` on the loop; from any thread. Do not wait for it on the hub."""
        if self._loop is None:
            coroutine.close()
            raise RuntimeError("the loop of the links does not run")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def ask(self, coroutine: Coroutine[Any, Any, T]) -> AsyncResult:
        """Run `coroutine` on the loop; returns what a greenlet on the hub can wait for."""
        result = AsyncResult()

        def hand_over(future: Future[T]) -> None:
            if future.cancelled():
                self.post(result.set_exception, asyncio.CancelledError())
            elif (error := future.exception()) is not None:
                self.post(result.set_exception, error)
            else:
                self.post(result.set, future.result())

        self.submit(coroutine).add_done_callback(hand_over)
        return result

    def call(self, function: Callable[..., object], *args: Any) -> None:
        """Call `function` on the loop, soon; from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # stopped meanwhile
                self._loop.call_soon_threadsafe(function, *args)

    def nudge(self) -> None:
        """Have every link look after itself now: the network has changed; from any thread."""
        self.call(self._nudge_all)

    def on_nudge(self, function: Callable[[], None]) -> None:
        """Call `function` at each nudge and after sleep; on the loop only."""
        self._nudged.append(function)

    def off_nudge(self, function: Callable[[], None]) -> None:
        """Take `on_nudge` back; on the loop only."""
        with suppress(ValueError):
            self._nudged.remove(function)

    def wait_for_farewell(self, task: asyncio.Task[None]) -> None:
        """Let `task`, which says goodbye, end before the loop is stopped; on the loop only."""
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)

    def _nudge_all(self) -> None:
        for function in list(self._nudged):
            function()

    def _run(self, running: Future[None]) -> None:
        loop = asyncio.new_event_loop()
        # What strangers send may make a library's task fail; it is no fault of ours to report.
        loop.set_exception_handler(_passed_over)
        self._loop = loop
        try:
            ticking = loop.create_task(self._watch_sleep())
            loop.call_soon(running.set_result, None)
            loop.run_forever()
            ticking.cancel()
            _end_all(loop, self._farewells)
        finally:
            self._loop = None
            loop.close()

    async def _watch_sleep(self) -> None:
        """Nudge all links when the computer has slept.

        During sleep the wall clock goes on and the monotonic one stands still on Linux and
        on a Mac; on Windows both go on, but this task was not woken. A clock that somebody
        sets causes a needless nudge, which costs little.
        """
        wall, steady = time.time(), time.monotonic()
        while True:
            await asyncio.sleep(_TICK)
            wall_now, steady_now = time.time(), time.monotonic()
            if has_slept(wall_now - wall, steady_now - steady):
                log.info("the computer has slept or its clock was set")
                self._nudge_all()
            wall, steady = wall_now, steady_now


def has_slept(wall: float, steady: float) -> bool:
    """Whether seconds by the two clocks over one tick mean that the computer slept."""
    return abs(wall - steady) > _SLEPT or steady > _TICK + _SLEPT


def _passed_over(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    log.debug("on the links' loop: %s", context.get("message"), exc_info=context.get("exception"))


def _end_all(loop: asyncio.AbstractEventLoop, farewells: set[asyncio.Task[None]]) -> None:
    """Let goodbyes be said, cancel what still runs, and let it close its sockets."""
    if farewells:
        loop.run_until_complete(asyncio.wait(set(farewells), timeout=1.5))
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=1))
    loop.run_until_complete(loop.shutdown_asyncgens())
    # The ends of TLS connections take some turns of the loop.
    loop.run_until_complete(asyncio.sleep(_LAST_TURNS))
