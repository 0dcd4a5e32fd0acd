"""How this computer's person shows itself, in all of its rooms."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from weakref import WeakKeyDictionary

import gevent

from server.host.founding import new_id
from server.host.view import HostedView
from server.replica.replica import JoinedRoom
from server.room.acts import MODERATOR, rank
from server.room.profile import Profile, clean_profile, told_profile
from server.room.refusal import Refused
from server.room.state import Member
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
        # For each room: what was said to which connection last; said once to each, and once more
        # when one may speak again.
        self._said: dict[str, tuple[int, Profile, bool]] = {}
        # Where it was shown since the start, of the one who joined by that entry. What comes there
        # later was chosen by the same person at another computer, and stands. It is not taken for
        # this one's choice as well: a host could put it into the log, and so into all other rooms.
        self._shown: WeakKeyDictionary[View, int] = WeakKeyDictionary()
        rooms.watched.append(self.look)

    def choose(self, status: str | None, colour: int | None, picture: str | None) -> None:
        """Show oneself so from now on, here and in all rooms. Waits for the disk; raises `Refused`
        status_invalid, picture_invalid, malformed."""
        self.profile = clean_profile(status, colour, picture)
        self._said.clear()
        self._shown.clear()
        self._settings.keep("profile", json.dumps(self.profile.chosen, ensure_ascii=False))
        self.look()

    def look(self) -> None:
        """Say it where it is not known yet."""
        if not self._settings.get("profile"):
            return  # the person may have chosen at another computer, and nothing ever at this one
        for room, view in list(self._rooms.views.items()):
            me = self._me_in(view)
            if me is None:
                continue
            if me.profile == self.profile:
                # What is above in a log that is still being fetched may be newer.
                if not isinstance(view, JoinedRoom) or view.gap.caught_up:
                    self._shown[view] = me.joined
                continue
            # Whoever is muted may take back, and is looked at again when they are not.
            muted = me.muted and rank(view.state, me.id) < MODERATOR
            silent = muted and not self.profile.takes_back(me.profile)
            saying = getattr(view, "connection", id(view)), self.profile, muted
            if not silent and self._shown.get(view) != me.joined and self._said.get(room) != saying:
                self._said[room] = saying
                gevent.spawn(self._say, room, view)

    def _me_in(self, view: View) -> Member | None:
        """This person in a room that takes it."""
        takes = isinstance(view, HostedView) or (
            # A host of an older version would not answer.
            isinstance(view, JoinedRoom) and view.connected and "status" in view.limits
        )
        me = view.state.members.get(self._rooms.identity.member)
        return me if takes and me is not None and me.here else None

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
