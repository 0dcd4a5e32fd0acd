"""Joined copies of the program, each in a process of its own on a data folder of its own."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.support.copies import Host
from tests.support.wait import wait_for
from tests.together.speaking import Speaker


def link_to(host: Host, *addresses: str) -> str:
    """The host's invitation with other addresses, like "127.0.0.1:47800"."""
    parts = urlsplit(host.said["invite"])
    fields = parse_qs(parts.query)
    fields["at"] = list(addresses)
    return str(parts._replace(query=urlencode(fields, doseq=True)).geturl())


def local_link(host: Host) -> str:
    """The host's invitation, by the loopback interface."""
    return link_to(host, urlsplit(host.lan).netloc)


class Joined:
    """A copy of the program. It can be killed and started again."""

    def __init__(
        self,
        name: str,
        data: Path,
        logs: Path,
        *,
        before: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`before`: what to put before the command, like ("ip", "netns", "exec", "seoul")."""
        self.name, self.data, self.room = name, data, ""
        self._logs, self._before, self._environment = logs, before, environment
        self.queued: dict[str, str] = {}
        self._earlier: list[dict[str, Any]] = []
        self._speaker: Speaker | None = None

    def start(self) -> Joined:
        """Start it; after a `join` it follows its room again, as a window does."""
        command: list[str | Path] = [
            *self._before,
            sys.executable,
            "-m",
            "tests.together.copy",
            self.data,
        ]
        home = self.data.parent / f"{self.data.name}-home"
        log = self._logs / f"{self.data.name}.log"
        self._speaker = Speaker(command, log, home, self._environment)
        assert self.home("set")["ok"]
        if self.room:
            self.show()
        return self

    @property
    def running(self) -> bool:
        return self._speaker is not None

    @property
    def speaker(self) -> Speaker:
        assert self._speaker is not None, f"{self.name} does not run"
        return self._speaker

    @property
    def told(self) -> list[dict[str, Any]]:
        """All lines of all its lives."""
        return self._earlier + (self._speaker.told if self._speaker else [])

    def home(self, event: str, **payload: Any) -> dict[str, Any]:
        """Ask in /home."""
        return self._answer(self.speaker.ask("home", event=event, payload=payload))

    def ask(self, event: str, payload: Any) -> dict[str, Any]:
        """Ask in the room on the screen."""
        return self._answer(self.speaker.ask("room", event=event, payload=payload))

    @staticmethod
    def _answer(line: dict[str, Any]) -> dict[str, Any]:
        assert "answer" in line, line
        answer: dict[str, Any] = line["answer"]
        return answer

    def join(self, link: str) -> None:
        """Come into the room of an invitation, and show it."""
        probe = self.home("probe", text=link)
        assert probe["ok"], probe
        answer = self.home("join", probe=probe["probe"], name=self.name)
        assert answer["ok"], answer
        self.room = answer["room"]
        self.show()
        self.wait_for_status("connected")

    def show(self, after: int = -1) -> None:
        """Put the room on the screen."""
        self.speaker.ask("show", room=self.room, after=after)

    def say(self, text: str) -> str:
        """Put a message into the outbox; its id."""
        id = str(uuid.uuid4())
        answer = self.ask("say", {"id": id, "text": text})
        assert answer == {"ok": True, "queued": True}, answer
        self.queued[id] = text
        return id

    @property
    def statuses(self) -> list[dict[str, Any]]:
        """All states of the room's card in this life, in order."""
        told = self.speaker.told
        return [line["state"] for line in told if line.get("card") == self.room]

    def wait_for_status(self, kind: str, *, seconds: float = 30) -> dict[str, Any]:
        """Wait until the room's card says `kind`; the whole state."""

        def look() -> dict[str, Any] | None:
            statuses = self.statuses
            return statuses[-1] if statuses and statuses[-1]["kind"] == kind else None

        try:
            return wait_for(look, f"{self.name}: {kind}", seconds=seconds)
        except AssertionError as error:
            raise AssertionError(
                f"{error}; statuses: {[s['kind'] for s in self.statuses]}"
            ) from None

    @property
    def welcome(self) -> dict[str, Any]:
        """The newest welcome of the room on the screen, in this life; waits for one."""

        def look() -> list[dict[str, Any]]:
            told = self.speaker.told
            return [line["with"] for line in told if line.get("room") == "welcome"]

        return wait_for(look, f"{self.name}: a welcome")[-1]

    @property
    def shown(self) -> list[tuple[int, str, str | None]]:
        """The entries that the window was told in this life: number, id, text."""
        return [tuple(one) for line in self.speaker.told for one in line.get("shown", [])]

    def wait_for_shown(self, numbers: list[int]) -> None:
        """Wait for as many entries in the window; they are exactly these, in this order."""
        wait_for(lambda: len(self.shown) >= len(numbers), f"{self.name}: entries in the window")
        assert [number for number, _, _ in self.shown] == numbers

    def kill(self) -> None:
        """SIGKILL."""
        self.speaker.kill()
        self._remember()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        code = self.speaker.stop()
        self._remember()
        return code

    def _remember(self) -> None:
        told = self.speaker.told
        self.queued.update({line["queued"]: line["text"] for line in told if "queued" in line})
        self._earlier += told
        self._speaker = None
