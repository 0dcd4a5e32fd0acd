"""SIGINT, SIGTERM and their kin, heard at once whatever the main thread is doing.

Python runs signal handlers in the main thread between two steps of its own, and
under Qt's, Cocoa's or WinForms' loop there are none for a long time. So the
interpreter's wake-up descriptor is used: the signal's number is written to it by
the C handler, and a thread of ours reads it.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class StopSignals:
    """Calls `stop` in a thread of its own at the first signal; the second ends the process.

    Must be made in the main thread, and not twice in one process.
    """

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._numbers = [int(getattr(signal, name)) for name in _NAMES if hasattr(signal, name)]
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self.install()
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._listen, name="signals", daemon=True).start()

    def install(self) -> None:
        """Take the handlers (again): pywebview puts its own in place when it starts."""
        for number in self._numbers:
            signal.signal(number, _nothing)

    def _listen(self) -> None:
        asked = False
        while True:
            for number in self._reader.recv(16):
                if number not in self._numbers:
                    continue
                if asked:
                    # Somebody is in a hurry, or stopping hangs: no more politeness.
                    os._exit(128 + number)
                asked = True
                threading.Thread(target=self._stop, name="stopping", daemon=True).start()


def _nothing(number: int, frame: FrameType | None) -> None:
    """The work is done by the thread that reads the wake-up descriptor."""
