"""Builds the parts of the server and introduces them to each other. Nothing else does."""

from __future__ import annotations

import errno
import locale
import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import gevent
from gevent.event import Event

from server.address import Address
from server.desk import Desk
from server.disk import Disk
from server.doors.hosting import DoorOptions, Hosting
from server.doors.listener import CannotListen, PortTaken
from server.doors.window import WindowDoor
from server.far_host import Wire
from server.host import Limits
from server.hub import Hub
from server.identity import Identity
from server.joining import FoundAt, Joining, Target
from server.link.listener import Listener
from server.link.loop import LinkLoop
from server.networks import Networks, NetworkWatch, is_elsewhere
from server.rooms import Rooms
from server.settings import Settings
from server.store import Store

log = logging.getLogger(__name__)

START_WITHIN = 30.0
STOP_WITHIN = 15.0


@dataclass(frozen=True, slots=True)
class Options:
    """`hosts`: the addresses that the lan and guest doors listen on. `system_language`: `ko`
    or `en`, None to ask the system."""

    hosts: Sequence[str] = ("0.0.0.0", "::")
    system_language: str | None = None


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What `sarangbang serve` was told; see "Headless host" in `docs/protocol.md`."""

    name: str
    port: int = 47800
    open: bool = False
    guests: int | None = None
    rate: float = 10
    allow_origin: tuple[str, ...] = ()
    allow_host: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServeInfo:
    """What `sarangbang serve --json` prints."""

    room: str
    name: str
    fingerprint: str
    lan: list[str]
    guest: list[str]
    invite: str
    secret: str
    guest_secret: str


class App:
    """The embedded server: one background thread with one gevent hub."""

    def __init__(
        self, data: Path, desk: Desk | None = None, options: Options | None = None
    ) -> None:
        """Nothing happens before `start`. `desk` is the window around the server, if any."""
        self._data, self._desk = data, desk
        self._options = options or Options()
        self._thread: threading.Thread | None = None
        self._started = threading.Event()
        self._error: BaseException | None = None
        self._parts: _Parts | None = None
        self._hub: Hub | None = None
        self._stop: Event | None = None

    def start(self) -> None:
        """Start the server; returns once the window door listens.

        Raises what kept it from starting: StoreError, IdentityDamaged, OSError.
        """
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)
        self._thread.start()
        if not self._started.wait(START_WITHIN):
            raise TimeoutError("the server did not start in time")
        if self._error is not None:
            raise self._error

    @property
    def window_url(self) -> str:
        """The page's address, with the secret of this launch in its fragment."""
        assert self._parts is not None
        return self._parts.window.url

    def stop(self) -> None:
        """Close all rooms, tell everybody, write what is left. Any thread; again is harmless."""
        if self._hub is not None and self._stop is not None:
            self._hub.post(self._stop.set)
        if self._thread is not None:
            self._thread.join(STOP_WITHIN)

    # --- from the desktop, any thread ------------------------------------------------------

    def show_join(self, text: str) -> None:
        """Show the join screen with a link or address."""
        self._post(lambda parts: parts.window.home.show_join(text))

    def raise_window(self) -> None:
        """Bring the window to the front."""
        if self._desk is not None:
            self._desk.raise_window()

    def wish_to_close(self) -> bool:
        """The person closes the window: true if it may close now; else the page asks."""
        if self._hub is None or self._parts is None:
            return True
        try:
            return self._hub.call(self._parts.may_close, timeout=5)
        except TimeoutError:
            return True

    def serve(self, options: ServeOptions) -> ServeInfo:
        """Host a room without a window: the one of this name that was hosted before, or a new one.

        Raises OSError (EADDRINUSE) for a port in use, StoreError, `Refused` name_invalid.
        """
        assert self._hub is not None
        assert self._parts is not None
        try:
            return self._hub.call(self._parts.serve, options)
        except PortTaken as error:
            raise OSError(errno.EADDRINUSE, str(error)) from error
        except CannotListen as error:
            raise OSError(errno.EADDRNOTAVAIL, str(error)) from error

    def _post(self, function: Callable[[_Parts], None]) -> None:
        if self._hub is not None and self._parts is not None:
            self._hub.post(function, self._parts)

    # --- the server's thread ---------------------------------------------------------------

    def _run(self) -> None:
        try:
            hub = Hub()
            self._stop = Event()
            parts = _Parts(self._data, self._desk, self._options, hub)
            parts.open()
            self._hub, self._parts = hub, parts
        except BaseException as error:
            self._error = error
            self._started.set()
            return
        self._started.set()
        self._stop.wait()
        with suppress(gevent.Timeout), gevent.Timeout(STOP_WITHIN - 3):
            parts.close()


