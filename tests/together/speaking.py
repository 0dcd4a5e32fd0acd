"""Programs that a test speaks with in lines of JSON over a socket pair.

The test sends `{"n": 7, "do": "say", …}` and gets `{"n": 7, …}` back; whatever else the
program has to tell comes as lines without `n`.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.copies import ROOT, environment_of
from tests.support.processes import Process
from tests.support.wait import wait_for

Line = dict[str, Any]


class Speaker:
    """One such program, running. Its command ends with the number of its end of the pair."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        home: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.told: list[Line] = []
        self._answers: dict[int, Line] = {}
        self._numbers = itertools.count(1)
        self._news = threading.Condition()
        self._gone = False
        self._socket, theirs = socket.socketpair()
        with theirs:
            self.process = Process(
                [*command, str(theirs.fileno())],
                log,
                environment=environment_of(home, environment),
                folder=ROOT,
                descriptors=(theirs.fileno(),),
            )
        threading.Thread(target=self._read, name=f"hears {log.name}", daemon=True).start()

    def ask(self, do: str, *, seconds: float = 30, **more: Any) -> Line:
        """Send a command and wait for its answer; AssertionError without one in time."""
        number = self.begin(do, **more)
        answer = self.answer(number, f"{do} {more}", seconds=seconds)
        assert "fault" not in answer, f"{do} {more}: {answer['fault']}"
        return answer

    def begin(self, do: str, **more: Any) -> int:
        """Send a command and do not wait; the number for `answer`."""
        number = next(self._numbers)
        line = json.dumps({"n": number, "do": do, **more}).encode() + b"\n"
        self._socket.sendall(line)
        return number

    def answer(self, number: int, what: str, *, seconds: float = 30) -> Line:
        """The answer to the command `number`."""
        with self._news:
            self._news.wait_for(lambda: number in self._answers or self._gone, seconds)
            assert number in self._answers, f"no answer to {what}:\n{self.process.tail()}"
            return self._answers.pop(number)

    def wait(self, look: Callable[[], Any], what: str, *, seconds: float = 30) -> Any:
        """Wait until `look` finds something in what was told."""
        try:
            return wait_for(look, what, seconds=seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; told last: {self.told[-5:]}") from None

    def kill(self) -> None:
        """SIGKILL, and everything that it had told before is in `told`."""
        self.process.kill()
        with self._news:
            self._news.wait_for(lambda: self._gone, 10)
        self._socket.close()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        code = self.process.terminate()
        with self._news:
            self._news.wait_for(lambda: self._gone, 10)
        self._socket.close()
        return code

    def _read(self) -> None:
        with contextlib.suppress(OSError), self._socket.makefile("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break  # killed in the middle of it
                self._hear(json.loads(line))
        with self._news:
            self._gone = True
            self._news.notify_all()

    def _hear(self, line: Line) -> None:
        with self._news:
            if "n" in line:
                self._answers[line.pop("n")] = line
                self._news.notify_all()
            else:
                self.told.append(line)
