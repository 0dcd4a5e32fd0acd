"""A room that lives here: who comes in, what they ask, what they are told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import gevent
from gevent.event import AsyncResult

from server.audience import Audience, Connection
from server.clock import now_ms
from server.disk import Disk
from server.events import Event, pack
from server.host.committer import Committer, Settle, Written
from server.host.entrance import Entrance, Limits, Seat
from server.host.founding import new_id
from server.host.inviting import Inviting
from server.host.knocks import REFUSE_FOR_GOOD
from server.host.log_reader import LogReader
from server.host.receipts import Receipts
from server.host.room_secrets import RoomSecrets
from server.host.roster import Roster
from server.host.slow_mode import SlowMode
from server.host.sweeper import Sweeper
from server.host.twice import Twice
from server.host.whispers import Whispers
from server.identity import Identity
from server.room.acts import MODERATOR, rank
from server.room.admission import Asking, check_two
from server.room.entry import Entry
from server.room.facts import Banned, Removed, read_fact
from server.room.names import clean_name
from server.room.refusal import Refused
from server.room.requests import Ban, Rename, Request, Say, SetAdmission
from server.room.rules import Stored
from server.room.state import Member, State, changed_members
from server.store import RoomRow, Store
from server.welcome import sees_ways
from server.wire import Page

__all__ = ["HostedRoom", "Limits", "Seat"]

log = logging.getLogger(__name__)

# Whoever leaves is answered first, and let go so much later (seconds).
ANSWER_FIRST = 0.1
# What they are told, by the reason of their `left`.
GOODBYES = {
    "left": "You left this room.",
    "expired": "You were away too long.",
    "removed": "You were removed from this room",
    "banned": "You were removed from this room for good",
}


class HostedRoom:
    """One hosted room, running. All of it is called on the hub; some of it waits."""

    def __init__(
        self,
        row: RoomRow,
        *,
        store: Store,
        disk: Disk,
        identity: Identity,
        limits: Limits,
        present: bool,
        lost: Callable[[], None],
    ) -> None:
        """`row` as the store has it; becomes its writer. `lost` is called when another does.
        `present`: the host is a person at a window, and so is online as long as the room is open.

        Raises StoreError; `Refused` not_allowed for a room with kinds this version does not
        know.
        """
        if row.state.unknown:
            raise Refused("not_allowed", "This room needs a newer version of the program.")
        if row.state.host != identity.member:
            raise Refused(
                "other_identity",
                "This room belongs to another identity than this computer has now.",
            )
        self.id = row.state.room
        self.key = row.key
        self.me = identity.member
        self._store, self._disk, self._limits = store, disk, limits
        fence = disk.write(store.rooms.take_pen, row.key)
        seen = disk.read(store.log.seen_times, row.key)
        self.secrets = RoomSecrets(store, disk, row.key, row.state)
        self.roster = Roster(row.state, seen, self.me)
        # A load test asks for everything at once and is served so.
        self.log = LogReader(
            store,
            disk,
            row.key,
            row.state.last,
            lambda: limits.rate > 0 and len(self.audience) > 2,
        )
        self.audience = Audience(row.state.last, self.log.batch_from)
        self.told: list[Callable[[Written], None]] = []
        self.came_or_went: list[Callable[[], None]] = []
        self.committer = Committer(
            key=row.key,
            fence=fence,
            state=row.state,
            store=store,
            disk=disk,
            tell=self._tell,
            lost=lost,
            is_over=self.secrets.invitations.is_over,
        )
        self._known_members = row.state.members
        self._sweeper = Sweeper(self, store, disk)
        self.entrance = Entrance(
            me=self.me,
            committer=self.committer,
            roster=self.roster,
            secrets=self.secrets,
            audience=self.audience,
            log=self.log,
            limits=limits,
            noticed=self._noticed,
            knocked=self._door_changed,
            was_seen=self._sweeper.was_seen,
        )
        self.twice = Twice(self.me)
        self.receipts = Receipts(self.audience.signal, lambda: len(self.audience))
        self.whispers = Whispers(self.me, self.audience, lambda: self.state)
        # Of a room for two, the one member who is let in beside the host.
        self.two: str | None = row.details.get("two")
        self.inviting = Inviting(self.me, self.secrets.invitations, lambda: self.state)
        self._slow = SlowMode()
        if present:
            self.roster.came(self.me)
        # A host that was killed noted nothing of those who were here then.
        now = now_ms()
        for member in [member for member, at in self.roster.seen.items() if not at]:
            self.roster.seen[member] = now
            self._sweeper.was_seen(member, now)

    @property
    def state(self) -> State:
        """The room after the newest entry that is on disk."""
        return self.committer.state

    # --- coming in -------------------------------------------------------------------------

    def admit(self, asking: Asking, **shown: Any) -> Seat:
        """See `Entrance.admit`."""
        check_two(self.two, asking)
        return self.entrance.admit(asking, **shown)

    def own_seat(self) -> Seat:
        """The place of this computer's person, for its window."""
        return self.entrance.own_seat()

    def enter(
        self, seat: Seat, connection: Connection, after: int, extra: Mapping[str, Any] | None = None
    ) -> None:
        """See `Entrance.enter`."""
        self.entrance.enter(seat, connection, after, extra)
        if seat.reserved:
            self.twice.came(seat, connection)
        if told := self.receipts.told:
            connection.send(Event.of("signals", told))
        self.whispers.greet(connection)
        if self._sees_knocks(seat.member) and self.entrance.knocks.waiting:
            connection.send(self._knocks_event())

    def release(self, seat: Seat) -> None:
        """The connection that had `seat` is gone, or never came to be."""
        self.entrance.release(seat)
        self.twice.went(seat)

    def _noticed(self) -> None:
        for notice in self.came_or_went:
            notice()

    def _door_changed(self) -> None:
        """Somebody waits at the door, or no longer."""
        told = self._knocks_event()
        for connection in self.audience.connections:
            if self._sees_knocks(connection.member):
                connection.send(told)
        self._noticed()

    def _tell_who_waits(self, member: str) -> None:
        """`member` may let people in from now on, or no longer."""
        told = self._knocks_event() if self._sees_knocks(member) else Event.of("knocks", [])
        for connection in self.audience.connections:
            if connection.member == member:
                connection.send(told)

    def _knocks_event(self) -> Event:
        return Event.of("knocks", self.entrance.knocks.told(self.state))

    def _sees_knocks(self, member: str) -> bool:
        return rank(self.state, member) >= MODERATOR

    def answer_knock(self, member: str, id: str, answer: str) -> dict[str, Any]:
        """Let in or refuse somebody who waits, as `member`. Raises `Refused`."""
        if not self._sees_knocks(member):
            raise Refused("not_allowed", "Only the host and moderators can do this.")
        knock = self.entrance.knocks.answer(id, answer, member)
        if answer == REFUSE_FOR_GOOD:
            asking = knock.asking
            if asking.member is not None:
                self.act(member, Ban(new_id(), asking.member, name=clean_name(asking.name)))
            else:
                self.entrance.knocks.bar(knock.address)
        return {"ok": True}

    # --- asking ----------------------------------------------------------------------------

    def ask(self, seat: Seat, request: Request) -> dict[str, Any]:
        """Ask something that becomes an entry; the acknowledgement, once it is durable.

        The place in the order is taken before this waits. Raises `Refused`.
        """
        answer: AsyncResult[Stored | Refused] = AsyncResult()
        self.ask_then(seat, request, answer.set)
        place = answer.get()
        if isinstance(place, Refused):
            raise place
        return {"ok": True, "number": place.number, "at": place.at}

    def ask_then(self, seat: Seat, request: Request, settle: Settle) -> None:
        """The same for whoever need not wait: `settle` is called on the hub with the answer."""
        self.entrance.count_message(seat)
        refused, seconds = None, self.state.slow_mode
        if seconds and isinstance(request, Say) and rank(self.state, seat.member) < MODERATOR:
            settle, refused = self._slow.take(seat.member, seconds, self.state.last, settle)
        elif isinstance(request, Rename):
            self.entrance.check_free(seat, request.name)
            settle = self._after_rename(seat, request, settle)
        self.committer.ask_then(seat.member, request, settle, refused=refused)

    def _after_rename(self, seat: Seat, request: Rename, settle: Settle) -> Settle:
        def settle_rename(answer: Stored | Refused) -> None:
            self.entrance.unless_borne(seat.member, request.name)
            settle(answer)

        return settle_rename

    def act(self, member: str, request: Request) -> dict[str, Any]:
        """What `member` does to the room or to somebody in it. Waits; raises `Refused`."""
        place = self.committer.ask(member, request).get()
        return {"ok": True, "number": place.number, "at": place.at}

    def set_admission(self, admission: str) -> None:
        """Who may come in from now on; the host's act. Waits."""
        if self.state.admission != admission:
            self.act(self.me, SetAdmission(new_id(), admission))

    def rename_host(self, name: str) -> None:
        """The host is called `name` here from now on. Waits; raises `Refused`."""
        if self.state.members[self.me].name != name:
            self.committer.ask(self.me, Rename(new_id(), name)).get()

    def history(self, seat: Seat, page: Page) -> dict[str, Any]:
        """A page of the log; waits for the disk."""
        me = self._here(seat)
        return self.log.history(page, self.state, me.id, me.first)

    def versions(self, seat: Seat, number: int) -> dict[str, Any]:
        """A message as it was said, and in other words each time; waits for the disk."""
        me = self._here(seat)
        entries = self.log.remarked.versions(number) if number >= me.first else []
        return {"ok": True, "entries": entries}

    def pins(self, seat: Seat) -> dict[str, Any]:
        """The pinned messages; waits for the disk."""
        me = self._here(seat)
        return {"ok": True, **self.log.remarked.pinned(self.state, me.id, me.first)}

    def _here(self, seat: Seat) -> Member:
        me = self.state.members.get(seat.member)
        if me is None or not me.here:
            raise Refused("not_allowed", "You are no longer in this room.")
        return me

    def members(self, asker: str, after: str, limit: int) -> dict[str, Any]:
        """The members after id `after`, in order of id, as member `asker` is told of them."""
        here = sorted(m.id for m in self.state.members.values() if m.here and m.id > after)
        way = sees_ways(self.state, asker)
        page = [self.entrance.told(self.state.members[id], way=way) for id in here[:limit]]
        return {"ok": True, "members": page, "more": len(here) > limit}

    def banned(self, member: str) -> dict[str, Any]:
        """Who is banned, for whom it concerns; raises `Refused`."""
        if not self._sees_knocks(member):
            raise Refused("not_allowed", "Only the host and moderators can do this.")
        banned = [one for one in self.state.members.values() if one.out == "banned"]
        return {"ok": True, "banned": [{"id": one.id, "name": one.name} for one in banned]}

    def signal(self, seat: Seat, kind: str, number: int = 0) -> None:
        """Something that is not stored: `typing`, or `read` up to entry `number`; others are passed
        over, and so is what comes too fast."""
        if kind not in ("typing", "read"):
            return
        with suppress(Refused):
            self.entrance.count_signal(seat)
            if kind == "typing":
                self.audience.signal({"kind": "typing", "member": seat.member})
            elif number == 0 or self._here(seat).first <= number <= self.state.last:
                self.receipts.take(seat.member, number)

    def expect_chain(self, after: int, chain: str | None) -> None:
        """Raises `Refused` log_differs where a client has what this log has not. May wait."""
        differs = after > self.state.last
        if not differs and chain is not None and after > 0:
            here = (
                self.state.chain
                if after == self.state.last
                else self._disk.read(self._store.log.chain_at, self.key, after)
            )
            differs = here != chain
        if differs:
            raise Refused(
                "log_differs", "The host's room is not the one that is stored on this computer."
            )

    # --- telling ---------------------------------------------------------------------------

    def others_online(self) -> int:
        """How many others are connected."""
        return sum(1 for member in self.roster.online if member != self.me)

    def _tell(self, written: Written) -> None:
        before = self._known_members
        if written.state.members is not before:
            changed = changed_members(State(members=before), written.state)
            self.roster.follow(State(members=before), changed)
            self.secrets.follow(changed)
            self._known_members = written.state.members
        self.secrets.invitations.follow(written.entries, written.state)
        self.log.extend(written.rows, written.spelled, written.erased)
        self.audience.tell(pack(written.rows[0].number, written.spelled))
        why = self._put_out(written.entries)
        for entry in written.entries:
            if entry.kind == "left":
                reason = str((entry.body or {}).get("reason"))
                self.receipts.forget(entry.author)
                self._let_go(entry.author, reason, why.get(entry.author, ""))
            elif entry.kind == "role_changed" and self.entrance.knocks.waiting:
                self._tell_who_waits(str((entry.body or {}).get("member")))
        for told in self.told:
            told(written)

    def _put_out(self, entries: Sequence[Entry]) -> dict[str, str]:
        """Who was removed or banned by `entries`, and why; who was forgiven is let in again."""
        why = {}
        for entry in entries:
            if entry.kind == "unbanned":
                self.entrance.knocks.unbar(str((entry.body or {}).get("member")))
            if entry.kind in ("removed", "banned"):
                fact = read_fact(entry.kind, entry.body)
                assert isinstance(fact, Removed | Banned)
                why[fact.member] = fact.why
                if isinstance(fact, Banned):
                    self.entrance.bar(self.state.members[fact.member])
        return why

    def _let_go(self, member: str, reason: str, why: str) -> None:
        for connection in self.audience.connections:
            if connection.member == member:
                self.audience.detach(connection)
                message = f"{GOODBYES.get(reason, GOODBYES['left'])}{': ' if why else ''}{why}"
                data = {"why": why} if why else {}
                code = reason if reason in GOODBYES else "left"
                gevent.spawn_later(ANSWER_FIRST, _drop, connection, code, message, data)

    def close(self, code: str, message: str, **data: Any) -> None:
        """Store what was asked, say `bye` to everyone, stop being the writer. Waits."""
        self._sweeper.stop()
        self.committer.close()
        self.entrance.knocks.close()
        self.audience.close(code, message, **data)
        now = now_ms()
        for member in self.roster.online:
            self._sweeper.was_seen(member, now)
        self._sweeper.note_seen()


def _drop(connection: Connection, code: str, message: str, data: dict[str, Any]) -> None:
    connection.drop(code, message, **data)
