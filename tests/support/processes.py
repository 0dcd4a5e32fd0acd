"""Processes that a test starts and that end with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self


class Process:
    """One running program, its output in a file.

    `log` is the file that holds what it wrote to standard error, and to standard
    output unless `stdout` was given as a pipe.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        pipe: bool = False,
        descriptors: Sequence[int] = (),
    ) -> None:
        self.log = log
        self._ended = False
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file:
            self.popen = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipe else file,
                stderr=file,
                env=None if environment is None else dict(environment),
                cwd=folder,
                pass_fds=descriptors,
                # A group of its own: what it starts (Chromium, QtWebEngine) ends with it.
                start_new_session=True,
            )

    @classmethod
    def of(cls, popen: Any, log: Path) -> Self:
        """One that runs already, in a group of its own; `popen` answers as a `Popen` does."""
        process = cls.__new__(cls)
        process.popen, process.log, process._ended = popen, log, False
        return process

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def running(self) -> bool:
        return self.popen.poll() is None

    def terminate(self, seconds: float = 15) -> int:
        """Ask it to stop (SIGTERM), wait, and return its exit code.

        AssertionError when it is still there after `seconds`; it is then killed.
        """
        if self.running:
            self.popen.send_signal(signal.SIGTERM)
        try:
            code = self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"did not stop within {seconds} s of SIGTERM:\n{self.tail()}"
            ) from None
        self.kill()
        return code

    def kill(self) -> None:
        """End it and all it started, at once (SIGKILL)."""
        if self._ended:
            return
        self._ended = True  # afterwards the number may be another process's
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.popen.wait(15)
        if self.popen.stdout is not None:
            self.popen.stdout.close()

    def tail(self, lines: int = 40) -> str:
        """The last lines of its log, for a message."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
