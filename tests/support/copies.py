"""Running copies of the program, as a person would start them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from desktop.faults import PortInUse
from tests.support.browser import page_of_window
from tests.support.ports import free_port
from tests.support.processes import Process
from tests.support.wait import wait_for

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "desktop"]


def environment_of(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with every folder of the user's moved to `home`.

    A test never reads or writes the settings, the cache or the rooms of the person
    who runs it, and two copies never meet by accident.
    """
    home.mkdir(parents=True, exist_ok=True)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    moved = {
        "XDG_DATA_HOME": home / "share",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "XDG_RUNTIME_DIR": runtime,
    }
    environment = {**os.environ, **{name: str(path) for name, path in moved.items()}}
    environment.update({"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"})
    # Nothing is announced to the network that the tests run in, nor heard of it.
    environment["SARANGBANG_NEARBY"] = "off"
    # A developer's own window must not be reached from a test.
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SARANGBANG_DATA"):
        environment.pop(name, None)
    environment.update(more or {})
    return environment


@dataclass
class Host:
    """A headless host, `sarangbang serve`, that is listening.

    `said` is its line of JSON: room, name, fingerprint, lan, guest, invite, secret …
    """

    process: Process
    data: Path
    said: dict[str, Any]

    @property
    def lan(self) -> str:
        """The address of its lan door on this machine, like https://127.0.0.1:47800."""
        return _on_loopback(self.said["lan"][0])

    @property
    def guest(self) -> str:
        """The address of its guest door on this machine; IndexError when that is closed."""
        return _on_loopback(self.said["guest"][0])

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        return self.process.terminate()

    def kill(self) -> None:
        """SIGKILL, as when the power fails."""
        self.process.kill()


def _on_loopback(address: str) -> str:
    scheme, _, rest = address.partition("://")
    port = rest.rstrip("/").rpartition(":")[2]
    return f"{scheme}://127.0.0.1:{port}"


@dataclass
class Window:
    """A window of the program under the tests' display; `debugging` is its debugging port."""

    process: Process
    data: Path
    debugging: int

    def page(self, driver: Playwright) -> Page:
        """The page it shows, once it does."""
        return page_of_window(driver, self.debugging, process=self.process)

    def stop(self) -> int:
        return self.process.terminate()

    def kill(self) -> None:
        self.process.kill()


class Copies:
    """Starts copies of the program, each with a data folder of its own, and ends them."""

    def __init__(self, folder: Path, artefacts: Path) -> None:
        self.folder = folder
        self.artefacts = artefacts
        self._processes: list[Process] = []

    def host(
        self,
        room: str = "Our room",
        *arguments: str,
        data: Path | None = None,
        port: int | None = None,
        is_open: bool = True,
        guests: bool = False,
        before: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Host:
        """Start `sarangbang serve` and return once it listens.

        `data`: start again on this folder. `before`: what to put before the
        command, like ("ip", "netns", "exec", "seoul") or ("strace", …).
        """
        data = data or self._new_folder("host")
        for _ in range(3):
            command = [*before, *PROGRAM, "serve", room, "--json", "--data", str(data)]
            command += ["--port", str(port or free_port())]
            command += ["--open"] if is_open else []
            command += ["--guests", str(free_port())] if guests else []
            process = self._start([*command, *arguments], data, environment, pipe=True)
            try:
                return Host(process, data, _first_line(process))
            except AssertionError:
                # Another program took the port between the look for it and its use.
                if port or process.popen.returncode != PortInUse.exit_code:
                    raise
        raise AssertionError("every port that was free a moment ago was taken")

    def window(
        self,
        *arguments: str,
        display: Mapping[str, str],
        data: Path | None = None,
        before: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Window:
        """Open the program's window on a display (`display.environment()`)."""
        data = data or self._new_folder("window")
        debugging = free_port()
        more = {
            **display,
            "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{debugging}",
            **(environment or {}),
        }
        command = [*before, *PROGRAM, "--data", str(data), *arguments]
        return Window(self._start(command, data, more), data, debugging)

    def close(self) -> None:
        """Stop all that still run, politely first."""
        for process in self._processes:
            if process.running:
                process.popen.terminate()
        for process in self._processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.popen.wait(5)
            process.kill()

    def _new_folder(self, kind: str) -> Path:
        return self.folder / f"{kind}-{len(self._processes) + 1}"

    def _start(
        self,
        command: list[str],
        data: Path,
        more: Mapping[str, str] | None,
        *,
        pipe: bool = False,
    ) -> Process:
        number = len(self._processes) + 1
        log = self.artefacts / f"{data.name}-{number}.log"
        log.unlink(missing_ok=True)
        process = Process(
            command,
            log,
            environment=environment_of(self.folder / f"{data.name}-home", more),
            folder=ROOT,
            pipe=pipe,
        )
        self._processes.append(process)
        return process


def _first_line(process: Process, seconds: float = 30) -> dict[str, Any]:
    """The line of JSON that `serve --json` writes once it listens."""
    stream = process.popen.stdout
    assert stream is not None
    os.set_blocking(stream.fileno(), False)
    held = b""

    def whole_line() -> bool:
        nonlocal held
        held += stream.read(65536) or b""
        return b"\n" in held or not process.running

    wait_for(whole_line, "the host's line of JSON", seconds=seconds)
    if b"\n" not in held:
        raise AssertionError(f"the host ended with {process.popen.returncode}:\n{process.tail()}")
    said: dict[str, Any] = json.loads(held.partition(b"\n")[0])
    return said
