"""What the page asks about being told of messages."""

from __future__ import annotations

from typing import Any

from server.doors.asked import Asked, Handlers
from server.doors.home import HomeNamespace
from server.person.notices import Notices


class NoticeAsks:
    """`notices`, `set_notices`, `notify_room`."""

    def __init__(self, home: HomeNamespace, notices: Notices) -> None:
        self._notices = notices
        home.add(self.handlers)
        home.greetings.append(lambda sid: home.tell("notices", notices.told, sid))

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {
            "notices": lambda _asked: self._notices.told,
            "set_notices": self._set,
            "notify_room": self._room,
        }

    def _set(self, asked: Asked) -> dict[str, Any]:
        self._notices.choose(
            level=asked.text("level") if asked.has("level") else None,
            sound=asked.flag("sound") if asked.has("sound") else None,
            text=asked.flag("text") if asked.has("text") else None,
            until=asked.number("until") if asked.has("until") else None,
        )
        return self._notices.told

    def _room(self, asked: Asked) -> None:
        self._notices.choose_for(asked.text("room"), asked.text("level"))
