"""What the page asks of all that was said: to be searched."""

from __future__ import annotations

from typing import Any

from server.doors.asked import Asked, Handlers
from server.library import Library
from server.room.refusal import malformed
from server.store import FOR_EVER

LONGEST = 200


class SearchAsks:
    """`search`, `search_people`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"search": self._search, "search_people": self._people}

    def _search(self, asked: Asked) -> dict[str, Any]:
        text = asked.text("text")
        if len(text) > LONGEST:
            raise malformed(f"a search has at most {LONGEST} characters")
        more: dict[str, Any] = {
            name: asked.text(name) for name in ("room", "author") if asked.has(name)
        }
        for name in ("since", "until", "before", "limit"):
            if asked.has(name):
                more[name] = max(0, min(asked.number(name), FOR_EVER))
        return self._library.find(text, **more)

    def _people(self, asked: Asked) -> dict[str, Any]:
        text = asked.text("text")
        if len(text) > LONGEST:
            raise malformed(f"a search has at most {LONGEST} characters")
        return self._library.people(text, room=asked.text("room") if asked.has("room") else None)
