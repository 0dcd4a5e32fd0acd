"""`sarangbang --selftest`: does every part work on this machine, in this build?

One line for each check; the exit code is 0 when all held, else 1. Rooms are opened
on the loopback only. The window of the last check needs no display.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from desktop.background import background
from desktop.display import missing_display
from desktop.logs import start_logging
from desktop.selftest_nearby import hear_a_room
from desktop.selftest_visitor import Visit, visit
from desktop.starting import start_app
from desktop.window import Window

if TYPE_CHECKING:
    from server.app import App, ServeInfo

DEADLINE = 120.0
"""Seconds after which it has failed, whatever it waits for. A cold disk takes half a minute."""
ROOM = "Self-test"
TEXT = "안녕하세요, self-test"
CONNECTED = "[...document.querySelectorAll('input')].some(field => field.value.trim() !== '')"
"""The page fills in the person's name once it is connected."""

Value = TypeVar("Value")


def selftest() -> int:
    """Run all checks and return the exit code."""
    threading.Thread(target=_give_up, name="deadline", daemon=True).start()
    # On Windows the log is still open when the folder goes.
    with tempfile.TemporaryDirectory(prefix="sarangbang-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        log = start_logging(data)
        try:
            _check_server(data)
            _hold("a room nearby is heard", lambda: hear_a_room(DEADLINE / 8))
            _check_window(data)
        except _Failed:
            if log.exists():
                # It goes with the folder.
                click.echo(log.read_text(encoding="utf-8"), err=True)
            return 1
    click.echo("all is well")
    return 0


class _Failed(Exception):
    """A check did not hold; its line has been written."""


def _hold(what: str, check: Callable[[], Value]) -> Value:
    """One check and its line."""
    begun = time.monotonic()
    try:
        value = check()
    except Exception as error:
        click.echo(f"FAILED  {what}: {type(error).__name__}: {error}")
        raise _Failed from error
    click.echo(f"ok      {what} ({time.monotonic() - begun:.2f} s)")
    return value


def _check_server(data: Path) -> None:
    app = _hold("the server starts", lambda: _start(data))
    try:
        info = _hold("a room is hosted", lambda: _host(app))
        tls, plain = _loopback(info.lan[0]), _loopback(info.guest[0])
        key = info.fingerprint
        _hold("over WebSocket", lambda: visit(Visit(plain, "websocket", say=TEXT)))
        _hold("over polling", lambda: visit(Visit(plain, "polling", expect=TEXT)))
        _hold("over WebSocket and TLS", lambda: visit(Visit(tls, "websocket", key, expect=TEXT)))
        _hold("over polling and TLS", lambda: visit(Visit(tls, "polling", key, expect=TEXT)))
    finally:
        app.stop()
    _hold("the database is whole", lambda: _look_into_database(data))
    app = _hold("the server starts again", lambda: _start(data))
    try:
        info = _hold("the room is hosted again", lambda: _host(app))
        plain = _loopback(info.guest[0])
        _hold("what was said is there", lambda: visit(Visit(plain, "websocket", expect=TEXT)))
    finally:
        app.stop()


def _start(data: Path) -> App:
    return start_app(data, None, hosts=("127.0.0.1",))


def _host(app: App) -> ServeInfo:
    from server.app import ServeOptions

    return app.serve(ServeOptions(ROOM, port=0, admission="open", guests=0))


def _loopback(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://127.0.0.1:{rest.rpartition(':')[2]}"


def _look_into_database(data: Path) -> None:
    with closing(sqlite3.connect(data / "sarangbang.db")) as database:
        (answer,) = database.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise ValueError(answer)


def _check_window(data: Path) -> None:
    if sys.platform == "linux" and missing_display() is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    window = _hold("the window's parts are here", lambda: _prepared(data))
    app = _hold("the server starts beside it", lambda: start_app(data, window))
    seen: list[bool] = []

    def look() -> None:
        try:
            seen.append(_page_is_connected(window))
        finally:
            window.leave()

    def run() -> None:
        window.show(app.window_url)
        threading.Thread(target=look, name="looking", daemon=True).start()
        window.run(
            background(data),
            may_close=lambda: True,
            heard=lambda link: None,
            on_made=lambda: None,
        )

    try:
        _hold("the window opens and closes", run)
    finally:
        app.stop()
    _hold("the window shows the page, connected", lambda: _expect(seen == [True]))


def _prepared(data: Path) -> Window:
    window = Window(data)
    window.prepare()
    return window


def _page_is_connected(window: Window) -> bool:
    end = time.monotonic() + DEADLINE / 2
    while time.monotonic() < end:
        if window.ask_page(CONNECTED, DEADLINE / 2) is True:
            return True
        time.sleep(0.1)
    return False


def _expect(held: bool) -> None:
    if not held:
        raise TimeoutError("it did not come")


def _give_up() -> None:
    time.sleep(DEADLINE)
    click.echo(f"FAILED  not done within {DEADLINE:.0f} s")
    os._exit(1)
