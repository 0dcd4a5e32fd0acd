"""Windows on the tests' own display, and what the tests of them share."""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.pages import Pages
from tests.support.copies import ROOT, environment_of
from tests.support.display import Display
from tests.support.ports import free_port
from tests.support.processes import Process
from tests.support.wait import wait_for


class Staged:
    """A window that runs `tests.desktop.<module>`."""

    def __init__(self, process: Process, pipe: Path, debugging: int, browsed: Path) -> None:
        self.process = process
        self.debugging = debugging
        self._pipe = pipe
        self._browsed = browsed

    def do(self, line: str) -> None:
        self._pipe.write_text(line + "\n")

    def said(self, what: str) -> list[dict[str, Any]]:
        lines = self.process.log.read_text(errors="replace").splitlines()
        told = [json.loads(line) for line in lines if line.startswith('{"what"')]
        return [line for line in told if line["what"] == what]

    def wait_until_said(self, what: str) -> None:
        wait_for(lambda: self.said(what), f"the window to say {what!r}")

    def shown(self, address: str) -> list[str]:
        """The titles of what the window shows from `address`, asked from the window itself."""
        listed = f"http://127.0.0.1:{self.debugging}/json/list"
        with urllib.request.urlopen(listed, timeout=5) as answer:
            targets = json.load(answer)
        return [str(seen["title"]) for seen in targets if seen["url"].startswith(address)]

    def browsed(self) -> list[str]:
        """What was handed to the person's browser so far."""
        return self._browsed.read_text().split() if self._browsed.exists() else []


StageWindow = Callable[..., Staged]


@pytest.fixture
def pages() -> Iterator[Pages]:
    served = Pages()
    yield served
    served.close()


@pytest.fixture
def browser_script(tmp_path: Path) -> Path:
    """A browser that writes down what it is asked to open, into `browsed` beside it."""
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/browsed\n')
    script.chmod(0o700)
    return script


@pytest.fixture
def stage_window(
    display: Display, tmp_path: Path, artefacts: Path, browser_script: Path
) -> Iterator[StageWindow]:
    """Starts windows: `stage_window("stage", data, address)`."""
    started: list[Process] = []

    def start(module: str, *arguments: object, **more: str) -> Staged:
        debugging = free_port()
        pipe = tmp_path / f"pipe-{len(started)}"
        os.mkfifo(pipe)
        environment = environment_of(
            tmp_path / "home",
            {
                **display.environment(),
                "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{debugging}",
                "BROWSER": str(browser_script),
                **more,
            },
        )
        log = artefacts / f"{module}-{len(started)}.log"
        log.unlink(missing_ok=True)
        command = [sys.executable, "-m", f"tests.desktop.{module}", str(pipe)]
        command += [str(argument) for argument in arguments]
        process = Process(command, log, environment=environment, folder=ROOT)
        started.append(process)
        return Staged(process, pipe, debugging, tmp_path / "browsed")

    yield start
    for process in started:
        process.kill()
