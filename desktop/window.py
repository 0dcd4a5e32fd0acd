"""The window: the only file that imports webview."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.awake import Awake
from desktop.browse import open_in_browser
from desktop.faults import DesktopPartMissing
from desktop.geometry import SMALLEST, Screen, fit, load_geometry, save_geometry
from desktop.home import Home
from desktop.language import chosen_language
from desktop.native import native_of_this_system
from desktop.native.tray_words import tray_words
from desktop.notices import Notices
from desktop.paths import program_file
from desktop.reveal import show_file
from server.desk import Notice

PROGRAM = "Sarangbang"
ANSWER = 3.0
"""Seconds that the server may think about whether the window may close."""
NOTICES_AFTER = 2.0
"""Seconds after the window is there until we find out whether the system shows notices."""

log = logging.getLogger("sarangbang.window")


def title_of(room: str | None, unread: int, knocks: int = 0) -> str:
    """What the title bar says: who waits at the door and what is unread first, so that a narrow
    taskbar entry still shows it; in signs, since a title has no language."""
    name = f"{room} – {PROGRAM}" if room else PROGRAM
    counted = f"({min(unread, 999)}) {name}" if unread > 0 else name
    return f"🔔{min(knocks, 99)} {counted}" if knocks > 0 else counted


class Window:
    """One window, from `run` to its return; what the server asks of it as `server.desk.Desk`.

    The Desk's methods may be called from any thread and return at once.
    """

    def __init__(self, data: Path, *, hidden: bool = False) -> None:
        self._data = data
        self._hidden = hidden
        self._home = Home()
        icons = [program_file("assets", "icons", f"sarangbang-{size}.png") for size in (48, 256)]
        self._native = native_of_this_system(icons, lambda: tray_words(chosen_language(data)))
        self._awake = Awake()
        self._notices = Notices(icons[-1], self._pressed)
        self._window: Any = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._may_close: Callable[[], bool] = lambda: True
        self._leaving = False
        self._counted = 0
        # Told which message the person wants to see; set by who has the server.
        self.on_pressed: Callable[[str, int], None] = lambda _room, _number: None

    # -- before and while it is open

    def prepare(self) -> None:
        """See that a window can be opened here. Raises NoDisplay, WindowPartMissing."""
        self._native.prepare()
        try:
            import webview
        except ImportError as error:
            raise DesktopPartMissing(part="pywebview") from error
        # Its lines go where ours go.
        logging.getLogger("pywebview").handlers.clear()
        webview.settings["ALLOW_DOWNLOADS"] = True
        webview.settings["ALLOW_FILE_URLS"] = False
        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
        webview.settings["OPEN_DEVTOOLS_IN_DEBUG"] = False
        if self._native.gui == "qt":
            import webview.platforms.qt

            from desktop.pywebview_repairs import repair

            repair(webview.platforms.qt, self._home)

    def run(
        self,
        background: str,
        *,
        may_close: Callable[[], bool],
        heard: Callable[[str], None],
        on_made: Callable[[], None],
    ) -> None:
        """Open the window, empty and of the colour `background`, until it is closed.

        `may_close` is asked when the person closes it; `heard` gets links from the
        system; `on_made` is called in the main thread before it is shown.
        """
        import webview

        self._may_close = may_close
        self._before = fit(load_geometry(self._data), self._screens())
        window: Any = webview.create_window(
            PROGRAM,
            width=self._before.width,
            height=self._before.height,
            x=self._before.x,
            y=self._before.y,
            maximized=self._before.maximized,
            min_size=SMALLEST,
            background_color=background,
            text_select=True,
            zoomable=True,
            hidden=self._hidden,
        )
        self._window = window

        def dress() -> None:
            on_made()
            self._native.dress(window, background, heard)

        window.events.before_show += dress
        window.events.closing += self._closing
        threading.Thread(target=self._work, name="desk", daemon=True).start()
        try:
            webview.start(gui=self._native.gui, private_mode=True)
        finally:
            self._jobs.put(None)
            self._notices.close()
            self._awake.close()

    def show(self, url: str) -> threading.Event:
        """Show the page at `url`; nothing else will be shown from here on. Any thread.

        What is returned is set when the engine has begun to fetch it.
        """
        self._home.move_in(url)
        begun = threading.Event()

        def fetch() -> None:
            self._window.load_url(url)
            begun.set()

        self._do(fetch)
        return begun

    def leave(self) -> None:
        """Close without asking. Any thread."""
        self._leaving = True
        self._do(lambda: self._window.destroy())  # noqa: PLW0108 - perhaps not made yet

    def ask_page(self, script: str, seconds: float) -> object:
        """The value of `script` in the page. TimeoutError. Not from the main thread."""
        answers: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._do(lambda: self._native.ask_page(self._window, script, answers.put))
        try:
            return answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError("the page did not answer") from None

    # -- what the server asks (server.desk.Desk)

    def open_url(self, url: str) -> None:
        open_in_browser(url)

    def set_title(self, room: str | None, unread: int, knocks: int = 0) -> None:
        title = title_of(room, unread, knocks)
        self._do(lambda: self._window.set_title(title))
        if unread != self._counted:
            self._counted = unread
            self._do(lambda: self._native.count_unread(self._window, unread))

    def ask_attention(self) -> None:
        self._do(lambda: self._native.ask_attention(self._window))

    @property
    def can_notify(self) -> bool:
        return self._notices.available

    def notify(self, notice: Notice) -> None:
        self._notices.show(notice)

    def withdraw(self, room: str) -> None:
        self._notices.withdraw(room)

    def keep_awake(self, awake: bool) -> None:
        self._awake.keep(awake)

    def raise_window(self) -> None:
        self._do(lambda: self._native.raise_window(self._window))

    def downloads(self) -> Path:
        import platformdirs

        return platformdirs.user_downloads_path()

    def show_file(self, path: Path) -> None:
        show_file(path)

    def close(self, keep: bool) -> None:
        if keep:
            self._do(lambda: self._native.put_away(self._window))
        else:
            self.leave()

    # -- inside

    def _do(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)

    def _work(self) -> None:
        """Does the jobs in order. pywebview's calls wait for the window; nobody else must."""
        self._window.events.shown.wait()
        threading.Timer(NOTICES_AFTER, self._notices.begin).start()
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:
                # The window may be gone by now; one job that fails must not end the rest.
                log.exception("the window could not do what it was asked")

    def _pressed(self, room: str, number: int) -> None:
        """A notice was pressed: the window comes forward with its message."""
        self.on_pressed(room, number)
        self.raise_window()

    def _closing(self) -> bool:
        """Main thread. False keeps the window open."""
        if not self._leaving and not self._asked_whether_to_close():
            # The page asks now, and whoever closes from the taskbar or the Dock sees no page.
            self.raise_window()
            return False
        save_geometry(self._data, self._native.geometry(self._window, self._before))
        return True

    def _asked_whether_to_close(self) -> bool:
        answer: queue.SimpleQueue[bool] = queue.SimpleQueue()
        threading.Thread(target=lambda: answer.put(self._may_close()), daemon=True).start()
        try:
            return answer.get(timeout=ANSWER)
        except queue.Empty:
            log.error("the server did not say whether the window may close: it closes")
            return True

    def _screens(self) -> list[Screen]:
        import webview

        screens = self._native.screens()
        if screens is not None:
            return screens
        return [Screen(seen.x, seen.y, seen.width, seen.height) for seen in webview.screens]
