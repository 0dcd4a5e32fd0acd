"""How this computer's person shows itself, in all of its rooms."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

import gevent

from server.founding import new_id
from server.hosted_view import HostedView
from server.replica import JoinedRoom
from server.room.acts import MODERATOR, rank
from server.room.profile import Profile, clean_profile, told_profile
from server.room.refusal import Refused
from server.rooms import Rooms
from server.settings import Settings
from server.view import View

log = logging.getLogger(__name__)

# Refusals that pass by themselves, and when to ask again (seconds).
PASSING, AGAIN = {"too_fast", "storage_full", "no_answer"}, 5.0


class OwnProfile:
    """On the hub: looks at the rooms whenever their cards change."""

    def __init__(self, rooms: Rooms, settings: Settings) -> None:
        self._rooms, self._settings = rooms, settings
        self.profile = told_profile(_kept(settings))
        # For each room: what was said to which connection last. Said once to each, since the same
        # person at another computer may have chosen otherwise.
        self._said: dict[str, tuple[int, Profile]] = {}
        rooms.watched.append(self.look)

    def choose(self, status: str | None, colour: int | None, picture: str | None) -> None:
        """Show oneself so from now on, here and in all rooms. Waits for the disk; raises `Refused`
        status_invalid, picture_invalid, malformed."""
        self.profile = clean_profile(status, colour, picture)
        self._settings.keep("profile", json.dumps(self.profile.chosen, ensure_ascii=False))
        self.look()

    def look(self) -> None:
        """Say it where it is not known yet."""
        for room, view in list(self._rooms.views.items()):
            saying = getattr(view, "connection", id(view)), self.profile
            if self._said.get(room) != saying and self._is_news_to(view):
                self._said[room] = saying
                gevent.spawn(self._say, room, view)

    def _is_news_to(self, view: View) -> bool:
        """Whether a room that takes it shows this person otherwise."""
        takes = isinstance(view, HostedView) or (
            # A host of an older version would not answer.
            isinstance(view, JoinedRoom) and view.connected and "status" in view.limits
        )
        member = self._rooms.identity.member
        me = view.state.members.get(member)
        if not takes or me is None or not me.here:
            return False
        # Whoever is muted is looked at again when they are not.
        silent = me.muted and rank(view.state, member) < MODERATOR
        return not silent and me.profile != self.profile

    def _say(self, room: str, view: View) -> None:
        try:
            answer = view.act("profile", {"id": new_id(), **self.profile.chosen})
            error = answer.get("error")
            code = error.get("code") if isinstance(error, Mapping) else None
        except Refused as refusal:
            code = refusal.code
        if code in PASSING:
            gevent.sleep(AGAIN)
            self._said.pop(room, None)
            self.look()
        elif code not in (None, "no_change", "away"):
            log.warning("room %s does not take how one shows oneself: %s", room, code)


def _kept(settings: Settings) -> Mapping[str, object]:
    kept = json.loads(settings.get("profile", "{}"))
    return kept if isinstance(kept, Mapping) else {}
