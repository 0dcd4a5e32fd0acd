"""Opens the lan door while a room is hosted, the guest door when asked; tells how to come in."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import gevent

from server.address import Address, bracketed
from server.codes.shown import ShownCodes
from server.doors.drawing import qr_of
from server.doors.guest import PORT as GUEST_PORT
from server.doors.guest import GuestDoor
from server.doors.lan import PORT as LAN_PORT
from server.doors.lan import LanDoor
from server.doors.listener import CannotListen
from server.encoding import to_base64url
from server.host.host import HostedRoom
from server.identity import Identity
from server.invitation import Invitation
from server.network.networks import Networks
from server.room.refusal import Refused
from server.rooms import Rooms
from server.settings import Settings

log = logging.getLogger(__name__)

_SYSTEMS = {"win32": "windows", "darwin": "macos"}


@dataclass(frozen=True, slots=True)
class DoorOptions:
    """`port` and `guest_port`: exactly these; None: the first free of the usual ones."""

    hosts: Sequence[str] = ("0.0.0.0", "::")
    port: int | None = None
    guest_port: int | None = None
    allow_origins: tuple[str, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    unlimited: bool = False


class Hosting:
    """The two doors through which others come, and the Invite panel's content."""

    def __init__(
        self,
        rooms: Rooms,
        identity: Identity,
        settings: Settings,
        codes: ShownCodes,
        options: DoorOptions,
    ) -> None:
        self._rooms, self._identity, self._settings = rooms, identity, settings
        self.codes, self.options = codes, options
        self.networks = Networks()
        self.lan, self.guest = self._make_doors()
        # Set by the window door: the panel of a room looks different now.
        self.invitation_changed: Callable[[str], None] = lambda _room: None
        # Set by whoever announces rooms: the room that is also called by this name.
        self.also_called: Callable[[str], str | None] = lambda _name: None
        # What other features have to say in the Invite panel of a room.
        self.extras: list[Callable[[str], dict[str, Any]]] = []
        self._came: set[str] = set()

    def _make_doors(self) -> tuple[LanDoor, GuestDoor]:
        options = self.options
        given: dict[str, Any] = {
            "hosts": options.hosts,
            "allow_origins": options.allow_origins,
            "allow_hosts": options.allow_hosts,
            "unlimited": options.unlimited,
        }
        lan = LanDoor(self._identity, self.find, self.codes, **given)
        lan.callers.changed = partial(gevent.spawn, self.tell_all)
        return lan, GuestDoor(self.find, program=self._program, **given)

    def _program(self) -> dict[str, Any] | None:
        """How the program comes in; None while it cannot."""
        if not self.lan.is_open:
            return None
        key = to_base64url(bytes.fromhex(self._identity.fingerprint))
        return {"key": key, "port": self.lan.port}

    def find(self, id: str | None) -> HostedRoom | None:
        """The hosted room of this id, or name among the rooms nearby; the main one for None."""
        room = self._rooms.find_hosted(id)
        if room is None and id is not None and (called := self.also_called(id)) is not None:
            room = self._rooms.find_hosted(called)
        return room

    def configure(self, options: DoorOptions) -> None:
        """Take other options, before anything is open."""
        self.options = options
        self.lan, self.guest = self._make_doors()

    def open_lan(self) -> None:
        """Open the lan door, unless it is. Raises CannotListen."""
        if not self.lan.is_open:
            self.lan.start(self.options.port)

    def follow(self) -> None:
        """The hosted rooms have changed: nobody can come where no room is open."""
        self.codes.follow([room.id for room in self._rooms.hosted])
        for room in self._rooms.hosted:
            room.inviting.link_to = partial(self.link_to, room)
            # Not at once: whoever tells of it must not wait for what the panel waits for.
            room.secrets.invitations.changed = partial(
                gevent.spawn, self.invitation_changed, room.id
            )
        if not self._rooms.hosted:
            self.guest.stop()
            self.lan.stop()

    def set_guests(self, open: bool) -> None:
        """Let browsers in, or no longer. Raises `Refused` when no port is free."""
        if not open:
            self.guest.stop()
        elif not self.guest.is_open:
            try:
                self.guest.start(self.options.guest_port)
            except CannotListen as error:
                raise Refused("port_taken", str(error)) from error
        self.tell_all()

    def set_networks(self, networks: Networks) -> None:
        """This computer's addresses are these now."""
        self.networks = networks
        self.tell_all()

    def somebody_came(self, room: str) -> None:
        """A member other than the host is in `room`."""
        if room not in self._came:
            self._came.add(room)
            self.invitation_changed(room)

    def tell_all(self) -> None:
        """The panels of all rooms look different now."""
        for room in self._rooms.hosted:
            self.invitation_changed(room.id)

    def stop(self) -> None:
        """Close both doors, at once: each waits a moment for its last words to leave."""
        gevent.joinall([gevent.spawn(self.guest.stop), gevent.spawn(self.lan.stop)])

    # --- how to come in --------------------------------------------------------------------

    def panel(self, id: str) -> dict[str, Any]:
        """The Invite panel's content (`docs/protocol.md`, `invite`). Raises `Refused`."""
        room = self._rooms.find_hosted(id)
        if room is None:
            raise Refused("unknown_room", "This room is not open here.")
        if room.others_online():
            self._came.add(id)
        own = self.networks.addresses
        addresses = [
            {
                "address": self.typed_address(one.address),
                "network": one.network,
                "kind": one.kind,
            }
            for one in own
        ]
        system = _SYSTEMS.get(sys.platform, "linux")
        first_time = self._settings.get("lan_opened") != "yes"
        if first_time:
            self._settings.keep("lan_opened", "yes")
        panel = {
            "room": id,
            "name": room.state.name,
            "admission": room.state.admission,
            "address": addresses[0]["address"] if addresses else "",
            "addresses": addresses,
            "port": self.lan.port,
            "port_moved": self.lan.moved,
            "port_wanted": self.lan.preferred or LAN_PORT,
            "link": self.link(room),
            "secret": not room.state.open,
            "check_number": self._identity.check_number,
            "guests": self._guests(room),
            "came": id in self._came,
            "renewed": room.inviting.renewed(),
            "firewall": {"system": system, "first_time": first_time},
        }
        for extra in self.extras:
            panel.update(extra(id))
        return panel

    def typed_address(self, host: str) -> str:
        """An address as one tells it: without the port where that is found anyway."""
        if self.lan.port in (0, LAN_PORT):
            return host
        return f"{bracketed(host)}:{self.lan.port}"

    def link(self, room: HostedRoom) -> str:
        """The invitation link of `room`; with a secret unless it is open."""
        return self._link(room, "" if room.state.open else room.secrets.invitation("lan"))

    def _link(self, room: HostedRoom, secret: str) -> str:
        addresses = tuple(Address(one.address, self.lan.port) for one in self.networks.addresses)
        return Invitation(room.id, self._identity.fingerprint, addresses, secret).link()

    def _guest_link(self, room: HostedRoom, secret: str) -> str:
        """The address of the page for browsers, with the invitation in its fragment."""
        fields = {"room": room.id, **({"invite": secret} if secret else {})}
        host = self.networks.addresses[0].address
        return f"{self.guest_address(host)}/#{urlencode(fields)}"

    def link_to(self, room: HostedRoom, door: str, secret: str) -> str | None:
        """The link into `room` through `door` with `secret`; None where nobody could come so."""
        if not self.networks.addresses:
            return "" if door == "lan" or self.guest.is_open else None
        if door == "lan":
            return self._link(room, secret)
        return self._guest_link(room, secret) if self.guest.is_open else None

    def guest_address(self, host: str) -> str:
        """The plain address for browsers."""
        return f"http://{bracketed(host)}:{self.guest.port or GUEST_PORT}"

    def _guests(self, room: HostedRoom) -> dict[str, Any]:
        if not self.guest.is_open or not self.networks.addresses:
            return {"open": self.guest.is_open, "address": "", "link": "", "qr": ""}
        host = self.networks.addresses[0].address
        secret = "" if room.state.open else room.secrets.invitation("guest")
        link = self._guest_link(room, secret)
        address = self.guest_address(host)
        return {"open": True, "address": address, "link": link, "qr": qr_of(link)}
