"""What the page asks about whom this computer's person does not want to hear."""

from __future__ import annotations

from server.doors.asked import Asked, Handlers
from server.doors.home import HomeNamespace
from server.person.blocked import Blocked


class BlockAsks:
    """`block`, `unblock`; and the event `blocked`, after `home` and at each change."""

    def __init__(self, home: HomeNamespace, blocked: Blocked) -> None:
        self._blocked = blocked
        home.add(self.handlers)
        home.greetings.append(lambda sid: home.tell("blocked", blocked.told, sid))
        blocked.changed.append(lambda: home.tell("blocked", blocked.told))

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"block": self._block, "unblock": self._unblock}

    def _block(self, asked: Asked) -> None:
        self._blocked.block(asked.text("member"), asked.text("name"))

    def _unblock(self, asked: Asked) -> None:
        self._blocked.unblock(asked.text("member"))
