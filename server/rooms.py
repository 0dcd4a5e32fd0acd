"""Which rooms this computer has: hosted and joined, open or not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from contextlib import suppress
from typing import Any

import gevent
from gevent.lock import Semaphore

from server.clock import now_ms
from server.disk import Disk
from server.host.founding import found_room, new_id
from server.host.host import HostedRoom, Limits
from server.host.view import HostedView
from server.identity import Identity
from server.local import LocalLog
from server.reading import Reading, Readings, card_of
from server.replica.differing import DIFFERS, set_aside
from server.replica.replica import JoinedRoom
from server.room.refusal import Refused
from server.store import RoomRow, Row, Store
from server.view import MakeLink, View

# Cards are told at most so often (seconds): a busy room changes its card with every batch.
CARDS_PAUSE = 0.1


class Rooms:
    """All rooms of this computer, by id. Runs on the hub; most of it waits for the disk."""

    def __init__(
        self,
        store: Store,
        disk: Disk,
        identity: Identity,
        *,
        limits: Limits,
        present: bool,
        make_link: MakeLink,
        network: Callable[[], str],
        is_elsewhere: Callable[[str, str], bool],
        blocked: Container[str] = (),
    ) -> None:
        """`present`: somebody sits at a window here, who does not want to hear those `blocked`.
        `network` tells which network this is, `is_elsewhere(now, before)` whether it is another
        than the one a room was opened on last."""
        self.identity = identity
        self.limits, self._present = limits, present
        self._store, self._disk = store, disk
        self._make_link, self._network = make_link, network
        self._is_elsewhere = is_elsewhere
        self._views: dict[str, View] = {}
        self._rows: dict[str, RoomRow] = {}
        self._readings = Readings(store, disk, identity.member, blocked)
        self._hosted: list[HostedRoom] = []
        self._telling: gevent.Greenlet | None = None
        self._one_start = Semaphore(1)
        # Set by the doors above: cards changed; the hosted rooms changed; entries came in a room.
        self.cards_changed: Callable[[], None] = lambda: None
        self.hosting_changed: Callable[[], None] = lambda: None
        self.whispered: Callable[[str, dict[str, Any]], None] = lambda _room, _signal: None
        self.said: Callable[[str, Sequence[Row]], None] = lambda _room, _rows: None
        # Room of this id has another log than before, or none.
        self.replaced: Callable[[str], None] = lambda _room: None
        # Called with `cards_changed`.
        self.watched: list[Callable[[], None]] = []

    def load(self) -> None:
        """Take up all rooms; those joined are followed again, those hosted stay stopped."""
        for row in self._disk.read(self._store.rooms.all):
            if row.role not in ("host", "member"):
                continue
            self._add(row)
            if row.role == "member" and row.running:
                self._follow(row)
            else:
                self._show_stopped(row)

    def _add(self, row: RoomRow) -> None:
        self._rows[row.state.room] = row
        self._readings.take(row)

    def get(self, id: str) -> View:
        """The room `id`; raises `Refused` unknown_room."""
        view = self._views.get(id)
        if view is None:
            raise Refused("unknown_room", "This computer has no such room (any more).")
        return view

    @property
    def rows(self) -> Collection[RoomRow]:
        """All rooms as the store had them when they were opened last."""
        return self._rows.values()

    @property
    def views(self) -> Mapping[str, View]:
        """All rooms by id."""
        return self._views

    @property
    def ids(self) -> Sequence[str]:
        """All rooms."""
        return list(self._views)

    # --- hosting ---------------------------------------------------------------------------

    @property
    def hosted(self) -> Sequence[HostedRoom]:
        """The rooms that are open here, the one opened last first."""
        return self._hosted

    def _sort_hosted(self) -> None:
        views = [view for view in self._views.values() if isinstance(view, HostedView)]
        views.sort(key=lambda view: self._rows[view.id].opened_at, reverse=True)
        self._hosted = [view.room for view in views]

    def find_hosted(self, id: str | None) -> HostedRoom | None:
        """The hosted room `id`; the main one, opened last, for None."""
        fits = (room for room in self._hosted if room.id == id or (id is None and not room.two))
        return next(fits, None)

    def found(self, name: str, my_name: str, admission: str, **details: Any) -> str:
        """Make a room and open it; its id. Raises `Refused`, StoreError."""
        row = self._disk.write(
            lambda: found_room(
                self._store,
                self.identity,
                name=name,
                my_name=my_name,
                admission=admission,
                details=details,
            )
        )
        self._add(row)
        self.start(row.state.room)
        return row.state.room

    def start(self, id: str, admission: str | None = None) -> None:
        """Open a hosted room that is stopped. Raises `Refused`, StoreError."""
        with self._one_start:  # two at once would be two writers, and the first would stop both
            self._start(id, admission)

    def _start(self, id: str, admission: str | None) -> None:
        view = self.get(id) if id in self._views else None
        if isinstance(view, HostedView):
            return
        row = self._fresh(id)
        if row.role != "host":
            raise Refused("not_allowed", "Another computer hosts this room.")
        room = HostedRoom(
            row,
            store=self._store,
            disk=self._disk,
            identity=self.identity,
            limits=self.limits,
            present=self._present,
            lost=lambda: gevent.spawn(self.stop, id),
        )
        if admission is not None:
            room.set_admission(admission)
        details = {**row.details, "network": self._network()}
        self._disk.write(
            self._store.rooms.note, row.key, opened_at=now_ms(), running=True, details=details
        )
        self._rows[id] = self._fresh(id)
        room.told.append(lambda written: self._heard(id, written.rows))
        room.came_or_went.append(self._changed)
        room.whispers.to_host = lambda signal: self.whispered(id, signal)
        self._close_view(id)
        self._views[id] = HostedView(
            room, store=self._store, disk=self._disk, identity=self.identity
        )
        self._sort_hosted()
        self._changed()
        self.hosting_changed()

    def stop(self, id: str) -> None:
        """Close a hosted room; its members are told. It can be started again."""
        view = self.get(id)
        if not isinstance(view, HostedView):
            return
        self._disk.write(self._store.rooms.note, view.key, running=False)
        self._show_stopped(self._fresh(id))
        self._sort_hosted()  # nobody comes in any more
        self._close_hosted(view)
        self._rows[id] = self._fresh(id)
        self._show_stopped(self._rows[id])
        self._sort_hosted()
        self._changed()
        self.hosting_changed()

    @staticmethod
    def _close_hosted(view: HostedView) -> None:
        view.close("closing", "The host has closed this room.", retry_after_ms=2000)

    def _show_stopped(self, row: RoomRow) -> None:
        view = LocalLog(row, store=self._store, disk=self._disk, me=self.identity.member)
        if "~" in view.id:
            view.status = {"kind": "refused", "code": "log_differs", "message": DIFFERS}
        elif row.role == "member":
            view.status = row.details.get("ended", {"kind": "left"})
        self._views[view.id] = view

    # --- joined rooms ----------------------------------------------------------------------

    def add_joined(self, id: str, details: dict[str, Any]) -> JoinedRoom:
        """A room elsewhere that let us in for the first time: keep it, without a link yet."""
        self._disk.write(self._store.rooms.add, id, "member", at=now_ms(), details=details)
        row = self._fresh(id)
        self._add(row)
        return self._follow(row, linked=False)

    def _follow(self, row: RoomRow, linked: bool = True) -> JoinedRoom:
        id = row.state.room
        room = JoinedRoom(
            row,
            store=self._store,
            disk=self._disk,
            identity=self.identity,
            changed=self._changed,
            heard=lambda rows: self._heard(id, rows),
            visit=lambda visitor: self._make_link(room, visitor),
            anew=lambda: self._begin_anew(id),
        )
        room.whispered = lambda signal: self.whispered(id, signal)
        self._views[id] = room
        if linked:
            room.link = self._make_link(room, room)
        self._changed()
        return room

    def follow_host(self, id: str) -> None:
        """Where the host's log is another than the one here, go on with the host's."""
        if self.joined(id).status.get("code") != "log_differs":
            raise Refused("not_allowed", "This room is the host's.")
        self._begin_anew(id)

    def _begin_anew(self, id: str) -> None:
        """The host's log is not the one that is here: that one stays readable as a room of its own,
        the host's is fetched, and what was said from here and is missing goes out again."""
        room = self.joined(id)
        room.close()
        old = self._fresh(set_aside(self._store, self._disk, room))
        self._add(old)
        self._show_stopped(old)
        row = self._fresh(id)
        self._add(row)
        self.replaced(id)
        self._follow(row)

    def joined(self, id: str) -> JoinedRoom:
        """The joined room `id`; raises `Refused` unknown_room, not_allowed."""
        view = self.get(id)
        if not isinstance(view, JoinedRoom):
            raise Refused("not_allowed", "This computer hosts this room.")
        return view

    def elsewhere(self, id: str) -> LocalLog:
        """The room `id` that another computer hosts, followed or left; raises `Refused`."""
        view = self.get(id)
        if not isinstance(view, LocalLog) or self._rows[id].role != "member" or "~" in id:
            raise Refused("not_allowed", "No other computer hosts this room.")
        return view

    def relink(self, id: str, **details: Any) -> None:
        """Follow a room elsewhere from now on, also one that was left, with changed details
        (addresses, name, invitation)."""
        room = self.elsewhere(id)
        kept = {**room.details, **details}
        kept.pop("ended", None)
        self._disk.write(self._store.rooms.note, room.key, details=kept, running=True)
        self._close_view(id)
        self._rows[id] = self._fresh(id)
        self._follow(self._rows[id])

    def leave(self, id: str) -> None:
        """Leave a joined room for good: the host is told if it is there; the log stays."""
        room = self.joined(id)
        if room.connected:
            with suppress(Refused):  # it went away; it stays left here
                room.ask_host("leave", {"id": new_id()})
        room.details.pop("ended", None)
        self._disk.write(self._store.rooms.note, room.key, details=room.details, running=False)
        room.close()
        self._rows[id] = self._fresh(id)
        self._show_stopped(self._rows[id])
        self._changed()

    def forget(self, id: str) -> None:
        """Delete all that this computer holds of a room."""
        view = self.get(id)
        if isinstance(view, HostedView):
            self.stop(id)
        self._close_view(id)
        self._disk.write(self._store.rooms.forget, view.key)
        del self._views[id], self._rows[id], self._readings[id]
        self.replaced(id)
        self._changed()

    def details(self, id: str) -> dict[str, Any]:
        """What only this computer knows of a room (`RoomRow.details`)."""
        view = self.get(id)
        return view.details if isinstance(view, LocalLog) else self._rows[id].details

    def note(self, id: str, **details: Any) -> None:
        """Keep something more that only this computer knows of a room. Waits for the disk."""
        view = self.get(id)
        kept = {**self.details(id), **details}
        if isinstance(view, LocalLog):
            view.details = kept
        self._disk.write(self._store.rooms.note, view.key, details=kept)
        self._rows[id] = self._fresh(id)
        self._changed()

    # --- reading ---------------------------------------------------------------------------

    def read(self, id: str, number: int) -> None:
        """Entries up to `number` were seen."""
        if self._readings.read(self.get(id).id, number):
            self._changed()

    def reading(self, id: str) -> Reading:
        """How far room `id` was read."""
        return self._readings[id]

    def read_all(self, id: str) -> None:
        """The person says of all that came until now that it is read."""
        self.read(id, self.get(id).state.last)

    def draft(self, id: str, text: str) -> None:
        """Keep what was typed and not sent."""
        self._disk.write(self._store.rooms.note, self.get(id).key, draft=text[:20_000])
        self._rows[id] = self._fresh(id)

    def look_again(self) -> None:
        """Others are blocked than before: other messages count, and stand on the cards."""
        self._readings.look_again()
        self._changed()

    @property
    def unread(self) -> int:
        """Unread messages in all rooms."""
        return self._readings.unread

    def name(self, id: str) -> str | None:
        """The name of room `id`, if this computer has it."""
        view = self._views.get(id)
        return view.state.name if view is not None else None

    def cards(self) -> list[dict[str, Any]]:
        """All rooms as the page shows them, the one opened last first."""
        rows = sorted(self._rows.values(), key=lambda row: -row.opened_at)
        # A room that is being taken up or put aside has not all its parts for a moment.
        whole = self._views.keys() & self._readings.keys()
        return [self._card(row) for row in rows if row.state.room in whole]

    def _card(self, row: RoomRow) -> dict[str, Any]:
        known, now = row.details.get("network", ""), self._network()
        moved = row.role == "host" and bool(known) and self._is_elsewhere(now, known)
        view = self._views[row.state.room]
        return card_of(row, view, self._readings[row.state.room], network_changed=moved)

    def _heard(self, id: str, rows: Sequence[Row]) -> None:
        self._readings[id].heard(rows)
        self.said(id, rows)
        self._changed()

    def _changed(self) -> None:
        if self._telling is None:
            self._telling = gevent.spawn_later(CARDS_PAUSE, self._tell_cards)

    def _tell_cards(self) -> None:
        self._telling = None
        for tell in (self._readings.renew, self.cards_changed, *self.watched):
            tell()

    def _fresh(self, id: str) -> RoomRow:
        row = self._disk.read(self._store.rooms.get, id)
        if row is None:
            raise Refused("unknown_room", "This computer has no such room (any more).")
        return row

    def _close_view(self, id: str) -> None:
        view = self._views.get(id)
        if isinstance(view, LocalLog):
            view.close()

    def close(self) -> None:
        """Close all rooms; members are told. Waits for what is being written."""
        # First of all nobody finds a room any more: who came back while the doors are still
        # closing would be let in, and then believe the host lost.
        self._hosted = []
        for view in list(self._views.values()):
            if isinstance(view, HostedView):
                self._close_hosted(view)
            elif isinstance(view, LocalLog):
                view.close()
