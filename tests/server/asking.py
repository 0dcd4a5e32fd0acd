"""Two programs: a host at its room, and somebody who asks to come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for


class Two:
    """A host at its room, and somebody who asks to come in."""

    def __init__(self, programs: Callable[[str], Program]) -> None:
        self.host, self.friend = programs("host"), programs("friend")
        self.home, self.far = self.host.page(), self.friend.page()
        self.room = self.home.ask("host", name="방", admission="ask")["room"]
        self.inside = self.host.page("/room", room=self.room)
        port = self.home.ask("invite", room=self.room)["port"]
        self.address = f"127.0.0.1:{port}"

    def knock(self, name: str = "Minsu") -> str:
        probe = str(self.far.ask("probe", text=self.address)["probe"])
        answer = self.far.ask("join", probe=probe, name=name)
        assert answer["error"]["code"] == "waiting", answer
        assert answer["error"]["probe"] == probe
        return probe

    def waiting(self) -> list[dict[str, Any]]:
        told = self.inside.all("knocks")
        return list(told[-1]) if told else []

    def answer(self, how: str) -> None:
        wait_for(self.waiting, "the knock")
        knock = self.waiting()[0]["knock"]
        assert self.inside.ask("answer_knock", knock=knock, answer=how)["ok"]


def card(home: Page, room: str) -> dict[str, Any]:
    cards = home.all("rooms")
    return next((dict(one) for one in (cards[-1] if cards else []) if one["id"] == room), {})
