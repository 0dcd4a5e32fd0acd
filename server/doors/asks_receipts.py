"""What the page asks about telling others up to where one has read."""

from __future__ import annotations

from server.doors.asked import Asked, Handlers
from server.doors.home import HomeNamespace
from server.person.own_receipts import OwnReceipts


class ReceiptAsks:
    """`receipts`, after `home` and at each change, and `set_receipts`."""

    def __init__(self, home: HomeNamespace, receipts: OwnReceipts) -> None:
        self._home, self._receipts = home, receipts
        home.add(self.handlers)
        home.greetings.append(self._tell)

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"set_receipts": self._set}

    def _tell(self, sid: str | None = None) -> None:
        self._home.tell("receipts", {"on": self._receipts.on}, sid)

    def _set(self, asked: Asked) -> None:
        self._receipts.choose(asked.flag("on"))
        self._tell()
