"""Holding off the computer's own sleep while people are in a hosted room."""

from __future__ import annotations

import logging
import queue
import threading
from contextlib import ExitStack

log = logging.getLogger("sarangbang.awake")


class Awake:
    """Told from any thread, works in one of its own: the system's answer may take seconds.

    The screen may still go dark, and closing the lid still ends it.
    """

    def __init__(self) -> None:
        self._wishes: queue.SimpleQueue[bool | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def keep(self, awake: bool) -> None:
        """Hold off sleep, or let it come. Returns at once."""
        if self._thread is None:
            if not awake:
                return
            self._thread = threading.Thread(target=self._work, name="awake", daemon=True)
            self._thread.start()
        self._wishes.put(awake)

    def close(self) -> None:
        """Let sleep come, and wait for it to be said to the system (at most 2 s)."""
        if self._thread is not None:
            self._wishes.put(None)
            self._thread.join(2)

    def _work(self) -> None:
        with ExitStack() as held:
            holding = False
            while (wish := self._wishes.get()) is not None:
                if wish and not holding:
                    holding = _hold(held)
                elif not wish and holding:
                    held.close()
                    holding = False
                    log.info("sleep is allowed again")


def _hold(held: ExitStack) -> bool:
    try:
        from wakepy import keep
    except ImportError:
        log.warning("wakepy is not installed: the computer may fall asleep while hosting")
        return False
    mode = held.enter_context(keep.running(on_fail="pass"))
    if not mode.active:
        log.warning("the system does not let sleep be held off; it may come while hosting")
        return False
    log.info("sleep is held off while people are here (%s)", mode.method)
    return True
