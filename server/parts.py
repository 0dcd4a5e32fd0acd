"""The parts of the server, introduced to each other: all that stands behind the doors.

Loaded by `app.py` while the page is on its way already: the database's library alone takes
longer than the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import gevent

from server.address import Address
from server.codes.shown import ShownCodes
from server.codes.spelled import Code
from server.desk import Desk
from server.disk import Disk
from server.doors.asks_blocked import BlockAsks
from server.doors.asks_data import DataAsks
from server.doors.asks_forward import ForwardAsks
from server.doors.asks_identity import IdentityAsks
from server.doors.asks_licences import LicenceAsks
from server.doors.asks_nearby import NearbyAsks
from server.doors.asks_notices import NoticeAsks
from server.doors.asks_ports import PortAsks
from server.doors.asks_private import PrivateAsks
from server.doors.asks_profile import ProfileAsks
from server.doors.asks_receipts import ReceiptAsks
from server.doors.asks_search import SearchAsks
from server.doors.front import Front
from server.doors.hosting import DoorOptions, Hosting
from server.doors.reached import Reached
from server.doors.window import WindowDoor
from server.host.host import Limits
from server.hub import Hub
from server.identity import Identity
from server.joining.acquaintance import own_of_name
from server.joining.by_code import ByCode, Hosts, Shower
from server.joining.joining import FoundAt, Joining, Target
from server.library import Library
from server.link.listener import Listener
from server.link.loop import LinkLoop
from server.look import keep_look
from server.nearby.nearby import Nearby
from server.nearby.neighbourhood import Neighbourhood
from server.network.networks import Networks, NetworkWatch, is_elsewhere
from server.options import Options, ServeInfo, ServeOptions
from server.person.blocked import Blocked
from server.person.notices import Notices
from server.person.own_profile import OwnProfile
from server.person.own_receipts import OwnReceipts
from server.person.private_talk import PrivateTalk
from server.replica.far_host import Wire
from server.room.refusal import Refused
from server.rooms import Rooms
from server.settings import Settings
from server.store import Store


class Parts:
    """The parts of a running server. On the hub."""

    def __init__(
        self, data: Path, desk: Desk | None, options: Options, hub: Hub, front: Front
    ) -> None:
        self._hub = hub
        self.disk = Disk()
        self.identity = Identity.load_or_create(data)
        self.store = self.disk.write(Store, data / "sarangbang.db")
        self.settings = Settings(self.store, self.disk)
        self.settings.look_changed = lambda: self.disk.write(keep_look, data, self.settings.look)
        self.links = LinkLoop(hub.post)
        self._place = ""
        self.limits = Limits()
        self.blocked = Blocked(self.store, self.disk, self.identity.member)
        self.rooms = Rooms(
            self.store,
            self.disk,
            self.identity,
            limits=self.limits,
            present=desk is not None,
            make_link=lambda room, visitor: self.joining.link_of(room, self.settings.name, visitor),
            network=lambda: self._place,
            is_elsewhere=is_elsewhere,
            blocked=self.blocked,
        )
        self.nearby = Nearby(hub.post, options.cards)
        self.joining = Joining(
            self.rooms,
            self.identity,
            find=self._find,
            open_link=self._open_link,
            by_code=ByCode(self._try_code, self.nearby.hosts),
        )
        self.hosting = Hosting(
            self.rooms,
            self.identity,
            self.settings,
            ShownCodes(self.disk.read),
            DoorOptions(hosts=options.hosts),
        )
        self.neighbourhood = Neighbourhood(
            self.rooms,
            self.identity,
            self.nearby,
            port=lambda: self.hosting.lan.port,
            code=self.hosting.codes.number_of,
        )
        self.hosting.codes.numbers_changed = self.neighbourhood.rooms_changed
        self.rooms.hosting_changed = self.hosting.follow
        self.library = Library(self.store, self.disk, lambda: self.rooms.views)
        self.rooms.replaced = self.library.forgotten
        self.hosting.also_called = self.nearby.room_of
        self.watch = NetworkWatch(lambda networks: hub.post(self._moved, networks))
        self.window = WindowDoor(
            front,
            rooms=self.rooms,
            joining=self.joining,
            hosting=self.hosting,
            settings=self.settings,
            identity=self.identity,
            desk=desk,
            data_folder=str(data),
            system_language=front.system_language,
        )
        Reached(self.hosting, self.nearby)
        NearbyAsks(self.window.home, self.neighbourhood, self.joining, self.hosting)
        home = self.window.home
        language = partial(self.settings.spoken, front.system_language)
        notices = Notices(
            self.rooms,
            self.settings,
            desk,
            on_screen=home.on_screen,
            attention=home.ask_attention,
            tell=home.tell,
            language=language,
            blocked=self.blocked,
        )
        NoticeAsks(home, notices)
        ReceiptAsks(home, OwnReceipts(self.rooms, self.settings))
        ProfileAsks(home, OwnProfile(self.rooms, self.settings))
        asks = IdentityAsks(data, self.identity, self.rooms, self.disk, desk)
        home.add(asks.handlers)
        home.add(SearchAsks(self.library).handlers)
        home.add(ForwardAsks(self.rooms).handlers)
        BlockAsks(home, self.blocked)
        private = (self.rooms, self.joining, self.hosting, self.settings, self.identity)
        PrivateAsks(home, PrivateTalk(*private, self.blocked))
        self.blocked.changed.append(notices.look_again)
        # Last: the page need not wait until all rooms were counted anew.
        self.blocked.changed.append(self.rooms.look_again)
        data_asks = DataAsks(
            data,
            self.rooms,
            self.store,
            self.disk,
            desk=desk,
            tell=self.window.home.tell,
            language=language,
        )
        self.window.home.add(data_asks.handlers)
        self.window.home.add(PortAsks(self.hosting, self.settings).handlers)
        self.window.home.add(LicenceAsks(self.disk).handlers)

    def open(self) -> None:
        """Everything that was here before; then the page may ask for it."""
        self.links.start()
        self.rooms.load()
        self.library.start()
        self.window.open()
        self.watch.start()
        self.settings.look_changed()

    def close(self) -> None:
        """Say goodbye everywhere; what is written is written."""
        quiet = gevent.spawn(self.nearby.stop)
        self.joining.waits.close()
        self.library.stop()
        self.rooms.close()
        gevent.sleep(0.05)  # the goodbyes leave
        self.hosting.stop()
        self.window.stop()
        self.links.stop()
        quiet.join()
        self.disk.write(self.store.close)
        self.disk.close()

    def _moved(self, networks: Networks) -> None:
        self._place = networks.place
        self.hosting.set_networks(networks)
        self.nearby.set_networks(networks)
        self.rooms.cards_changed()
        self.links.nudge()

    def _find(self, addresses: Sequence[Address], expected: str | None, room: str) -> FoundAt:
        from server.link.probe import probe

        try:
            found = self.links.ask(probe(addresses, expected, room=room)).get()
        except Refused as refusal:
            self.neighbourhood.could_not_reach(addresses, refusal)
            raise
        rules = found.rules
        told = (rules.admission, rules.history) if rules is not None else None
        return FoundAt(found.address, found.fingerprint, told)

    def _try_code(self, hosts: Hosts, code: Code, expected: str | None) -> Shower:
        from server.link.code import try_code

        shower: Shower = self.links.ask(try_code(self.identity, hosts, code, expected)).get()
        return shower

    def _open_link(
        self, target: Target, position: Callable[[], tuple[int, str | None]], listener: Listener
    ) -> Wire:
        # Loaded with the first link: whoever only hosts needs none of it.
        from server.link.link import Link

        return Link(
            self.links,
            self.identity,
            target=target.room,
            fingerprint=target.fingerprint,
            addresses=target.addresses,
            name=target.name,
            invite=target.invite,
            position=position,
            listener=listener,
        )

    def may_close(self) -> bool:
        """Whether the window may close without asking."""
        busy = [
            {"id": room.id, "name": room.state.name, "others": room.others_online()}
            for room in self.rooms.hosted
            if room.others_online()
        ]
        if not busy or not self.window.home.has_page:
            return True
        self.window.home.ask_to_close(busy)
        return False

    def serve(self, options: ServeOptions) -> ServeInfo:
        """See `App.serve`."""
        unlimited = options.rate == 0
        self.rooms.limits = Limits(rate=options.rate, burst=max(50, options.rate))
        self.hosting.configure(
            DoorOptions(
                hosts=self.hosting.options.hosts,
                port=options.port,
                guest_port=options.guests,
                allow_origins=options.allow_origin,
                allow_hosts=options.allow_host,
                unlimited=unlimited,
            )
        )
        self._wait_for_networks()
        self.hosting.open_lan()
        id = own_of_name(self.rooms.rows, options.name)
        if id is None:
            my_name = self.settings.get("name") or "Host"
            id = self.rooms.found(options.name, my_name, options.admission)
        else:
            self.rooms.start(id, options.admission)
        if options.guests is not None:
            self.hosting.guest.start(options.guests)
        self.neighbourhood.choose(id, options.announce)
        self.neighbourhood.begin()
        room = self.rooms.find_hosted(id)
        assert room is not None
        hosts = [one.address for one in self.hosting.networks.addresses] or ["127.0.0.1"]
        secret = "" if room.state.open else room.secrets.invitation("lan")
        guest_secret = "" if room.state.open else room.secrets.invitation("guest")
        port = self.hosting.lan.port
        return ServeInfo(
            room=id,
            name=room.state.name,
            fingerprint=self.identity.fingerprint,
            lan=[f"https://{Address(host, port)}" for host in hosts],
            guest=[self.hosting.guest_address(host) for host in hosts]
            if options.guests is not None
            else [],
            invite=self.hosting.link(room),
            secret=secret,
            guest_secret=guest_secret,
        )

    def _wait_for_networks(self) -> None:
        """The watch looks at once, in its own thread; give it a moment."""
        with suppress(gevent.Timeout), gevent.Timeout(2):
            while self.hosting.networks == Networks():
                gevent.sleep(0.02)
