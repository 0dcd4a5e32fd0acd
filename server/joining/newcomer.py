"""What a link tells before there is a room that could hear it: on the way in for the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gevent.event import AsyncResult

from server.replica.replica import JoinedRoom
from server.room.refusal import Refused


class Newcomer:
    """Hears a link until the host has let us in or not; then hands what it heard to the room."""

    def __init__(self) -> None:
        self.answer: AsyncResult[Any] = AsyncResult()
        self._heard: list[tuple[str, tuple[Any, ...]]] = []
        self._room: JoinedRoom | None = None
        self._waits = False
        # While one waits: the host is not there to answer.
        self.away = False
        self.noticed: Callable[[], None] = lambda: None

    def wait_on(self) -> None:
        """The host was asked to let us in: the next answer is whether it did."""
        self._waits = True
        self.answer = AsyncResult()

    def _notice(self, away: bool) -> None:
        if away != self.away:
            self.away = away
            self.noticed()

    def position(self) -> tuple[int, str | None]:
        """What is here of the room's log."""
        return (-1, None) if self._room is None else self._room.position

    def hand_over(self, room: JoinedRoom) -> None:
        """Give `room` all that was heard, and all that will be."""
        while self._heard:
            name, args = self._heard.pop(0)
            getattr(room, name)(*args)  # may wait; what comes meanwhile is put behind
        self._room = room

    def _hear(self, name: str, *args: Any) -> None:
        if self._room is not None:
            getattr(self._room, name)(*args)
        else:
            self._heard.append((name, args))

    def on_connecting(self) -> None:
        self._hear("on_connecting")

    def on_welcome(self, payload: Any) -> None:
        self._hear("on_welcome", payload)
        room = payload.get("room") if isinstance(payload, dict) else None
        if isinstance(room, dict) and isinstance(room.get("id"), str) and len(room["id"]) == 32:
            self.answer.set(payload)
        else:
            self.answer.set_exception(Refused("not_sarangbang", "The host was not understood."))

    def on_entries(self, payload: Any) -> None:
        self._hear("on_entries", payload)

    def on_signals(self, payload: Any) -> None:
        self._hear("on_signals", payload)

    def on_knocks(self, payload: Any) -> None:
        self._hear("on_knocks", payload)

    def on_retrying(self, at_ms: int, since_ms: int, reason: str) -> None:
        self._hear("on_retrying", at_ms, since_ms, reason)
        if self._room is not None:
            return
        if self._waits:
            self._notice(away=True)
        else:
            self.answer.set_exception(Refused(reason, "The host could not be reached."))

    def on_refused(self, code: str, message: str, data: dict[str, Any]) -> None:
        self._hear("on_refused", code, message, data)
        if self._room is not None:
            return
        if self._waits and code == "waiting":
            self._notice(away=False)
        else:
            self.answer.set_exception(Refused(code, message, data))

    def on_bye(self, code: str, message: str, retry_after_ms: int | None, why: str) -> None:
        self._hear("on_bye", code, message, retry_after_ms, why)
        if self._room is None:
            self.answer.set_exception(Refused(code, message))
