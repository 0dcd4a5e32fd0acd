"""Where copies of the program are born that are to be there at once.

    python -m tests.page.nursery

Has read all that the program is made of, which is most of what a start costs, and splits off a
copy for each line of JSON on standard input (`arguments`, `environment`, `log`), answered with its
process id. A line with a `child` is answered with that copy's exit code, null while it runs. It
ends with its input; the copies live on.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support.copies import ROOT
from tests.support.processes import Process

# What the program reads after it has begun.
LATER = ("aiohttp", "server.parts", "engineio.async_drivers.gevent", "h11", "simple_websocket")


class Born:
    """A copy from the nursery, with as much of `subprocess.Popen` as `Process` asks of it."""

    stdout = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        if self._code is None:
            self._code = nursery().ask(child=self.pid)
        return self._code

    def wait(self, timeout: float) -> int:
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return code

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


class Nursery:
    """The process that has read it all."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.page.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )

    def ask(self, **asked: object) -> Any:
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answering is not None
        asking.write(json.dumps(asked) + "\n")
        asking.flush()
        return json.loads(answering.readline())


@cache
def nursery() -> Nursery:
    """This test process's own."""
    return Nursery()


def born(arguments: Sequence[str | Path], log: Path, environment: dict[str, str]) -> Process:
    """A copy of `tests.page.program`, as if it had been started anew."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.touch()
    said = {"arguments": [str(part) for part in arguments], "log": str(log)}
    return Process.of(Born(nursery().ask(environment=environment, **said)), log)


def _be(arguments: list[str], environment: dict[str, str], log: str) -> None:
    """In the child: become the program."""
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), out, out)):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    from tests.page import program

    program.main()


def _bear(asked: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _be(**asked)
        code = 0
    finally:
        if code:
            sys.excepthook(*sys.exc_info())
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    for module in ("tests.page.program", *LATER):
        import_module(module)
    gc.freeze()
    codes: dict[int, int] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if (child := asked.get("child")) is None:
            answer: int | None = _bear(asked)
        else:
            if child not in codes and (ended := os.waitpid(child, os.WNOHANG))[0]:
                codes[child] = os.waitstatus_to_exitcode(ended[1])
            answer = codes.get(child)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
