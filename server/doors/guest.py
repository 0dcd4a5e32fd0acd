"""The guest door: plain HTTP for browsers, closed until the host opens it; no key is proved."""

from __future__ import annotations

from flask import Flask

from server.doors.outer import OuterDoor
from server.doors.pages import add_pages

PORT = 47880


class GuestDoor(OuterDoor):
    """Serves the page, and speaks with it."""

    name = "guest"
    ports = range(PORT, PORT + 10)

    def furnish(self, app: Flask) -> None:
        """The page."""
        add_pages(app, "guest")
