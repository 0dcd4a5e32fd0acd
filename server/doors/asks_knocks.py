"""Who asks to come into a room of this computer: told to the page wherever it is, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.doors.asked import Asked, Handlers
from server.network.networks import Networks, network_of
from server.replica.hosts_refusal import read_refusal
from server.rooms import Rooms


class KnockAsks:
    """`answer_knock`, and the event `knocks`."""

    def __init__(
        self,
        rooms: Rooms,
        tell: Callable[[str, Any], None],
        *,
        networks: Callable[[], Networks],
        somebody_new: Callable[[], None],
    ) -> None:
        """`tell` tells every page; `somebody_new` is called when somebody begins to wait."""
        self._rooms, self._tell = rooms, tell
        self._networks, self._somebody_new = networks, somebody_new
        self.waiting: list[dict[str, Any]] = []

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"answer_knock": self._answer}

    def look(self) -> None:
        """Something changed in a room: tell who waits now, if that is news."""
        before, self.waiting = self.waiting, self._all()
        if self.waiting == before:
            return
        known = {knock["knock"] for knock in before}
        if any(knock["knock"] not in known for knock in self.waiting):
            self._somebody_new()
        self._tell("knocks", self.waiting)

    def _all(self) -> list[dict[str, Any]]:
        return [{"room": id, **knock} for id in self._rooms.ids for knock in self._knocks_at(id)]

    def _knocks_at(self, room: str) -> list[dict[str, Any]]:
        knocks = self._rooms.get(room).knocks
        if self._rooms.find_hosted(room) is None:
            return list(knocks)  # another computer's networks are its own
        networks = self._networks()
        return [{**one, "network": network_of(one["address"], networks)} for one in knocks]

    def _answer(self, asked: Asked) -> None:
        room = self._rooms.get(asked.text("room"))
        answer = room.answer_knock(asked.text("knock"), asked.text("answer"))
        if answer.get("ok") is not True:
            raise read_refusal(answer.get("error"))
