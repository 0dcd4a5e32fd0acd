"""A room that lives here: who comes in, what they ask, what they are told."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import gevent
import msgspec

from server.audience import Audience, Connection, newest_first
from server.clock import now_ms
from server.committer import Committer, Settle, Written
from server.disk import Disk
from server.events import Event, pack
from server.founding import new_id
from server.identity import Identity
from server.log_reader import LogReader
from server.rate import Bucket
from server.room.names import clean_name, same_name
from server.room.refusal import Refused
from server.room.requests import ChangeAdmission, Join, Rename, Request
from server.room.rules import Admission, Asking, Stored, admit
from server.room.state import Member, State, changed_members
from server.room_secrets import RoomSecrets, hashed
from server.roster import Roster
from server.store import RoomRow, Store
from server.sweeper import Sweeper
from server.welcome import MEMBERS_AT_ONCE, member_of, welcome_of
from server.wire import Page

log = logging.getLogger(__name__)

# Whoever leaves is answered first, and let go so much later (seconds).
ANSWER_FIRST = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second that one member may send, and at once; rate 0 lifts it."""

    rate: float = 10
    burst: float = 50


@dataclass(slots=True)
class Seat:
    """A place kept for somebody who was admitted, until `HostedRoom.enter`."""

    member: str
    name: str
    asking: Asking
    invite: str | None
    bucket: Bucket
    reserved: bool = field(default=True)


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
        self.id = row.state.room
        self.key = row.key
        self.me = identity.member
        self._store, self._disk, self._limits = store, disk, limits
        fence = disk.write(store.rooms.take_pen, row.key)
        seen = disk.read(store.log.seen_times, row.key)
        self.secrets = RoomSecrets(store, disk, row.key, row.state)
        self.roster = Roster(row.state, seen, self.me)
        self.log = LogReader(store, disk, row.key, row.state.last)
        self.audience = Audience(row.state.last, self.log.batch_from)
        self._buckets: dict[str, Bucket] = {}
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
        )
        self._known_members = row.state.members
        self._spelled = msgspec.Raw(b"[]")
        self._spelled_for: tuple[Mapping[str, Member], int] | None = None
        if present:
            self.roster.came(self.me)
        self._sweeper = Sweeper(self, store, disk)
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

    def admit(self, asking: Asking, invite: str | None, session: str | None) -> Seat:
        """Keep a place for whoever stands at the door; nothing here waits.

        `asking` has name, door and a proved key; invitation and session are judged here.
        Raises `Refused` in the contract's order.
        """
        known = asking.member
        if known is None and session is not None:
            known = self.secrets.member_of(session, asking.door, self.state)
        invited = self.secrets.is_good(invite, asking.door) if invite else None
        asking = replace(asking, member=known, invited=invited)
        admission = admit(
            self.state,
            asking,
            holders=self.roster.holders,
            online=self.roster.online,
            recent=self.roster.recent(self.state, now_ms()),
        )
        return self._seat(admission, asking, invite if invited else None)

    def _seat(self, admission: Admission, asking: Asking, invite: str | None) -> Seat:
        member = admission.member.id if admission.member else asking.member
        if member is None:
            member = "g_" + secrets.token_hex(16)
        self.roster.holds(member, admission.name)
        bucket = self._buckets.setdefault(member, Bucket(self._limits.rate, self._limits.burst))
        seat = Seat(member, admission.name, asking, invite, bucket)
        if self.roster.came(member):
            self.audience.signal({"kind": "online", "member": member, "name": admission.name})
            self._noticed()
        return seat

    def own_seat(self) -> Seat:
        """The place of this computer's person, for its window."""
        me = self.state.members[self.me]
        asking = Asking(name=me.name, door="window", key=me.key, member=me.id)
        return self._seat(Admission(me.name, me), asking, None)

    def enter(
        self, seat: Seat, connection: Connection, after: int, extra: Mapping[str, Any] | None = None
    ) -> None:
        """Store what coming in means for the log, then say `welcome` and tell what is missing.

        Waits for the disk. `after` as in CONNECT; `extra` is added to the welcome. Raises
        `Refused` when it could not be stored.
        """
        session = self._settle(seat)
        state = self.state
        first = state.members[seat.member].first
        start, page = self.log.missing(after, first, state.last)
        # Nothing may yield from here on: `last` and the place among the audience belong together.
        state = self.state
        welcome = welcome_of(
            state,
            state.members[seat.member],
            start=start,
            last=state.last,
            page=page,
            members=self._first_members(),
            members_total=self.roster.members_total,
            rate=self._limits.rate,
            burst=self._limits.burst,
        )
        if session is not None:
            welcome["session"] = session
        connection.send(Event.of("welcome", {**welcome, **(extra or {})}))
        self.audience.attach(connection, start)

    def _settle(self, seat: Seat) -> str | None:
        """The `joined` or `renamed` of a newcomer; its session secret, if it has no key."""
        member = self.state.members.get(seat.member)
        if member is None or not member.here:
            self._join(seat)
        elif member.name != seat.name:
            self.committer.ask(seat.member, Rename(new_id(), seat.name)).get()
        return self.secrets.session_of(seat.member)

    def _join(self, seat: Seat) -> None:
        secret = None if seat.asking.key else self.secrets.new_session(seat.member)
        join = Join(
            id=new_id(),
            name=seat.name,
            door=seat.asking.door,
            first=1,
            key=seat.asking.key,
            session=hashed(secret) if secret else None,
            invite=hashed(seat.invite) if seat.invite else None,
        )
        try:
            self.committer.ask(seat.member, join, secret).get()
        except Refused as refusal:
            if refusal.code == "already_here":  # by another connection, a moment ago
                return
            self.secrets.drop_session(seat.member)
            raise

    def release(self, seat: Seat) -> None:
        """The connection that had `seat` is gone, or never came to be."""
        if not seat.reserved:
            return
        seat.reserved = False
        self._unless_borne(seat.member, seat.name)
        if not self.roster.went(seat.member, now_ms()):
            return
        if seat.member in self.state.members:
            self._sweeper.was_seen(seat.member, now_ms())
        self._buckets.pop(seat.member, None)
        self.audience.signal({"kind": "offline", "member": seat.member})
        self._noticed()

    def _unless_borne(self, member: str, name: str) -> None:
        """`member` was to be called `name`, which is free again unless that is its name now."""
        known = self.state.members.get(member)
        if known is None or not known.here or same_name(known.name) != same_name(name):
            self.roster.frees(member, name)

    def _noticed(self) -> None:
        for notice in self.came_or_went:
            notice()

    # --- asking ----------------------------------------------------------------------------

    def ask(self, seat: Seat, request: Request) -> dict[str, Any]:
        """Ask something that becomes an entry; the acknowledgement, once it is durable.

        The place in the order is taken before this waits. Raises `Refused`.
        """
        seat.bucket.take()
        if isinstance(request, Rename):
            self._check_free(seat, request.name)
        try:
            place = self.committer.ask(seat.member, request).get()
        finally:
            if isinstance(request, Rename):
                self._unless_borne(seat.member, request.name)
        return {"ok": True, "number": place.number, "at": place.at}

    def ask_then(self, seat: Seat, request: Request, settle: Settle) -> None:
        """The same for whoever need not wait: `settle` is called on the hub with the answer."""
        seat.bucket.take()
        if isinstance(request, Rename):
            self._check_free(seat, request.name)
            settle = self._after_rename(seat, request, settle)
        self.committer.ask_then(seat.member, request, settle)

    def _after_rename(self, seat: Seat, request: Rename, settle: Settle) -> Settle:
        def settle_rename(answer: Stored | Refused) -> None:
            self._unless_borne(seat.member, request.name)
            settle(answer)

        return settle_rename

    def _check_free(self, seat: Seat, name: str) -> None:
        member = self.state.members.get(seat.member)
        asking = Asking(name=name, door=seat.asking.door, member=seat.member)
        admit(
            self.state,
            asking,
            holders=self.roster.holders,
            online=self.roster.online,
            recent=self.roster.recent(self.state, now_ms()),
        )
        if member is not None:
            self.roster.holds(seat.member, clean_name(name))

    def change_admission(self, open: bool) -> None:
        """Open the room to anyone on the network, or close it; the host's act. Waits."""
        if self.state.open != open:
            self.committer.ask(self.me, ChangeAdmission(new_id(), open)).get()

    def rename_host(self, name: str) -> None:
        """The host is called `name` here from now on. Waits; raises `Refused`."""
        if self.state.members[self.me].name != name:
            self.committer.ask(self.me, Rename(new_id(), name)).get()

    def history(self, seat: Seat, page: Page) -> dict[str, Any]:
        """A page of the log; waits for the disk."""
        me = self.state.members.get(seat.member)
        if me is None or not me.here:
            raise Refused("not_allowed", "You are no longer in this room.")
        return self.log.history(page, me.first, self.state.last)

    def members(self, after: str, limit: int) -> dict[str, Any]:
        """The members after id `after`, in order of id."""
        here = sorted(m.id for m in self.state.members.values() if m.here and m.id > after)
        page = [self._member(self.state.members[id]) for id in here[:limit]]
        return {"ok": True, "members": page, "more": len(here) > limit}

    def signal(self, seat: Seat, kind: str) -> None:
        """Something that is not stored; only `typing` is known, others are passed over."""
        if kind == "typing":
            self.audience.signal({"kind": "typing", "member": seat.member})

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

    def _first_members(self) -> msgspec.Raw:
        """The members as a welcome tells them, spelled; the same for all who come in at once."""
        members, version = self.state.members, self.roster.version
        if self._spelled_for is None or not _same(self._spelled_for, members, version):
            online = (id for id in self.roster.online if id in members)
            rest = (id for id, member in members.items() if member.here)
            ids = newest_first(rest, online, MEMBERS_AT_ONCE)
            self._spelled = msgspec.Raw(
                msgspec.json.encode([self._member(members[i]) for i in ids])
            )
            self._spelled_for = (members, version)
        return self._spelled

    def _member(self, member: Member) -> dict[str, Any]:
        return member_of(member, self.state, member.id in self.roster.online)

    def _tell(self, written: Written) -> None:
        before = self._known_members
        if written.state.members is not before:
            changed = changed_members(State(members=before), written.state)
            self.roster.follow(State(members=before), changed)
            self.secrets.follow(changed)
            self._known_members = written.state.members
        self.log.extend(written.rows, written.spelled)
        self.audience.tell(pack(written.rows[0].number, written.spelled))
        for entry in written.entries:
            if entry.kind == "left":
                self._let_go(entry.author)
        for told in self.told:
            told(written)

    def _let_go(self, member: str) -> None:
        for connection in self.audience.connections:
            if connection.member == member:
                self.audience.detach(connection)
                gevent.spawn_later(ANSWER_FIRST, connection.drop, "removed", "You left this room.")

    def close(self, code: str, message: str, **data: Any) -> None:
        """Store what was asked, say `bye` to everyone, stop being the writer. Waits."""
        self._sweeper.stop()
        self.committer.close()
        self.audience.close(code, message, **data)
        now = now_ms()
        for member in self.roster.online:
            self._sweeper.was_seen(member, now)
        self._sweeper.note_seen()


def _same(spelled_for: tuple[Mapping[str, Member], int], members: object, version: int) -> bool:
    return spelled_for[0] is members and spelled_for[1] == version
