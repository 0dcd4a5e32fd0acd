"""What the page is told of rooms nearby, and asks about them."""

from __future__ import annotations

from typing import Any

import gevent

from server.doors.asked import Asked, Handlers
from server.doors.home import HomeNamespace
from server.doors.hosting import Hosting
from server.joining.joining import Joining
from server.nearby.neighbourhood import Neighbourhood

#: The page is there before we begin to look around, in seconds: what it shows first needs none
#: of it.
AFTER_PAGE = 0.4


class NearbyAsks:
    """`nearby` and its requests: `probe_nearby`, `announce`, `tell_me`."""

    def __init__(
        self,
        home: HomeNamespace,
        neighbourhood: Neighbourhood,
        joining: Joining,
        hosting: Hosting,
    ) -> None:
        self._home, self._neighbourhood = home, neighbourhood
        self._joining, self._hosting = joining, hosting
        self._begun = False
        self._told: dict[str, Any] = {}
        home.add(self.handlers)
        home.greetings.append(self._greet)
        hosting.extras.append(self._panel)
        neighbourhood.changed = self._changed
        neighbourhood.opened = self._opened

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {
            "probe_nearby": self._probe,
            "announce": self._announce,
            "tell_me": self._tell_me,
        }

    def _greet(self, sid: str) -> None:
        self._home.tell("nearby", self._neighbourhood.shown(), sid)
        if not self._begun:
            self._begun = True
            gevent.spawn_later(AFTER_PAGE, self._neighbourhood.begin)

    def _changed(self) -> None:
        shown = self._neighbourhood.shown()
        if shown != self._told:
            self._told = shown
            self._home.tell("nearby", shown)

    def _opened(self, room: str) -> None:
        self._home.tell("opened", {"room": room})
        self._home.ask_attention()

    def _panel(self, room: str) -> dict[str, Any]:
        return {"announce": self._neighbourhood.choice(room)}

    def _probe(self, asked: Asked) -> dict[str, Any]:
        addresses, mark = self._neighbourhood.way_to(asked.text("nearby"))
        return self._joining.probe_nearby(addresses, mark)

    def _announce(self, asked: Asked) -> None:
        room = asked.text("room")
        self._neighbourhood.choose(room, asked.text("announce"))
        self._hosting.invitation_changed(room)

    def _tell_me(self, asked: Asked) -> None:
        self._neighbourhood.tell_me(asked.text("room"), asked.flag("on"))
