"""The program with its window: server in the background, window in front, both stopped cleanly."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import garbage
from desktop.background import background
from desktop.instance import Instance, hand_over
from desktop.logs import start_logging
from desktop.paths import prepare_data_folder
from desktop.starting import start_app
from desktop.stopping import StopSignals
from desktop.window import Window

if TYPE_CHECKING:
    from server.app import App

PAGE_FIRST = 2.0
"""Seconds that the rest of the server waits for the window to begin with the page."""

log = logging.getLogger("sarangbang")


def open_window(chosen: Path | None, text: str | None) -> None:
    """Run until the window is closed. `text`: what to join. Raises Fault.

    Where a copy already runs on the data folder, it gets `text`, and this one ends.
    """
    data = prepare_data_folder(chosen)
    instance = Instance.claim(data, "window")
    if instance is None:
        hand_over(data, text)
        return
    garbage.put_off()  # until the page is there
    try:
        start_logging(data)
        # The server's parts are loaded while the main thread loads the window's.
        window = Window(data)
        backstage = Backstage(data, window)
        backstage.begin()
        _in_front(data, window, backstage, instance, text)
    finally:
        instance.release()


class Backstage:
    """The server around which the window opens: started in a thread of its own."""

    def __init__(self, data: Path, window: Window) -> None:
        self._data = data
        self._window = window
        self._app: App | None = None
        self._early: list[Callable[[App], None]] = []
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._start, name="starting the server")
        self.error: BaseException | None = None
        window.on_pressed = lambda room, number: self.do(lambda app: app.show_message(room, number))

    def begin(self) -> None:
        self._thread.start()

    def do(self, work: Callable[[App], None]) -> None:
        """`work` with the server, now or as soon as it has started. Any thread."""
        with self._guard:
            app = self._app
            if app is None:
                self._early.append(work)
        if app is not None:
            work(app)

    def may_close(self) -> bool:
        """Whether nobody has to be asked before the window closes."""
        app = self._app
        return app is None or app.wish_to_close()

    def end(self) -> None:
        """Stop the server, also one that is still starting."""
        self._thread.join()
        if self._app is not None:
            self._app.stop()

    def _show(self, url: str) -> None:
        # Both threads want Python's lock: what the engine waits for goes first.
        self._window.show(url).wait(PAGE_FIRST)

    def _start(self) -> None:
        try:
            app = start_app(self._data, self._window, listening=self._show)
            with self._guard:
                self._app = app
                early = self._early
            for work in early:
                work(app)
        except BaseException as error:
            log.exception("the server did not start")
            self.error = error
            self._window.leave()
        finally:
            garbage.begin()


def _in_front(
    data: Path, window: Window, backstage: Backstage, instance: Instance, text: str | None
) -> None:
    def heard(link: str | None) -> None:
        if link is not None:
            backstage.do(lambda app: app.show_join(link))
        window.raise_window()

    try:
        window.prepare()
        signals = StopSignals(window.leave)
        instance.on_second_copy(heard)
        if text is not None:
            backstage.do(lambda app: app.show_join(text))
        window.run(
            background(data),
            may_close=backstage.may_close,
            heard=heard,
            # pywebview has just taken SIGINT for itself.
            on_made=signals.install,
        )
    finally:
        backstage.end()
    if backstage.error is not None:
        raise backstage.error
    _forget_qt()


def _forget_qt() -> None:
    """Keep the log quiet at the very end: Qt's last words come after the interpreter's."""
    qt = sys.modules.get("PySide6.QtCore")
    if qt is not None:
        qt.qInstallMessageHandler(None)
