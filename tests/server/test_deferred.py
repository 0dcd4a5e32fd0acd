"""A library that another one names waits until somebody uses it."""

from __future__ import annotations

import subprocess
import sys

from tests.support.imports import ROOT

# In a process of its own, where nothing has loaded it yet.
USE = """
import sys, threading
from server.deferred import defer
defer("wave")
defer("no_such_library")
assert "no_such_library" not in sys.modules
import wave
named = wave
assert "Wave_read" not in vars(wave)
found = []
threads = [threading.Thread(target=lambda: found.append(named.Wave_read)) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
import wave
assert len(found) == 8 and set(found) == {wave.Wave_read}
assert type(wave) is type(sys) and wave is not named
defer("wave")
assert sys.modules["wave"] is wave
"""

START = """
import sys
from server.deferred import defer
defer("aiohttp")
import server.app
assert "sqlalchemy" not in sys.modules, "the page waits for the database's library"
import server.parts
assert "aiohttp.client" not in sys.modules, "the start loads what only links need"
assert "segno.writers" not in sys.modules, "the start loads what draws QR codes"
import server.link.link
import aiohttp, engineio.async_client
from aiohttp.client_reqrep import ClientRequest
assert aiohttp.ClientRequest is ClientRequest
assert engineio.async_client.aiohttp.ClientSession is aiohttp.ClientSession
"""


def run(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_loaded_at_first_use_and_once_for_all() -> None:
    run(USE)


def test_the_start_loads_what_the_first_page_needs() -> None:
    run(START)
