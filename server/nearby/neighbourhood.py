"""Between the rooms of this computer and those nearby: which are announced, which are known.

On the hub.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from server.address import Address
from server.identity import Identity
from server.nearby.nearby import REPORT_EVERY, Announcement, Nearby
from server.nearby.openings import Openings
from server.nearby.record import WHYS, Key
from server.nearby.seen import Sighting
from server.replica.far_host import Wire
from server.replica.replica import JoinedRoom
from server.room.refusal import Refused, malformed
from server.rooms import Rooms

#: What a host may say of a room: nothing, that it is there, or its name as well.
CHOICES = ("no", "yes", "name")
USUAL = "yes"

#: A link that tries in vain for so long (seconds) while its host is heard of is worth a word.
IN_VAIN = 5.0


class Neighbourhood:
    """Keeps both sides told of each other."""

    def __init__(
        self,
        rooms: Rooms,
        identity: Identity,
        nearby: Nearby,
        *,
        port: Callable[[], int],
        code: Callable[[str], int | None],
    ) -> None:
        """`port` is the one at which the hosted rooms are reached, `code` the number of the
        spoken code that a room shows."""
        self._rooms, self._identity, self._nearby = rooms, identity, nearby
        self._port, self._code = port, code
        self._keys: tuple[Key, ...] = ()
        self._openings = Openings()
        self._out_of_reach: set[str] = set()
        self._in_vain: dict[str, float] = {}
        self._told: dict[str, tuple[Wire, tuple[Address, ...]]] = {}
        # Set by the window door: what is heard looks different now; a room has opened that the
        # person waits for.
        self.changed: Callable[[], None] = lambda: None
        self.opened: Callable[[str], None] = lambda _room: None
        rooms.watched.append(self.rooms_changed)
        nearby.changed.append(self._nearby_changed)

    def begin(self) -> None:
        """Begin to say and to hear."""
        self.rooms_changed()
        self._nearby.begin()

    def rooms_changed(self) -> None:
        """Rooms came, went, or are called otherwise."""
        keys = tuple(self._own_keys())
        if keys != self._keys:
            self._keys = keys
            self._nearby.set_keys(keys)
        self._nearby.announce(self._announcements())
        self._look_after_friends()

    def _own_keys(self) -> list[Key]:
        own = [Key(self._identity.fingerprint, room.id) for room in self._rooms.hosted]
        joined = [
            Key(fingerprint, id)
            for id in self._rooms.ids
            if "~" not in id and (fingerprint := self._rooms.details(id).get("fingerprint"))
        ]
        return own + joined

    def _announcements(self) -> list[Announcement]:
        port = self._port()
        return [
            Announcement(
                Key(self._identity.fingerprint, room.id),
                port,
                room.state.name if self.choice(room.id) == "name" else None,
                self._code(room.id),
            )
            for room in self._rooms.hosted
            if port and self.choice(room.id) != "no"
        ]

    def choice(self, room: str) -> str:
        """What is said of a hosted room: one of `CHOICES`."""
        choice = self._rooms.details(room).get("announce")
        return choice if choice in CHOICES else USUAL

    def choose(self, room: str, choice: str) -> None:
        """Say this of a hosted room from now on. Raises `Refused`."""
        if choice not in CHOICES:
            raise malformed(f"`announce` is one of {', '.join(CHOICES)}")
        self._rooms.note(room, announce=choice)
        self.rooms_changed()

    def way_to(self, token: str) -> tuple[tuple[Address, ...], str]:
        """Where a room nearby is, and the mark that names it there; raises `Refused`."""
        one = self._nearby.find(token)
        if one is None:
            raise Refused("gone", "This room is not heard of any more.")
        return one.addresses, one.notice.mark

    def shown(self) -> dict[str, Any]:
        """What Home shows (`nearby` in `docs/protocol.md`)."""
        return {
            "state": self._nearby.state,
            "rooms": [self._shown(one) for one in self._latest()],
        }

    def _latest(self) -> list[Sighting]:
        """Each known room once, as it was heard of last; no room of our own."""
        own = self._identity.fingerprint
        latest: dict[str, Sighting] = {}
        for one in sorted(self._nearby.sightings, key=lambda one: one.first):
            if one.known is None:
                latest[one.token] = one
            elif one.known.fingerprint != own:
                latest.pop(one.known.room, None)
                latest[one.known.room] = one
        return list(latest.values())

    def _shown(self, one: Sighting) -> dict[str, Any]:
        known = one.known.room if one.known is not None else None
        name = self._rooms.name(known) if known is not None else one.notice.name
        return {
            "id": one.token,
            "name": name,
            "address": typed(one.addresses[0]),
            "known": known,
        }

    def could_not_reach(self, addresses: Sequence[Address], refusal: Refused) -> None:
        """We did not get through to these addresses; if they are a host's nearby, it is told."""
        self._nearby.report(addresses, refusal.code)

    # --- rooms elsewhere -------------------------------------------------------------------

    def tell_me(self, room: str, on: bool) -> None:
        """Whether to say when a room elsewhere opens. Raises `Refused`."""
        self._rooms.elsewhere(room)
        self._rooms.note(room, tell_me=on)

    def _nearby_changed(self) -> None:
        self._look_after_friends()
        self.changed()

    def _look_after_friends(self) -> None:
        heard = self._heard_of()
        rooms = [id for id in self._rooms.ids if "~" not in id]
        for id in rooms:
            with suppress(Refused):  # it was deleted while another one was written
                self._look_after(id, heard.get(id, ()))
        self._openings.keep(set(rooms))
        self._out_of_reach &= set(rooms)
        self._told = {id: told for id, told in self._told.items() if id in rooms}

    def _look_after(self, id: str, addresses: tuple[Address, ...]) -> None:
        view = self._rooms.get(id)
        if view.role != "member":
            return
        if isinstance(view, JoinedRoom) and view.link is not None:
            self._tell_link(id, view.link, addresses)
            if view.connected:
                self._remember_place(id, view.link)
            self._missed_something(id, view.connected)
            self._tell_host(id, view.status, addresses)
        kind = view.status["kind"]
        here = kind == "connected" or (kind in ("left", "refused") and bool(addresses))
        opened = self._openings.look(id, here=here, closed=kind == "closed_by_host")
        if opened and self._rooms.details(id).get("tell_me") is True:
            self.opened(id)

    def _tell_host(self, room: str, status: dict[str, Any], addresses: tuple[Address, ...]) -> None:
        """A host that is heard of all the time while we do not get through is told so."""
        kind = status["kind"]
        if not addresses or kind not in ("retrying", "lost", "closed_by_host"):
            self._in_vain.pop(room, None)
            return
        now = time.monotonic()
        if now - self._in_vain.setdefault(room, now) >= IN_VAIN:
            self._in_vain[room] = now + REPORT_EVERY
            reason = status.get("reason", "")
            self._nearby.report(addresses, reason if reason in WHYS else "no_answer")

    def _missed_something(self, room: str, connected: bool) -> None:
        """A host that is there again was perhaps out of earshot, and others with it."""
        if connected and room in self._out_of_reach:
            self._nearby.ask()
        (self._out_of_reach.discard if connected else self._out_of_reach.add)(room)

    def _heard_of(self) -> dict[str, tuple[Address, ...]]:
        """Where rooms of ours are said to be, what was said last first."""
        heard: dict[str, tuple[Address, ...]] = {}
        for one in sorted(self._nearby.sightings, key=lambda one: -one.first):
            if one.known is not None:
                before = heard.get(one.known.room, ())
                heard[one.known.room] = tuple(dict.fromkeys(before + one.addresses))
        return heard

    def _tell_link(self, room: str, link: Wire, addresses: tuple[Address, ...]) -> None:
        before = self._told.get(room)
        if before is None or before[0] is not link or before[1] != addresses:
            self._told[room] = (link, addresses)
            link.hear_of(addresses)

    def _remember_place(self, room: str, link: Wire) -> None:
        """Look where the host was met, first, the next time the program starts."""
        if link.address is None:
            return
        met, kept = str(link.address), list(self._rooms.details(room).get("addresses", []))
        if kept[:1] != [met]:
            self._rooms.note(room, addresses=[met, *(one for one in kept if one != met)][:8])


def typed(address: Address) -> str:
    """An address as one tells it: without the usual port."""
    return str(Address(address.host) if address.port == 47800 else address)
