"""Starting the server, its errors turned into sentences. The only way to `server.app`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.faults import Fault, PageNotBuilt
from desktop.language import system_language
from desktop.unusable import unreadable

NEARBY = "SARANGBANG_NEARBY"
"""`on`, `off`, or the addresses, with commas, of the network cards on which rooms are announced
and looked for."""

if TYPE_CHECKING:
    from server.app import App
    from server.desk import Desk


def start_app(
    data: Path,
    desk: Desk | None,
    *,
    hosts: Sequence[str] | None = None,
    listening: Callable[[str], object] = lambda _url: None,
) -> App:
    """The running server on the folder `data`. Raises Fault.

    `hosts`: where rooms are opened, instead of on every address of this machine.
    `listening`: see `App.start`.
    """
    # Loaded here and not above: it takes as long as the window's own parts, beside which it
    # is loaded, and `--help` needs none of it.
    from server.deferred import defer

    defer("aiohttp")  # named by Engine.IO, used by links only
    from server.app import App, Options

    options = Options(system_language=system_language(), nearby=nearby_cards())
    if hosts is not None:
        options = replace(options, hosts=hosts)
    app = App(data, desk, options)
    try:
        app.start(listening)
    except Exception as error:
        fault = _fault_of(error, data)
        if fault is None:
            raise
        raise fault from error
    return app


def nearby_cards() -> Sequence[str] | None:
    """Where rooms nearby are announced and looked for, by the environment; None for the usual."""
    said = os.environ.get(NEARBY, "on")
    if said == "on":
        return None
    return () if said == "off" else tuple(said.split(","))


def _fault_of(error: Exception, data: Path) -> Fault | None:
    """What is said of `error`; None for a bug."""
    from server.page_files import PageMissing

    return PageNotBuilt() if isinstance(error, PageMissing) else unreadable(error, data)
