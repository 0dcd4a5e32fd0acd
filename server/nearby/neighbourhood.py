"""Between the rooms of this computer and those nearby: which are announced, which are known.

On the hub.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.address import Address
from server.identity import Identity
from server.nearby.nearby import Announcement, Nearby
from server.nearby.record import Key
from server.nearby.seen import Sighting
from server.room.refusal import Refused, malformed
from server.rooms import Rooms

#: What a host may say of a room: nothing, that it is there, or its name as well.
CHOICES = ("no", "yes", "name")
USUAL = "yes"


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
        # Set by the window door: what is heard looks different now.
        self.changed: Callable[[], None] = lambda: None
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

    def _nearby_changed(self) -> None:
        self.changed()


def typed(address: Address) -> str:
    """An address as one tells it: without the usual port."""
    return str(Address(address.host) if address.port == 47800 else address)
