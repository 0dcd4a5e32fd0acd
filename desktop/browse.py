"""Opening a link in the person's own browser."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto"})
"""Everything else (file:, javascript:, other programs' schemes) is never handed on."""

log = logging.getLogger("sarangbang.browse")


def may_be_opened(url: str) -> bool:
    """Whether `url` is of a kind that a browser or mail program is for."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme.lower() not in SCHEMES or any(ord(sign) < 33 for sign in url):
        return False
    return bool(parts.path) if parts.scheme.lower() == "mailto" else bool(parts.hostname)


def open_in_browser(url: str) -> bool:
    """Hand `url` to the browser and return at once. False if it is of no kind we open."""
    if not may_be_opened(url):
        log.warning("a link of the kind %r was not opened", url.split(":", 1)[0][:20])
        return False
    # Some browsers make the caller wait for seconds.
    threading.Thread(target=_open, args=(url,), name="browser", daemon=True).start()
    return True


def _open(url: str) -> None:
    opener = shutil.which("xdg-open")
    if sys.platform == "linux" and getattr(sys, "frozen", False) and opener:
        subprocess.Popen(
            [opener, url],
            env=outside_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    elif not webbrowser.open(url):
        log.warning("no browser was found to open a link with")


def outside_environment() -> dict[str, str]:
    """The environment as it was before the bundle put its own libraries first.

    A browser that is started with our libraries in its path does not start.
    """
    outside = dict(os.environ)
    for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH"):
        original = outside.pop(f"{name}_ORIG", None)
        outside.pop(name, None)
        if original:
            outside[name] = original
    return outside
