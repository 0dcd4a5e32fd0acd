"""From starting the program to its page, connected, against an empty window of the same kind."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

import simple_websocket
from wsproto.utilities import RemoteProtocolError

from tests.bench.fanout import medians
from tests.bench.generator import BUILT, BenchError
from tests.bench.process import cpu_seconds
from tests.support.copies import ROOT, environment_of
from tests.support.display import Display, open_display
from tests.support.ports import free_port
from tests.support.processes import Process

EMPTY = [sys.executable, str(Path(__file__).with_name("empty_window.py"))]
# Our libraries with nothing in them: what no program on them can be below.
BARE = [sys.executable, str(Path(__file__).with_name("bare_window.py"))]
EMPTY_THERE = "document.getElementById('page') !== null"
# The person's name comes over the page's connection, so a filled field shows that it stands.
OURS_THERE = "[...document.querySelectorAll('main input')].some((field) => field.value !== '')"
PATIENCE = 60.0
LOOK_EVERY = 0.01


class Page:
    """The page of a window, asked through the engine's debugging port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: simple_websocket.Client | None = None
        self._number = 0

    def shows(self, condition: str) -> bool:
        """Whether a JavaScript expression is true on the page; False while there is none."""
        try:
            if self._socket is None:
                address = f"http://127.0.0.1:{self._port}/json/list"
                with urllib.request.urlopen(address, timeout=2) as answer:
                    pages = [one for one in json.load(answer) if one["type"] == "page"]
                if not pages:
                    return False
                self._socket = simple_websocket.Client(pages[0]["webSocketDebuggerUrl"])
            return self._evaluate(condition)
        except (
            OSError,
            simple_websocket.ConnectionError,
            simple_websocket.ConnectionClosed,
            # The page was replaced in the middle of the handshake.
            RemoteProtocolError,
        ):
            self._socket = None
            return False

    def _evaluate(self, condition: str) -> bool:
        assert self._socket is not None
        self._number += 1
        ask = {"id": self._number, "method": "Runtime.evaluate"}
        self._socket.send(json.dumps(ask | {"params": {"expression": condition}}))
        while (text := self._socket.receive(timeout=5)) is not None:
            answer = json.loads(text)
            if answer.get("id") == self._number:
                return answer.get("result", {}).get("result", {}).get("value") is True
        return False

    def close(self) -> None:
        """End the conversation."""
        if self._socket is not None:
            with suppress(simple_websocket.ConnectionClosed):
                self._socket.close()


def start_once(
    command: list[str], condition: str, folder: Path, display: Display
) -> dict[str, float]:
    """Return the seconds, and those of CPU, from starting a window until its page is there."""
    port = free_port()
    debugging = {"QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{port}"}
    sandbox = {"QTWEBENGINE_DISABLE_SANDBOX": "1"}  # the bench may run as root
    environment = environment_of(folder / "home", display.environment() | debugging | sandbox)
    # As on a person's machine, the unmeasured first start leaves its bytecode for the others.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    page = Page(port)
    began = time.perf_counter()
    process = Process(command, folder / "log", environment=environment, folder=ROOT)
    try:
        while not page.shows(condition):
            if not process.running or time.perf_counter() - began > PATIENCE:
                raise BenchError(f"The window did not show its page:\n{process.tail(20)}")
            time.sleep(LOOK_EVERY)
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "cpu_seconds": cpu_seconds(process.pid)}
    finally:
        page.close()
        if process.running:
            process.terminate()
        process.kill()


def measure(rounds: int) -> dict[str, Any]:
    """Start the windows in turn, once unmeasured; return samples, medians and the ratio."""
    if shutil.which("Xvfb") is None:
        raise BenchError("The bench needs Xvfb and openbox (Debian: apt-get install xvfb openbox).")
    BUILT.mkdir(parents=True, exist_ok=True)
    samples: dict[str, list[dict[str, float]]] = {
        "ours": [],
        "empty window": [],
        "bare libraries": [],
    }
    with tempfile.TemporaryDirectory(dir=BUILT, prefix="window-") as name:
        folder = Path(name)
        ours = [sys.executable, "-m", "desktop", "--data", str(folder / "data")]
        display = open_display(folder)
        try:
            for _ in range(rounds + 1):
                samples["ours"].append(start_once(ours, OURS_THERE, folder, display))
                samples["empty window"].append(start_once(EMPTY, EMPTY_THERE, folder, display))
                samples["bare libraries"].append(start_once(BARE, EMPTY_THERE, folder, display))
        finally:
            display.close()
    first = {name: taken.pop(0)["seconds"] for name, taken in samples.items()}
    pairs = zip(samples["ours"], samples["empty window"], strict=True)
    return {
        "first_seconds": first,
        "samples": samples,
        "medians": {name: medians(taken) for name, taken in samples.items()},
        "ratio": median(mine["seconds"] / other["seconds"] for mine, other in pairs),
    }
