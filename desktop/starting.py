"""Starting the server, its errors turned into sentences. The only way to `server.app`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.faults import FolderDamaged, FolderUnwritable, PageNotBuilt
from desktop.language import system_language

if TYPE_CHECKING:
    from server.app import App
    from server.desk import Desk


def start_app(data: Path, desk: Desk | None, *, hosts: Sequence[str] | None = None) -> App:
    """The running server on the folder `data`. Raises Fault.

    `hosts`: where rooms are opened, instead of on every address of this machine.
    """
    # Loaded here and not above: it takes as long as the window's own parts, beside which it
    # is loaded, and `--help` needs none of it.
    from server.deferred import defer

    defer("aiohttp")  # named by Engine.IO, used by links only
    from server.app import App, Options
    from server.identity import IdentityDamaged
    from server.page_files import PageMissing
    from server.store import StoreError

    options = Options(system_language=system_language())
    if hosts is not None:
        options = replace(options, hosts=hosts)
    app = App(data, desk, options)
    try:
        app.start()
    except (StoreError, IdentityDamaged) as error:
        raise FolderDamaged(folder=data, reason=error) from error
    except PageMissing as error:
        raise PageNotBuilt from error
    except OSError as error:
        raise FolderUnwritable(folder=data, reason=error.strerror or error) from error
    return app
