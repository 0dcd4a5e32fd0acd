"""What the page asks of what the program is made of."""

from __future__ import annotations

from typing import Any

from server.disk import Disk
from server.doors.asked import Asked, Handlers
from server.room.refusal import malformed


class LicenceAsks:
    """`licences`, `licence`. Read at the first question: most people never ask one."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._known: list[Any] | None = None

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"licences": self._list, "licence": self._text}

    def _parts(self) -> list[Any]:
        if self._known is None:
            from server.licences import all_parts

            self._known = self._disk.work(all_parts)
        return self._known

    def _list(self, _asked: Asked) -> dict[str, Any]:
        from server.licences import own_licence

        parts = [
            {**{name: part[name] for name in ("name", "version", "licence")}, "at": at}
            for at, part in enumerate(self._parts())
        ]
        return {"parts": parts, "own": self._disk.read(own_licence)}

    def _text(self, asked: Asked) -> dict[str, Any]:
        at, parts = asked.number("at"), self._parts()
        if not 0 <= at < len(parts):
            raise malformed("there is no such part")
        return {"text": parts[at]["text"]}
