"""A program that runs on a long room, asked as its page asks it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import socketio

from tests.bench.generator import BenchError
from tests.bench.long.rooms import LongRoom
from tests.support.copies import environment_of

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0


class Running:
    """One program; `url` is its page's address, with the secret."""

    def __init__(self, process: subprocess.Popen[str], room: LongRoom) -> None:
        self._process, self.room = process, room
        self.url = str(self._line()["url"])
        parts = urlsplit(self.url)
        self._address = f"{parts.scheme}://{parts.netloc}"
        self._secret = parse_qs(parts.fragment)["secret"][0]

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def ask(self, what: str) -> dict[str, float]:
        """Ask it what `program.py` answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchError(f"the program ended with status {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found

    @contextmanager
    def home(self) -> Iterator[Home]:
        """A page's connection to all that Home asks."""
        line = socketio.Client(reconnection=False, handle_sigint=False)
        line.connect(
            self._address,
            auth={"secret": self._secret},
            namespaces=["/home"],
            transports=["websocket"],
        )
        try:
            yield Home(line)
        finally:
            line.disconnect()

    def host(self) -> None:
        """Open its room to others, as it was when all was said."""
        with self.home() as home:
            home.ask("start", room=self.room.room)

    def open(self) -> float:
        """Connect to the room as the page does; seconds until its newest entries are there."""
        line = socketio.Client(reconnection=False, handle_sigint=False)
        newest = threading.Event()
        told = {"last": 0, "shown": 0}

        # Each runs in a thread of its own, in any order.
        def hear(what: str, number: int) -> None:
            told[what] = number
            if 0 < told["last"] <= told["shown"]:
                newest.set()

        line.on("welcome", lambda data: hear("last", data["last"]), namespace="/room")
        line.on("entries", lambda data: hear("shown", data[-1]["number"]), namespace="/room")
        auth = {"protocol": 1, "secret": self._secret, "room": self.room.room, "after": -1}
        began = time.perf_counter()
        line.connect(self._address, auth=auth, namespaces=["/room"], transports=["websocket"])
        try:
            if not newest.wait(PATIENCE):
                raise BenchError("the newest entries of a room did not come")
            return time.perf_counter() - began
        finally:
            line.disconnect()


class Home:
    """What Home's page asks."""

    def __init__(self, line: socketio.Client) -> None:
        self._line = line

    def ask(self, what: str, **data: Any) -> dict[str, Any]:
        """The answer; BenchError for a refusal."""
        answer: dict[str, Any] = self._line.call(what, data, namespace="/home", timeout=60)
        if not answer["ok"]:
            raise BenchError(f"{what}: {answer['error']['message']}")
        return answer


@contextmanager
def running(room: LongRoom) -> Iterator[Running]:
    """Run the program on a copy of a long room, which it changes; stop it politely."""
    home = room.folder.with_name(f"{room.folder.name}-home")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.long.program", str(room.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment_of(home),
    )
    try:
        yield Running(process, room)
    finally:
        process.communicate()  # closes its input
        if process.returncode is None:
            process.kill()
