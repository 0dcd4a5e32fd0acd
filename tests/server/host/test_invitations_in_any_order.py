"""Invitations in any order of events, against the simplest account of them that there can be."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import gevent
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.host.invitations import GOOD
from server.room.admission import Asking
from server.room.refusal import Refused
from server.room.requests import Ban
from server.store import Invitation
from tests.server.inviting import HOUR, Clocks, make, refusal
from tests.server.scene import Computer, Ear, go


@dataclass
class Kept:
    """An invitation, as simply as it can be said."""

    secret: str
    uses: int | None
    ends: float | None
    whole: float
    expires: float
    by: str = ""
    used: int = 0
    taken_back: bool = False
    members: list[str] = field(default_factory=list)

    def is_good(self, now: float) -> bool:
        used_up = self.uses is not None and self.used >= self.uses
        return not used_up and not self.taken_back and (self.ends is None or now < self.ends)


class Machine(RuleBasedStateMachine):
    """A host that invites, is stopped and started, and whose clock is set; and who comes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.patch = pytest.MonkeyPatch()
        self.clocks = Clocks()
        self.clocks.use(self.patch)
        self.computer: Computer | None = None

    @initialize()
    def open(self) -> None:
        self.computer = Computer(Path(self.folder.name))
        self.room = self.computer.found(open=False)
        self.kept: dict[str, Kept] = {}
        self.here: dict[str, str] = {}
        self.banned: set[str] = set()
        self.people = 0

    @property
    def now(self) -> float:
        return self.clocks.lasting

    # Which one is meant goes by the order of making and of coming, never by name: ids are drawn
    # anew each time the same steps are taken, and who of several at once gets in is a race.
    def some(self, number: int) -> tuple[str, Kept]:
        return list(self.kept.items())[number % len(self.kept)]

    def somebody(self, number: int) -> tuple[str, str]:
        return list(self.here.items())[number % len(self.here)]

    @rule(uses=st.sampled_from([1, 2, 3, None]), hours=st.sampled_from([1, 2, None]))
    def make(self, uses: int | None, hours: int | None) -> None:
        if len(self.kept) >= 6:
            return
        made = make(self.room, uses=uses, hours=hours)
        whole = (hours or 0) * HOUR
        ends = None if hours is None else self.now + whole
        self.kept[made.id] = Kept(
            made.secret, uses, ends, whole, self.clocks.wall / 1000 + whole, self.room.me
        )

    def come(self, member: str, secret: str) -> str:
        asking = Asking(member, "lan", key=f"key of {member}", member=member)
        try:
            seat = self.room.admit(asking, invite=secret)
            ear = Ear(member)
            try:
                self.room.enter(seat, ear, -1)
            finally:
                go(self.room, seat, ear)
        except Refused as refused:
            return refused.code
        return "in"

    @precondition(lambda self: self.kept)
    @rule(which=st.integers(0, 9), many=st.integers(1, 5))
    def newcomers(self, which: int, many: int) -> None:
        id, kept = self.some(which)
        names = [f"m_{self.people + n}" for n in range(many)]
        self.people += many
        coming = [gevent.spawn(self.come, name, kept.secret) for name in names]
        gevent.joinall(coming, timeout=20, raise_error=True)
        room_for = many if kept.uses is None else max(0, kept.uses - kept.used)
        expected = min(many, room_for) if kept.is_good(self.now) else 0
        came = [name for name, one in zip(names, coming, strict=True) if one.value == "in"]
        assert len(came) == expected
        assert {one.value for one in coming} <= {"in", "invite_wrong"}
        kept.used += expected
        for name in came:
            self.here[name] = id

    @precondition(lambda self: self.here)
    @rule(which=st.integers(0, 9))
    def comes_back(self, which: int) -> None:
        member, id = self.somebody(which)
        assert self.come(member, self.kept[id].secret) == "in"

    @precondition(lambda self: self.here)
    @rule(which=st.integers(0, 9))
    def is_banned(self, which: int) -> None:
        member, id = self.somebody(which)
        self.room.act(self.room.me, Ban(f"b-{member}", member))
        del self.here[member]
        self.banned.add(member)
        self.kept[id].taken_back = True
        assert self.come(member, self.kept[id].secret) == "banned"

    @precondition(lambda self: self.kept)
    @rule(which=st.integers(0, 9))
    def taken_back(self, which: int) -> None:
        id, kept = self.some(which)
        if kept.taken_back:
            assert refusal(self.room.secrets.invitations.revoke, id) == "no_change"
        else:
            self.room.secrets.invitations.revoke(id)
            kept.taken_back = True

    @rule(minutes=st.integers(1, 90))
    def time_goes(self, minutes: int) -> None:
        self.clocks.go(minutes * 60)

    @rule(hours=st.integers(-48, 48))
    def the_clock_is_set(self, hours: int) -> None:
        self.clocks.wall += hours * HOUR * 1000

    @rule(away=st.integers(0, 90))
    def restart(self, away: int) -> None:
        assert self.computer is not None
        self.room.close("closing", "")
        self.computer.rooms.clear()
        self.clocks.go(away * 60)
        self.clocks.lasting += 7777
        self.room = self.computer.host(self.room.id)
        for kept in self.kept.values():
            if kept.ends is not None:
                left = min(kept.expires - self.clocks.wall / 1000, kept.whole)
                kept.ends = self.now + left

    @invariant()
    def what_is_known_is_what_is_stored(self) -> None:
        if self.computer is None or not hasattr(self, "room"):
            return
        known = self.room.secrets.invitations
        stored: Sequence[Invitation] = self.computer.store.invitations.of(self.room.key)
        assert sorted(stored, key=lambda one: one.id) == sorted(known.all, key=lambda one: one.id)
        for one in stored:
            kept = self.kept[one.id]
            assert one.uses == kept.used
            assert (known.standing(one) == GOOD) == kept.is_good(self.now)
            came = [m.id for m in self.room.state.members.values() if m.invite == one.id]
            assert len(came) == kept.used

    def teardown(self) -> None:
        if self.computer is not None:
            self.computer.close()
        self.patch.undo()
        self.folder.cleanup()


TestInvitations = Machine.TestCase
TestInvitations.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
