"""The embedded server: opens the window's door, then builds what stands behind it (`parts.py`)."""

from __future__ import annotations

import errno
import locale
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import gevent
from gevent.event import Event

from server.desk import Desk
from server.doors.front import Front
from server.doors.ports import CannotListen, PortTaken
from server.hub import Hub
from server.options import Options, ServeInfo, ServeOptions

if TYPE_CHECKING:
    from server.parts import Parts

__all__ = ["App", "Options", "ServeInfo", "ServeOptions"]

START_WITHIN = 30.0
STOP_WITHIN = 15.0


class App:
    """The embedded server: one background thread with one gevent hub."""

    def __init__(
        self, data: Path, desk: Desk | None = None, options: Options | None = None
    ) -> None:
        """Nothing happens before `start`. `desk` is the window around the server, if any."""
        self._data, self._desk = data, desk
        self._options = options or Options()
        self._thread: threading.Thread | None = None
        self._started = threading.Event()
        self._error: BaseException | None = None
        self._parts: Parts | None = None
        self._hub: Hub | None = None
        self._stop: Event | None = None

    def start(self, listening: Callable[[str], object] = lambda _url: None) -> None:
        """Start the server; returns once all is there.

        `listening` gets the page's address before that, as soon as the page can be fetched, in
        a thread that may wait: the rest is loaded after it. What the page asks waits for that.
        Raises what kept it from starting: StoreError, IdentityDamaged, OSError.
        """
        self._thread = threading.Thread(
            target=self._run, args=(listening,), name="server", daemon=True
        )
        self._thread.start()
        if not self._started.wait(START_WITHIN):
            raise TimeoutError("the server did not start in time")
        if self._error is not None:
            raise self._error

    @property
    def window_url(self) -> str:
        """The page's address, with the secret of this launch in its fragment."""
        assert self._parts is not None
        return self._parts.window.url

    def stop(self) -> None:
        """Close all rooms, tell everybody, write what is left. Any thread; again is harmless."""
        if self._hub is not None and self._stop is not None:
            self._hub.post(self._stop.set)
        if self._thread is not None:
            self._thread.join(STOP_WITHIN)

    # --- from the desktop, any thread ------------------------------------------------------

    def show_join(self, text: str) -> None:
        """Show the join screen with a link or address."""
        self._post(lambda parts: parts.window.home.show_join(text))

    def show_message(self, room: str, number: int) -> None:
        """Show a message that the person was told of."""
        self._post(lambda parts: parts.window.home.show(room, number))

    def raise_window(self) -> None:
        """Bring the window to the front."""
        if self._desk is not None:
            self._desk.raise_window()

    def wish_to_close(self) -> bool:
        """The person closes the window: true if it may close now; else the page asks."""
        if self._hub is None or self._parts is None:
            return True
        try:
            return self._hub.call(self._parts.may_close, timeout=5)
        except TimeoutError:
            return True

    def serve(self, options: ServeOptions) -> ServeInfo:
        """Host a room without a window: the one of this name that was hosted before, or a new one.

        Raises OSError (EADDRINUSE) for a port in use, StoreError, `Refused` name_invalid.
        """
        assert self._hub is not None
        assert self._parts is not None
        try:
            return self._hub.call(self._parts.serve, options)
        except PortTaken as error:
            raise OSError(errno.EADDRINUSE, str(error)) from error
        except CannotListen as error:
            raise OSError(errno.EADDRNOTAVAIL, str(error)) from error

    def _post(self, function: Callable[[Parts], None]) -> None:
        if self._hub is not None and self._parts is not None:
            self._hub.post(function, self._parts)

    # --- the server's thread ---------------------------------------------------------------

    def _run(self, listening: Callable[[str], object]) -> None:
        front = None
        try:
            hub = Hub()
            self._stop = Event()
            self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
            front = Front(self._data, self._options.system_language or _system_language())
            front.start()
            # The hub serves the page while another thread loads what stands behind it.
            parts = gevent.get_hub().threadpool.apply(_behind, (listening, front.url))(
                self._data, self._desk, self._options, hub, front
            )
            parts.open()
            self._hub, self._parts = hub, parts
        except BaseException as error:
            self._error = error
            if front is not None:
                front.stop()
            self._started.set()
            return
        self._started.set()
        self._stop.wait()
        with suppress(gevent.Timeout), gevent.Timeout(STOP_WITHIN - 3):
            parts.close()


def _behind(listening: Callable[[str], object], url: str) -> type[Parts]:
    """Tell where the page is, and load what stands behind it."""
    listening(url)
    from server.parts import Parts

    return Parts


def _system_language() -> str:
    spelled = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    with suppress(ValueError):
        spelled = spelled or locale.getlocale()[0]
    return "ko" if (spelled or "").lower().startswith(("ko", "korean")) else "en"
