"""What the page asks of the ports at which others come in."""

from __future__ import annotations

from typing import Any

from server.doors.asked import Asked, Handlers
from server.doors.hosting import Hosting
from server.room.refusal import Refused
from server.settings import Settings

# Below are the ports that systems keep for their own services.
LOWEST, HIGHEST = 1024, 65535


class PortAsks:
    """`ports`, `set_ports`. What was chosen is tried first when the door opens the next time."""

    def __init__(self, hosting: Hosting, settings: Settings) -> None:
        self._hosting, self._settings = hosting, settings
        self._take_up()

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"ports": lambda _asked: self._told(), "set_ports": self._set}

    def _told(self) -> dict[str, Any]:
        return {
            door.name: {
                "chosen": door.preferred,
                "usual": door.ports[0],
                "open": door.port if door.is_open else None,
            }
            for door in (self._hosting.lan, self._hosting.guest)
        }

    def _set(self, asked: Asked) -> dict[str, Any]:
        ports = {name: asked.number(name) if asked.has(name) else None for name in ("lan", "guest")}
        for port in ports.values():
            if port is not None and not LOWEST <= port <= HIGHEST:
                raise Refused("port_invalid", f"A port is a number from {LOWEST} to {HIGHEST}.")
        told = self._told()
        meant = [port or told[name]["usual"] for name, port in ports.items()]
        if meant[0] == meant[1]:
            raise Refused("ports_same", "The two cannot have the same port.")
        for name, port in ports.items():
            self._settings.keep(f"{name}_port", str(port or ""))
        self._take_up()
        return self._told()

    def _take_up(self) -> None:
        for door in (self._hosting.lan, self._hosting.guest):
            kept = self._settings.get(f"{door.name}_port")
            door.preferred = int(kept) if kept.isdecimal() else None
