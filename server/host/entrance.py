"""Where people come into a hosted room, and go out of it: who is let in, seated, welcomed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from server.audience import Audience, Connection, newest_first
from server.clock import now_ms
from server.events import Event
from server.host.committer import Committer
from server.host.founding import new_id
from server.host.invitations import hashed
from server.host.knocks import AGAIN_MS, LET_IN, Knock, Knocks
from server.host.log_reader import LogReader
from server.host.rate import Bucket, Rates
from server.host.room_secrets import RoomSecrets
from server.host.roster import Roster
from server.room.admission import Admission, Asking, admit, way_of
from server.room.names import clean_name, same_name
from server.room.refusal import Refused
from server.room.requests import Join, Rename
from server.room.state import Member, State
from server.store import Invitation
from server.welcome import MEMBERS_AT_ONCE, member_of, sees_ways, welcome_of


@dataclass(frozen=True, slots=True)
class Limits:
    """What one member may ask a second, and at once; rate 0 lifts all of it. Everybody together
    may ask as much as `ALL` members."""

    rate: float = 10
    burst: float = 50
    #: Pages of history, lists of members and the like: a page is up to 64 KB.
    reads: float = 10
    reads_burst: float = 200
    #: A client says every three seconds that somebody is writing.
    signals: float = 2
    signals_burst: float = 10

    def rates(self, members: int = 1) -> Rates:
        """For so many members together."""
        lifted = 0 if self.rate <= 0 else members
        return Rates(
            Bucket(self.rate * lifted, self.burst * members),
            Bucket(self.reads * lifted, self.reads_burst * members),
            Bucket(self.signals * lifted, self.signals_burst * members),
        )


# As many members may do all they may at the same time; a room has room for more, who seldom do.
ALL = 100
# Members whose use is remembered although they left; beyond, who has rested is forgotten.
REMEMBERED = 256


@dataclass(slots=True, eq=False)
class Seat:
    """A place kept for somebody who was admitted, until `Entrance.enter`."""

    member: str
    name: str
    asking: Asking
    rates: Rates
    invitation: Invitation | None = None
    address: str = ""
    # Which launch of the member's program this is; empty where that was not told.
    instance: str = ""
    reserved: bool = field(default=True)


class Entrance:
    """Of one hosted room. All of it is called on the hub; some of it waits."""

    def __init__(
        self,
        *,
        me: str,
        committer: Committer,
        roster: Roster,
        secrets: RoomSecrets,
        audience: Audience,
        log: LogReader,
        limits: Limits,
        noticed: Callable[[], None],
        knocked: Callable[[], None],
        was_seen: Callable[[str, int], None],
    ) -> None:
        """`me` is the host. `noticed` is called when somebody came or went, `knocked` when
        somebody waits at the door or no longer, `was_seen(member, at)` when somebody went."""
        self._me, self._committer, self._roster = me, committer, roster
        self._secrets, self._audience, self._log = secrets, audience, log
        self._limits, self._noticed, self._was_seen = limits, noticed, was_seen
        self._rates: dict[str, Rates] = {}
        self._all = limits.rates(ALL)
        self._seats: set[Seat] = set()
        # By whether it tells how they came in: the list, and what it is a list of.
        self._spelled: dict[bool, tuple[State, int, msgspec.Raw]] = {}
        self.knocks = Knocks(knocked)

    @property
    def state(self) -> State:
        """The room after the newest entry that is on disk."""
        return self._committer.state

    # --- who is let in ---------------------------------------------------------------------

    def admit(
        self,
        asking: Asking,
        *,
        invite: str | None = None,
        session: str | None = None,
        address: str = "",
        knock: str | None = None,
    ) -> Seat:
        """Keep a place for whoever stands at the door; nothing here waits.

        `asking` has name, door, a proved key and another way in; invitation and session are
        judged here. `knock`: the wish that a ticket names. Raises `Refused` in the contract's
        order; waiting names the wish that now stands in `data["knock"]`.
        """
        known = asking.member
        if known is None and session is not None:
            known = self._secrets.member_of(session, asking.door, self.state)
        invitations = self._secrets.invitations
        good = invitations.good(invite, asking.door, known) if invite else None
        asking = replace(asking, member=known, invited=good is not None if invite else None)
        if good is not None and asking.way is None:
            asking = replace(asking, by=good.by or self._me)
        if known is None and self.knocks.is_barred(address):
            raise Refused("banned", "You cannot come into this room any more.")
        try:
            admission = self._judge(asking)
        except Refused as refusal:
            if refusal.code != "waiting":
                raise
            let_in = self._ask_to_come_in(asking, address, knock, refusal)
            asking = replace(asking, way=LET_IN, by=let_in.by)
            admission = self._judge(asking)
            self.knocks.used(let_in)
        # A member that comes back, or a newcomer that comes another way, uses nothing up.
        uses = good if admission.member is None and asking.way is None else None
        return self._seat(admission, asking, uses, address)

    def _judge(self, asking: Asking) -> Admission:
        return admit(
            self.state,
            asking,
            holders=self._roster.holders,
            online=self._roster.online,
            recent=self._roster.recent(self.state, now_ms()),
        )

    def _ask_to_come_in(
        self, asking: Asking, address: str, id: str | None, refusal: Refused
    ) -> Knock:
        """The wish of somebody who is to be let in; raises `Refused` waiting, waiting_refused."""
        knock = self.knocks.find(id, asking, address)
        if knock is not None and knock.answer == LET_IN:
            return knock
        if knock is not None and knock.answer:
            raise Refused("waiting_refused", "You were not let in.")
        knock = self.knocks.knock(asking, address)
        data = {"knock": knock.id, "retry_after_ms": AGAIN_MS}
        raise Refused("waiting", refusal.message, data)

    def _seat(
        self,
        admission: Admission,
        asking: Asking,
        invitation: Invitation | None = None,
        address: str = "",
    ) -> Seat:
        member = admission.member.id if admission.member else asking.member
        if member is None or (admission.member is None and asking.key is None):
            # Without a key nobody is who they were before they left.
            member = self._secrets.new_member()
        self._roster.holds(member, admission.name)
        seat = Seat(member, admission.name, asking, self._rates_of(member), invitation, address)
        if invitation is not None:
            self._secrets.invitations.hold(invitation, member)
        self._seats.add(seat)
        if self._roster.came(member):
            signal: dict[str, Any] = {"kind": "online", "member": member, "name": admission.name}
            known = self.state.members.get(member)
            # Who went for good and comes again is in nobody's list, and still muted.
            if known is not None and known.muted:
                signal["muted"] = True
            if known is not None and known.here:
                signal |= known.profile.chosen
            self._audience.signal(signal)
            self._noticed()
        return seat

    def _rates_of(self, member: str) -> Rates:
        """Of all its connections, and of those to come: coming again begins nothing anew."""
        known = self._rates.get(member)
        if known is not None:
            return known
        if len(self._rates) >= REMEMBERED + len(self._roster.online):
            online = self._roster.online
            self._rates = {
                id: rates for id, rates in self._rates.items() if id in online or not rates.rested
            }
        return self._rates.setdefault(member, self._limits.rates())

    def count_message(self, seat: Seat) -> None:
        """Count a request that makes an entry; raises `Refused` too_fast."""
        seat.rates.messages.take()
        self._all.messages.take()

    def count_read(self, seat: Seat) -> None:
        """Count a request that reads; raises `Refused` too_fast."""
        seat.rates.reads.take()
        self._all.reads.take()

    def count_signal(self, seat: Seat) -> None:
        """Count something that is not stored; raises `Refused` too_fast."""
        seat.rates.signals.take()
        self._all.signals.take()

    def own_seat(self) -> Seat:
        """The place of this computer's person, for its window."""
        me = self.state.members[self._me]
        asking = Asking(name=me.name, door="window", key=me.key, member=me.id)
        return self._seat(Admission(me.name, me), asking)

    # --- coming in -------------------------------------------------------------------------

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
        start, page = self._log.missing(after, first, state.last)
        before = self._log.chain_at(first - 1) if first > 1 else None
        remarked = self._log.remarked.about(page, state, seat.member, first)
        # Nothing may yield from here on: `last` and the place among the audience belong together.
        state = self.state
        welcome = welcome_of(
            state,
            state.members[seat.member],
            start=start,
            last=state.last,
            page=page,
            members=self._first_members(seat.member),
            members_total=self._roster.members_total,
            rate=self._limits.rate,
            burst=self._limits.burst,
        )
        welcome |= remarked
        if before is not None:
            welcome["first_chain"] = before
        if session is not None:
            welcome["session"] = session
        connection.send(Event.of("welcome", {**welcome, **(extra or {})}))
        self._audience.attach(connection, start)

    def _settle(self, seat: Seat) -> str | None:
        """The `joined` or `renamed` of a newcomer; its session secret, if it has no key."""
        member = self.state.members.get(seat.member)
        if member is None or not member.here:
            self._join(seat)
        elif member.name != seat.name:
            self._committer.ask(seat.member, Rename(new_id(), seat.name)).get()
        return self._secrets.session_of(seat.member)

    def _join(self, seat: Seat) -> None:
        asking = seat.asking
        secret = None if asking.key else self._secrets.new_session(seat.member)
        join = Join(
            id=new_id(),
            name=seat.name,
            door=asking.door,
            key=asking.key,
            session=hashed(secret) if secret else None,
            invite=seat.invitation.id if seat.invitation else None,
            way=way_of(self.state, asking),
            by=asking.by,
        )
        try:
            self._committer.ask(seat.member, join, secret).get()
        except Refused as refusal:
            if refusal.code == "already_here":  # by another connection, a moment ago
                return
            self._secrets.drop_session(seat.member)
            raise
        finally:
            self._let_go_of_use(seat)

    def _let_go_of_use(self, seat: Seat) -> None:
        invitation, seat.invitation = seat.invitation, None
        if invitation is not None:
            self._secrets.invitations.let_go(invitation, seat.member)

    # --- names -----------------------------------------------------------------------------

    def check_free(self, seat: Seat, name: str) -> None:
        """Hold `name` for a member that asks to be called so; raises `Refused` name_taken."""
        member = self.state.members.get(seat.member)
        self._judge(Asking(name=name, door=seat.asking.door, member=seat.member))
        if member is not None:
            self._roster.holds(seat.member, clean_name(name))

    def unless_borne(self, member: str, name: str) -> None:
        """`member` was to be called `name`, which is free again unless that is its name now."""
        known = self.state.members.get(member)
        if known is None or not known.here or same_name(known.name) != same_name(name):
            self._roster.frees(member, name)

    # --- going -----------------------------------------------------------------------------

    def release(self, seat: Seat) -> None:
        """The connection that had `seat` is gone, or never came to be."""
        if not seat.reserved:
            return
        seat.reserved = False
        self._seats.discard(seat)
        self._let_go_of_use(seat)
        self.unless_borne(seat.member, seat.name)
        if not self._roster.went(seat.member, now_ms()):
            return
        if seat.member in self.state.members:
            self._was_seen(seat.member, now_ms())
        self._audience.signal({"kind": "offline", "member": seat.member})
        self._noticed()

    def addresses_of(self, member: str) -> set[str]:
        """Where `member` is connected from."""
        return {seat.address for seat in self._seats if seat.member == member and seat.address}

    def bar(self, member: Member) -> None:
        """`member` was banned: without a key, where it is connected from is all there is to bar."""
        if member.key is None:
            for address in self.addresses_of(member.id):
                self.knocks.bar(address, member.id)

    def _first_members(self, asker: str) -> msgspec.Raw:
        """The members as a welcome tells them, spelled; the same for all who come in at once."""
        state, version = self.state, self._roster.version
        way = sees_ways(state, asker)
        known, counted, spelled = self._spelled.get(way, (None, 0, msgspec.Raw(b"[]")))
        if known is None or known.members is not state.members or counted != version:
            members = state.members
            online = (id for id in self._roster.online if id in members)
            rest = (id for id, member in members.items() if member.here)
            ids = newest_first(rest, online, MEMBERS_AT_ONCE)
            told = [self.told(members[i], way=way) for i in ids]
            spelled = msgspec.Raw(msgspec.json.encode(told))
            self._spelled[way] = (state, version, spelled)
        return spelled

    def told(self, member: Member, *, way: bool) -> dict[str, Any]:
        """A member as the list of members has it; `way`: with how they came in."""
        return member_of(member, self.state, member.id in self._roster.online, way=way)
