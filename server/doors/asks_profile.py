"""What the page asks about how its person shows itself."""

from __future__ import annotations

import msgspec

from server.doors.asked import Asked, Handlers
from server.doors.home import HomeNamespace
from server.person.own_profile import OwnProfile
from server.wire import read


class _Asked(msgspec.Struct):
    status: str | None = None
    colour: int | None = None
    picture: str | None = None


class ProfileAsks:
    """`profile`, after `home` and at each change, and `set_profile`."""

    def __init__(self, home: HomeNamespace, own: OwnProfile) -> None:
        self._home, self._own = home, own
        home.add(self.handlers)
        home.greetings.append(self._tell)

    @property
    def handlers(self) -> Handlers:
        """By the name of the request."""
        return {"set_profile": self._set}

    def _tell(self, sid: str | None = None) -> None:
        self._home.tell("profile", self._own.profile.chosen, sid)

    def _set(self, asked: Asked) -> None:
        form = read(asked.without(), _Asked)
        self._own.choose(form.status, form.colour, form.picture)
        self._tell()
