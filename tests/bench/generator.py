"""The load generator: built from `load/` with the system's C compiler, driven line by line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SOURCES = Path(__file__).parent / "load"
BUILT = Path(__file__).parents[2] / "build" / "bench"


class BenchError(Exception):
    """What a person reads when a measurement cannot be made or lost a delivery."""


def compiler() -> str | None:
    """Return the path of the system's C compiler, None without one."""
    return shutil.which("cc") or shutil.which("gcc")


def build() -> Path:
    """Compile the generator where it is older than its sources; return its path."""
    program = BUILT / "load"
    sources = sorted(SOURCES.glob("*.c"))
    newest = max(path.stat().st_mtime for path in SOURCES.iterdir())
    if program.exists() and program.stat().st_mtime > newest:
        return program
    if (found := compiler()) is None:
        raise BenchError(
            "The bench needs a C compiler for its load generator"
            " (Debian: apt-get install gcc libc6-dev)."
        )
    BUILT.mkdir(parents=True, exist_ok=True)
    fresh = program.with_suffix(f".{os.getpid()}")
    command = [found, "-O2", "-Wall", "-o", str(fresh), *map(str, sources), "-ldl"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BenchError(f"The load generator does not build:\n{result.stderr}")
    fresh.replace(program)
    return program


class Generator:
    """Members of one server, in a process of their own.

    `wire` is `events`, `room` or `irc`, `transport` `plain`, `tls` or `prompt` (`load/main.c`
    tells); `cores` are the processors the process may use, `name` stands in errors.
    """

    def __init__(
        self,
        wire: str,
        port: int,
        transport: str,
        cores: set[int] | None = None,
        name: str = "the server",
    ) -> None:
        self._name = name
        self._process = subprocess.Popen(
            [str(build()), wire, "127.0.0.1", str(port), transport],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if cores:
            os.sched_setaffinity(self._process.pid, cores)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended; its last words follow
        answer = self._process.stdout.readline()
        if not answer:
            raise BenchError(f"the load generator ended with status {self._process.wait()}")
        result: dict[str, Any] = json.loads(answer)
        if "error" in result:
            raise BenchError(f"{self._name}: {result['error']}")
        return result

    def open(self, count: int, *, at_once: int | None = None) -> dict[str, float]:
        """Connect `count` more members, `at_once` at a time.

        Returns `seconds` until all are in, and `generator_cpu`, the generator's own.
        """
        return self._ask(f"open {count} {at_once or count}")

    def burst(
        self,
        *,
        seconds: float = 3600,
        most: int = 2_000_000,
        window: int,
        size: int = 100,
        pause_ms: float = 0,
    ) -> dict[str, Any]:
        """Send texts of `size` bytes for `seconds`, at most `most` of them, `window` in flight.

        Returns counts, seconds, and latencies to half of the members and to the last one. With
        `pause_ms`, each member in turn says one, one every so many ms; then the latencies are
        also those of `each` delivery, counted from when it was to be sent.
        """
        return self._ask(f"burst {seconds} {most} {window} {size} {pause_ms}")
