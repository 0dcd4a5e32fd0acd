"""A room that lives elsewhere: the log kept here, brought up to the host's, read offline.

It hears its link (`server/link/listener.py`): calls on the hub, one at a time.

The log here is a part without holes up to `state.last`, checked against the chain, and, while that
is still being fetched, an *island* above the gap (`gap.py`): the newest page, shown at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import gevent
from gevent.lock import Semaphore

from server.audience import Connection
from server.clock import now_ms
from server.disk import Disk
from server.encoding import to_base64url
from server.events import Event, pack
from server.identity import Identity
from server.replica import hole
from server.replica.allowance import Allowance
from server.replica.differing import BROKEN, Differing
from server.replica.far_host import ChainFault, HostFault, continued, folk, read_entries
from server.replica.far_room import FarRoom
from server.replica.gap import Gap
from server.replica.latecomer import begun_late, members_before, previewed
from server.replica.outgoing import Outgoing
from server.replica.parting import Visit
from server.replica.presence import Presence
from server.room.entry import START, Entry
from server.room.inbox import Inbox
from server.room.refusal import Refused
from server.room.requests import Say
from server.room.state import State, changed_members, fold
from server.store import Contradiction, RoomRow, Row, Store, row_of
from server.wire import Page, ReceivedMember, Welcome, entry_bytes, read, read_twice, read_welcome
from server.wire_acts import read_knocks

log = logging.getLogger(__name__)

# A window that scrolls into the gap waits so long (seconds) for it to close.
GAP_PATIENCE = 10.0


class JoinedRoom(FarRoom):
    """A room one has joined."""

    def __init__(
        self,
        row: RoomRow,
        *,
        store: Store,
        disk: Disk,
        identity: Identity,
        changed: Callable[[], None],
        heard: Callable[[Sequence[Row]], None],
        visit: Visit,
        anew: Callable[[], None],
    ) -> None:
        """`changed` is called when a card would look different, `heard` with new entries, `anew`
        when the host's log goes on too far above; `visit` makes another link to the host."""
        super().__init__(row, store=store, disk=disk, identity=identity)
        self.changed, self.heard, self._anew = changed, heard, anew
        self._my_key = to_base64url(identity.public_key)
        self._fence = disk.write(store.rooms.take_pen, row.key)
        self._differing = Differing(self, visit)
        self.status = self._differing.status if self._differing.known else {"kind": "connecting"}
        self.position = self._position()
        self._presence = Presence(self.online, self.audience.signal, self.reads)
        self.gap = Gap(self)
        self.allowance = Allowance(self.details, store.folder, self.keep_details)
        self._inbox = Inbox(row.state.last + 1)
        self.target: tuple[int, str] = (0, START)  # the newest entry at the last welcome
        self.connection = 0
        self._met = self._closed = False
        self._one_at_a_time = Semaphore(1)
        self._outgoing = Outgoing(self, identity)

    # --- what the link hears (in the order of the wire, one call at a time) ----------------

    def on_connecting(self) -> None:
        """The link tries to reach the host."""
        if not self._met and not self._differing.known:
            self.set_status({"kind": "connecting"})

    def on_welcome(self, payload: Any) -> None:
        """The host let us in."""
        self.in_turn(self._welcomed, payload)

    def on_entries(self, payload: Any) -> None:
        """The host told entries."""
        self.in_turn(self._told, payload)

    def on_signals(self, payload: Any) -> None:
        """The host told signals."""
        self.in_turn(self._signalled, payload)

    def in_turn(self, function: Callable[..., None], *args: Any) -> None:
        """Nothing that comes next may find something half done, so one thing at a time."""
        with self._one_at_a_time:
            if self._closed:
                return
            try:
                function(*args)
            except (HostFault, Refused, OverflowError, ValueError, Contradiction) as fault:
                self.stop_for(fault)
            except Exception:
                log.exception("room %s could not follow its host", self.id)
                message = "This computer's disk could not store it; it may be full."
                self.set_status({"kind": "refused", "code": "storage_full", "message": message})
                self._close_link()

    def stop_for(self, fault: Exception) -> None:
        """Follow this host no more: what it sent is no log."""
        log.warning("room %s: %s", self.id, fault)
        self._close_link()
        if isinstance(fault, ChainFault) and self.state.last:
            self._differing.begin()
            return
        code = fault.code if isinstance(fault, Refused) else "log_broken"
        self.set_status({"kind": "refused", "code": code, "message": BROKEN})

    # --- following the host ----------------------------------------------------------------

    def _welcomed(self, payload: Any) -> None:
        welcome = read_welcome(payload)
        if welcome.room.id != self.id:
            raise HostFault("the host welcomed us to another room")
        self.connection, self._met, self.limits = self.connection + 1, True, welcome.limits
        self.target = (welcome.last, welcome.chain)
        if self.details.get("my_name") != welcome.you.name:
            self.details["my_name"] = welcome.you.name
            self.keep_details()
        if self.state.last == 0:
            self._preview(welcome)
        elif welcome.first > self.state.last + 1:
            # Left, and admitted anew: what was said between is not ours to read.
            self._close_link()
            gevent.spawn(self._anew)
            return
        same = welcome.last > self.state.last or welcome.chain == self.state.chain
        if welcome.last < self.state.last or not same:
            self._close_link()  # nothing of another log may be put behind this one
            self._differing.begin()
            return
        self._differing.over()
        self._presence.meet(welcome)
        if welcome.members_total > len(welcome.members):
            gevent.spawn(self._meet_rest, self.connection)
        self._prepare_for(welcome)
        self.set_status({"kind": "connected"})
        self._outgoing.meet(welcome)

    def _meet_rest(self, connection: int) -> None:
        """Learn who else is here: the welcome names 200."""
        with suppress(Refused):  # the next welcome begins anew
            for members in folk(lambda: self.link):
                if connection != self.connection:
                    return
                self._presence.meet_more(members)
                self._note_members(members)
        self.changed()

    def _preview(self, welcome: Welcome) -> None:
        """Show the room under its name before its log is here."""
        if welcome.first == 1:
            self.state = previewed(self.state, welcome)
            self.disk.write(self.store.rooms.preview, self.key, self.state)
            return
        self.state = begun_late(self.state, welcome, self.me, self._my_key)
        self.disk.write(self.store.rooms.begin_at, self.key, self.state)
        self.newest, self.position = self.state.last, self._position()
        # Whoever looks on already was told that it begins with entry 1.
        self.audience.close("moved", "The history begins later.", retry_after_ms=0)

    def _note_members(self, told: Sequence[ReceivedMember]) -> None:
        """Where the log here begins late, keep those who came before."""
        added = members_before(self.state, told) if self.first > 1 else []
        if added:
            self.disk.write(self.store.rooms.add_members, self.key, added)
            members = {**self.state.members, **{member.id: member for member in added}}
            self.state = replace(self.state, members=members)
            self.check()

    def _prepare_for(self, welcome: Welcome) -> None:
        if self.newest > self.state.last:
            # An island of an earlier connection: it comes again, or is part of the gap.
            self.disk.write(self.store.log.drop_after, self.key, self.state.last)
        self._inbox = Inbox(welcome.start)
        self.newest = max(self.state.last, welcome.start - 1)
        if welcome.start <= self.state.last + 1:
            self._inbox = Inbox(self.state.last + 1)
            self.gap.none()
            self.audience.last = self.newest
            return
        # The window holds what is below the gap: it begins anew at the newest page.
        self.audience.close("moved", "There is more to read.", retry_after_ms=0)
        self.audience.last = self.newest
        self.gap.open(welcome.start - 1)

    def _told(self, payload: Any) -> None:
        ready = self._inbox.put(read_entries(payload))
        hole.watch(self._inbox, lambda: None if self._closed else self._inbox, self.stop_for)
        if not ready:
            return
        if self.gap.ends is None:
            self.append(ready, tell=True)
        else:
            self._show(self.gap.add_to_island(ready))

    def append(self, entries: Sequence[Entry], *, tell: bool) -> None:
        """Add `entries` to the part without holes: chain, fold, store; only then tell."""
        if entries[0].number != self.state.last + 1:
            raise HostFault("there is a hole before these entries")
        added = continued(entries, self.state.chain, self.target, self.id)
        self.allowance.take(added)
        base = State(room=self.id) if self.state.last == 0 else self.state
        state = fold(base, added)
        changed = changed_members(base, state)

        def write() -> None:
            with self.store.log.pen(self.key, self._fence) as pen:
                pen.write(added, state, changed, replace=not tell)

        self.disk.write(write)
        self.state = state
        self.position = self._position()
        if tell:
            self._show(added)
        elif any(entry.kind != "said" for entry in added):
            self.changed()
        if self.gap.caught_up:
            self.check()
        # Only now: a message is never shown in neither place.
        self._outgoing.settle([entry.id for entry in added if entry.author == self.me])
        if "aside" in self.details and self.gap.caught_up:
            self._outgoing.say_again(self.details.pop("aside"))
            self.keep_details()

    def keep_details(self) -> None:
        """Store what only this computer knows of the room."""
        self.disk.write(self.store.rooms.note, self.key, details=self.details)

    def _show(self, added: Sequence[Entry]) -> None:
        rows = [row_of(entry) for entry in added]
        self.newest = rows[-1].number
        self.remarked.heard(rows)
        self.audience.tell(pack(rows[0].number, [entry_bytes(row) for row in rows]))
        self.heard(rows)

    def history(self, page: Page) -> dict[str, Any]:
        """As `LocalLog.history`; waits a while for what is being fetched."""
        patience = GAP_PATIENCE
        while True:
            try:
                return super().history(page)
            except Refused:
                if self.gap.ends is None or patience <= 0:
                    raise
            gevent.sleep(0.1)
            patience -= 0.1

    def on_knocks(self, payload: Any) -> None:
        """The host told a moderator who waits at the door."""
        self.in_turn(self._knocked, payload)

    def _knocked(self, payload: Any) -> None:
        self.knocks_told = read_knocks(payload)
        self.tell("knocks", self.knocks_told)
        self.changed()

    def enter(self, connection: Connection, after: int) -> None:
        """As `LocalLog.enter`; then who waits at the door."""
        super().enter(connection, after)
        if self.knocks_told:
            connection.send(Event.of("knocks", self.knocks_told))

    # --- the link's states -----------------------------------------------------------------

    def _signalled(self, payload: Any) -> None:
        signals = self.without_whispers(read(payload, list[dict[str, Any]]))
        self._presence.heard(signals)
        for signal in signals:
            mine = signal.get("member") == self.me
            if signal.get("kind") == "twice" and mine and self.connected:
                self.set_status({"kind": "connected", **read_twice(signal)})
        self.changed()

    def on_retrying(self, at_ms: int, since_ms: int, reason: str) -> None:
        """Not connected; the next try is at `at_ms`."""
        self._offline()
        if self._differing.known:
            return  # which is more to know than that the host is away
        if reason == "closing":
            self.set_status({"kind": "closed_by_host", "since": since_ms, "retry_at": at_ms})
        elif reason == "lost":
            self.set_status({"kind": "lost", "since": since_ms, "retry_at": at_ms})
        else:
            status = {"kind": "retrying", "at": at_ms, "since": since_ms, "reason": reason}
            self.set_status(status)

    def on_refused(self, code: str, message: str, data: dict[str, Any]) -> None:
        """The host does not let us in."""
        self._offline()
        if code == "log_differs" and self.state.last:
            self._differing.begin()
            return
        if code == "other_host" and self.state.last:
            code = "key_changed"  # one has been there: it is not who one was invited to any more
        status = {"kind": "refused", "code": code, "message": message}
        if isinstance(data.get("suggestion"), str):
            status["suggestion"] = data["suggestion"]
        if code in ("banned", "waiting_refused"):
            self._end(status)
        else:
            self.set_status(status)

    def on_bye(self, code: str, message: str, retry_after_ms: int | None, why: str) -> None:
        """The host said goodbye."""
        del retry_after_ms  # the link keeps to it
        if code == "closing":
            self.set_status({"kind": "closed_by_host", "since": now_ms()})
        elif code in ("removed", "banned"):
            status = {"kind": "refused", "code": code, "message": message}
            self._end({**status, "why": why} if why else status)
        elif code in ("left", "expired"):
            self.set_status({"kind": "left"})

    def _end(self, status: dict[str, Any]) -> None:
        """Out, until this person asks again: the program's next start must not ask for them, nor
        an invitation of before."""
        self.details |= {"ended": status, "invite": ""}
        self.disk.write(self.store.rooms.note, self.key, details=self.details, running=False)
        self.set_status(status)

    def _offline(self) -> None:
        self.connection += 1
        self.knocks_told = []
        self._presence.end()

    def set_status(self, status: dict[str, Any]) -> None:
        """How it stands with the room; told where it is another than before."""
        if status == self.status:
            return
        self.status = status
        self.tell("status", status)
        self.changed()

    # --- what the window asks --------------------------------------------------------------

    def say(self, say: Say) -> dict[str, Any]:
        """Put a message into the outbox, durably; it goes out as soon as the host is there."""
        self._outgoing.put(say)
        return {"ok": True, "queued": True}

    def waiting(self) -> list[dict[str, Any]]:
        """As `LocalLog.waiting`; what the host takes only later says until when."""
        return self._outgoing.told()

    def resend(self, id: str) -> None:
        """Try a refused message once more."""
        self._outgoing.resend(id)

    def discard(self, id: str) -> None:
        """Give up a message that is not in the log."""
        self._outgoing.discard(id)

    def people(self) -> list[dict[str, Any]]:
        """The members: from the log, and while that is being fetched as the host told."""
        people = {person["id"]: person for person in super().people()}
        if self.gap.ends is not None or self.state.last == 0:
            for person in self._presence.people():
                people.setdefault(person["id"], person)
        return list(people.values())

    def _position(self) -> tuple[int, str | None]:
        """What CONNECT says of this log: the number of the newest entry, and its chain value."""
        return (self.state.last, self.state.chain) if self.state.last else (-1, None)

    def _close_link(self) -> None:
        self.connection += 1  # what is on its way belongs to nobody
        if self.link is not None:
            link, self.link = self.link, None
            link.close()

    def close(self) -> None:
        """Stop following; what is stored stays. Waits for what is being written."""
        self._close_link()
        self._differing.close()
        self.marks.verifier.close()
        self._outgoing.close()
        with self._one_at_a_time:
            self._closed = True  # what is being written is written, and nothing more
        self.audience.close("closing", "This room was closed.")