class _Parts:
    """The parts of a running server. On the hub."""

    def __init__(self, data: Path, desk: Desk | None, options: Options, hub: Hub) -> None:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._hub = hub
        self.disk = Disk()
        self.identity = Identity.load_or_create(data)
        self.store = self.disk.write(Store, data / "sarangbang.db")
        self.settings = Settings(self.store, self.disk)
        self.links = LinkLoop(hub.post)
        self._place = ""
        self.limits = Limits()
        self.rooms = Rooms(
            self.store,
            self.disk,
            self.identity,
            limits=self.limits,
            present=desk is not None,
            make_link=lambda room: self.joining.link_of(room, self.settings.name),
            network=lambda: self._place,
            is_elsewhere=is_elsewhere,
        )
        self.joining = Joining(
            self.rooms, self.identity, find=self._find, open_link=self._open_link
        )
        self.hosting = Hosting(
            self.rooms, self.identity, self.settings, DoorOptions(hosts=options.hosts)
        )
        self.rooms.hosting_changed = self.hosting.follow
        self.watch = NetworkWatch(lambda networks: hub.post(self._moved, networks))
        self.window = WindowDoor(
            rooms=self.rooms,
            joining=self.joining,
            hosting=self.hosting,
            settings=self.settings,
            identity=self.identity,
            desk=desk,
            data_folder=str(data),
            system_language=options.system_language or _system_language(),
        )

    def open(self) -> None:
        """Everything that was here before, and the window door."""
        self.links.start()
        self.rooms.load()
        self.window.start()
        self.watch.start()

    def close(self) -> None:
        """Say goodbye everywhere; what is written is written."""
        self.rooms.close()
        gevent.sleep(0.05)  # the goodbyes leave
        self.hosting.stop()
        self.window.stop()
        self.links.stop()
        self.disk.write(self.store.close)
        self.disk.close()

    def _moved(self, networks: Networks) -> None:
        self._place = networks.place
        self.hosting.set_networks(networks)
        self.rooms.cards_changed()
        self.links.nudge()

    def _find(self, addresses: Sequence[Address], expected: str | None) -> FoundAt:
        from server.link.probe import probe

        found = self.links.ask(probe(addresses, expected)).get()
        return FoundAt(found.address, found.fingerprint)

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
        id = self.rooms.find_by_name(options.name)
        if id is None:
            my_name = self.settings.get("name") or "Host"
            id = self.rooms.found(options.name, my_name, options.open)
        else:
            self.rooms.start(id, options.open)
        if options.guests is not None:
            self.hosting.guest.start(options.guests)
        room = self.rooms.find_hosted(id)
        assert room is not None
        hosts = [one.address for one in self.hosting.networks.addresses] or ["127.0.0.1"]
        secret = "" if options.open else room.secrets.invitation("lan")
        guest_secret = "" if options.open else room.secrets.invitation("guest")
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


def _system_language() -> str:
    spelled = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    with suppress(ValueError):
        spelled = spelled or locale.getlocale()[0]
    return "ko" if (spelled or "").lower().startswith(("ko", "korean")) else "en"
