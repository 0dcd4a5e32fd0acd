"""A screen of its own for the tests: Xvfb with a window manager."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import Process
from tests.support.wait import wait_for


@dataclass
class Display:
    """A running X server. `name` is like ":7"."""

    name: str
    server: Process
    manager: Process

    def environment(self) -> dict[str, str]:
        """What a program needs to be told so that its window opens here."""
        return {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def screenshot(self, path: Path) -> Path:
        """The whole screen, as a PNG file at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["import", "-display", self.name, "-window", "root", str(path)],
            check=True,
            timeout=30,
            capture_output=True,
        )
        return path

    def close(self) -> None:
        self.manager.kill()
        self.server.kill()


def open_display(logs: Path, size: str = "1600x1000") -> Display:
    """Start Xvfb on a free display number, and openbox on it.

    Without a window manager a window gets no focus and cannot be minimised.
    """
    for program in ("Xvfb", "openbox"):
        if shutil.which(program) is None:
            raise RuntimeError(f"{program} is not installed: run `make test` once")
    reading, writing = os.pipe()
    try:
        server = _start_server(writing, logs / "Xvfb.log", size)
        os.close(writing)
        writing = -1
        with os.fdopen(reading, "rb") as pipe:
            reading = -1
            number = pipe.readline().strip().decode()
    finally:
        for descriptor in (reading, writing):
            if descriptor >= 0:
                os.close(descriptor)
    if not number:
        raise RuntimeError(f"Xvfb did not start:\n{server.tail()}")
    name = f":{number}"
    manager = Process(
        ["openbox", "--sm-disable"],
        logs / "openbox.log",
        environment={**os.environ, "DISPLAY": name},
    )
    display = Display(name, server, manager)
    wait_for(lambda: _has_manager(name), "a window manager on the display", seconds=20)
    return display


def _start_server(descriptor: int, log: Path, size: str) -> Process:
    # The server chooses the first free number itself and writes it to the pipe,
    # so test runs side by side never meet.
    command = ["Xvfb", "-displayfd", str(descriptor), "-screen", "0", f"{size}x24"]
    return Process([*command, "-nolisten", "tcp", "-noreset"], log, descriptors=(descriptor,))


def _has_manager(name: str) -> bool:
    seen = subprocess.run(
        ["xprop", "-display", name, "-root", "_NET_SUPPORTING_WM_CHECK"],
        capture_output=True,
        text=True,
        timeout=10,
    )
    return seen.returncode == 0 and "window id #" in seen.stdout
