"""Hosts for tests of links: a real one in a process of its own, and the harness around links."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import gevent

from server.address import Address
from server.identity import Identity
from server.link.link import Link
from server.link.loop import LinkLoop
from tests.support.ports import free_port

T = TypeVar("T")


class RealHost:
    """`host_program.py` on a folder and a port that stay the same over restarts."""

    def __init__(self, folder: Path, admission: str = "open") -> None:
        self.folder = folder
        self.port = free_port()
        self.admission = admission
        self._process: subprocess.Popen[str] | None = None
        self.told: dict[str, Any] = {}

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self.port)

    @property
    def room(self) -> str:
        return str(self.told["room"])

    @property
    def fingerprint(self) -> str:
        return str(self.told["fingerprint"])

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> RealHost:
        """Start it and wait until it listens."""
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.server.link.host_program",
                    str(self.folder),
                    str(self.port),
                    self.admission,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                bufsize=1,
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.kill()
            raise AssertionError((self.folder.parent / f"{self.folder.name}.log").read_text())
        self.told = json.loads(line)
        return self

    def tell(self, line: str) -> None:
        """Give it a command."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def say_bye(self) -> None:
        """Close the room politely and wait for the end."""
        self.tell("bye")
        self._end(10)

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.kill()
            self._end(10)

    def _end(self, seconds: float) -> None:
        process, self._process = self._process, None
        assert process is not None
        process.wait(seconds)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()


def wait(look: Callable[[], T | None], what: str, seconds: float = 15) -> T:
    """Let the hub run until `look` returns something true, and return that."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        gevent.sleep(0.005)


class Member:
    """A link with an ear that writes everything down: `heard` is a list of (event, arguments)."""

    def __init__(
        self,
        loop: LinkLoop,
        identity: Identity,
        *,
        fingerprint: str,
        addresses: list[Address],
        target: str = "",
        name: str = "Minsu",
        invite: str = "",
    ) -> None:
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self.after = -1
        self.chain: str | None = None
        self.link = Link(
            loop,
            identity,
            target=target,
            fingerprint=fingerprint,
            addresses=addresses,
            name=name,
            invite=invite,
            position=lambda: (self.after, self.chain),
            listener=self,
        )

    def on_connecting(self) -> None:
        self.heard.append(("connecting", ()))

    def on_welcome(self, payload: Any) -> None:
        self.heard.append(("welcome", (payload,)))

    def on_entries(self, payload: Any) -> None:
        self.heard.append(("entries", (payload,)))
        if isinstance(payload, list) and payload and isinstance(payload[-1], dict):
            self.after = payload[-1].get("number", self.after)

    def on_signals(self, payload: Any) -> None:
        self.heard.append(("signals", (payload,)))

    def on_knocks(self, payload: Any) -> None:
        self.heard.append(("knocks", (payload,)))

    def on_retrying(self, at_ms: int, since_ms: int, reason: str) -> None:
        self.heard.append(("retrying", (at_ms, since_ms, reason)))

    def on_refused(self, code: str, message: str, data: dict[str, Any]) -> None:
        self.heard.append(("refused", (code, message, data)))

    def on_bye(self, code: str, message: str, retry_after_ms: int | None, why: str) -> None:
        more = (why,) if why else ()
        self.heard.append(("bye", (code, message, retry_after_ms, *more)))

    def all(self, event: str) -> list[tuple[Any, ...]]:
        """The arguments of every such event so far."""
        return [args for name, args in self.heard if name == event]

    def next(self, event: str, count: int = 1, seconds: float = 15) -> tuple[Any, ...]:
        """Wait until `count` such events were heard; the newest one's arguments."""
        wait(lambda: len(self.all(event)) >= count, f"{event} {count}: {self.heard}", seconds)
        return self.all(event)[count - 1]

    def numbers(self) -> list[int]:
        """The numbers of all entries, as they came."""
        return [entry["number"] for (entries,) in self.all("entries") for entry in entries]


def entry(number: int) -> dict[str, Any]:
    return {"number": number, "kind": "said"}
