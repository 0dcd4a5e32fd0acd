"""What the page asks of the program, each value of the type it must have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.room.canonical import LARGEST_INTEGER
from server.room.refusal import malformed


class Asked:
    """What the page asked, each value of the type it must have; else `Refused` malformed."""

    def __init__(self, payload: dict[str, Any], sid: str) -> None:
        self._payload = payload
        self.sid = sid

    def has(self, name: str) -> bool:
        return self._payload.get(name) is not None

    def without(self, *names: str) -> dict[str, Any]:
        """All else that was asked, as it came."""
        return {name: self._payload[name] for name in self._payload if name not in names}

    def text(self, name: str) -> str:
        value = self._payload.get(name)
        if not isinstance(value, str):
            raise malformed(f"`{name}` is a text")
        return value

    def texts(self, name: str) -> list[str]:
        value = self._payload.get(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise malformed(f"`{name}` is a list of texts")
        return value

    def flag(self, name: str) -> bool:
        value = self._payload.get(name)
        if not isinstance(value, bool):
            raise malformed(f"`{name}` is true or false")
        return value

    def number(self, name: str) -> int:
        value = self._payload.get(name)
        # The database would fail at a number of more than 64 bits.
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_INTEGER:
            raise malformed(f"`{name}` is a number")
        return value


# Answers one request; what it returns is added to `{"ok": True}`. Raises `Refused`.
Handler = Callable[[Asked], dict[str, Any] | None]
Handlers = dict[str, Handler]
