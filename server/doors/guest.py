"""The guest door: plain HTTP for browsers, closed until the host opens it; no key is proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify

from server.doors.outer import OuterDoor
from server.doors.pages import add_pages
from server.doors.room_namespace import FindRoom

PORT = 47880


class GuestDoor(OuterDoor):
    """Serves the page, and speaks with it."""

    name = "guest"
    ports = range(PORT, PORT + 10)

    def __init__(
        self,
        find_room: FindRoom,
        *,
        program: Callable[[], dict[str, Any] | None] = lambda: None,
        **options: Any,
    ) -> None:
        """`program` tells how the program comes in, which is by the lan door: its `key` and
        `port`; None while that is closed. `options` are those of `OuterDoor`."""
        super().__init__(find_room, **options)
        self._program = program

    def furnish(self, app: Flask) -> None:
        """The page, and what it needs to hand whoever has the program over to it."""
        add_pages(app, "guest")

        @app.get("/door/program")
        def program() -> Response:
            # The key is what the lan door shows to everybody; no secret of that door is told here.
            return jsonify(self._program() or {})
