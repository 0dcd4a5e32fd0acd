"""Who asks to come into a hosted room and waits for an answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import gevent
from gevent.event import Event

from server.clock import now_ms
from server.encoding import from_base64url
from server.identity import check_number, fingerprint_of
from server.room.admission import Asking
from server.room.names import clean_name, like, same_name
from server.room.refusal import Refused
from server.room.state import Member, State

# Whoever has not asked again for so long (seconds) waits no more.
GONE_AFTER = 20.0
# An answer is kept so long (seconds): for the way in, and so that nobody asks at once again.
ANSWER_KEPT = 60.0
# Whoever waits asks again after so long (ms).
AGAIN_MS = 3000
MOST, MOST_PER_ADDRESS = 50, 3

LET_IN, REFUSE, REFUSE_FOR_GOOD = "let_in", "refuse", "refuse_for_good"
ANSWERS = (LET_IN, REFUSE, REFUSE_FOR_GOOD)


@dataclass(slots=True, eq=False)
class Knock:
    """Somebody who waits. `answer` is empty until `by` gave one."""

    id: str
    asking: Asking
    address: str
    since: int
    seen: float
    answer: str = ""
    by: str | None = None
    answered: Event = field(default_factory=Event)
    # Whom it could be taken for, among the members that it was compared with so far: thousands of
    # names cost a tenth of a second.
    like: str | None = None
    compared: Mapping[str, Member] = field(default_factory=dict)


class Knocks:
    """Those who wait at one room. Runs on the hub."""

    def __init__(
        self, changed: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`changed` is called when somebody comes, goes or is answered."""
        self._changed, self._clock = changed, clock
        self._knocks: dict[str, Knock] = {}
        # By address, for which members: nobody in particular is "".
        self._barred: dict[str, set[str]] = {}
        self._sweep: gevent.Greenlet | None = None

    @property
    def waiting(self) -> list[Knock]:
        """Those without an answer, the first first."""
        return [knock for knock in self._knocks.values() if not knock.answer]

    def bar(self, address: str, member: str = "") -> None:
        """Let nobody without a key come from `address` until the host ends, or `member`, for whom
        it is, is forgiven."""
        self._barred.setdefault(address, set()).add(member)

    def unbar(self, member: str) -> None:
        """No address is barred for `member` any more."""
        for members in self._barred.values():
            members.discard(member)

    def is_barred(self, address: str) -> bool:
        """Whether `address` was barred."""
        return bool(self._barred.get(address))

    def find(self, id: str | None, asking: Asking, address: str) -> Knock | None:
        """The wish that a ticket names, or the one of whoever asks again without."""
        self._drop_old()
        if id is not None:
            return self._knocks.get(id)
        return next((k for k in self._knocks.values() if _same(k, asking, address)), None)

    def knock(self, asking: Asking, address: str) -> Knock:
        """Let somebody wait. Raises `Refused` name_invalid, too_many_tries."""
        asking = replace(asking, name=clean_name(asking.name))
        known = self.find(None, asking, address)
        if known is not None:
            known.seen = self._clock()
            return known
        here = sum(1 for knock in self.waiting if knock.address == address)
        if len(self.waiting) >= MOST or here >= MOST_PER_ADDRESS:
            message = "Too many are waiting to come in; try again later."
            raise Refused("too_many_tries", message, {"retry_after_ms": 10_000})
        knock = Knock(secrets.token_hex(8), asking, address, now_ms(), self._clock())
        self._knocks[knock.id] = knock
        if self._sweep is None:
            self._sweep = gevent.spawn(self._run)
        self._changed()
        return knock

    def wait(self, id: str, within: float) -> str:
        """What was answered, within some seconds; empty for nothing yet. Raises `Refused` where
        nobody waits under that id any more."""
        knock = self._knocks.get(id)
        if knock is None:
            raise Refused("malformed", "Nobody waits under this ticket (any more).")
        knock.seen = self._clock() + within
        knock.answered.wait(within)
        knock.seen = self._clock()
        return knock.answer

    def answer(self, id: str, answer: str, by: str) -> Knock:
        """Answer somebody, as member `by`. Raises `Refused` malformed, unknown_knock."""
        if answer not in ANSWERS:
            raise Refused("malformed", "There is no such answer.")
        knock = self._knocks.get(id)
        if knock is None or knock.answer:
            raise Refused("unknown_knock", "They no longer wait, or were answered already.")
        knock.answer, knock.by, knock.seen = answer, by, self._clock()
        knock.answered.set()
        self._changed()
        return knock

    def used(self, knock: Knock) -> None:
        """Whoever was let in came in: for another time they are to ask again."""
        self._knocks.pop(knock.id, None)

    def told(self, state: State) -> list[dict[str, Any]]:
        """Those who wait, as the host and moderators see them."""
        return [_spelled(knock, state) for knock in self.waiting]

    def close(self) -> None:
        """The room closes: nobody waits here."""
        if self._sweep is not None:
            self._sweep.kill()
        for knock in self._knocks.values():
            knock.answered.set()

    def _drop_old(self) -> bool:
        now = self._clock()
        old = [
            id
            for id, knock in self._knocks.items()
            if now - knock.seen > (ANSWER_KEPT if knock.answer else GONE_AFTER)
        ]
        for id in old:
            del self._knocks[id]
        return bool(old)

    def _run(self) -> None:
        while self._knocks:
            gevent.sleep(2)
            if self._drop_old():
                self._changed()
        self._sweep = None


def _same(knock: Knock, asking: Asking, address: str) -> bool:
    if asking.member is not None or knock.asking.member is not None:
        return asking.member == knock.asking.member
    same = same_name(knock.asking.name) == same_name(asking.name)
    return same and knock.address == address and knock.asking.door == asking.door


def _spelled(knock: Knock, state: State) -> dict[str, Any]:
    asking = knock.asking
    former = state.members.get(asking.member) if asking.member else None
    spelled: dict[str, Any] = {
        "knock": knock.id,
        "name": asking.name,
        "address": knock.address,
        "door": asking.door,
        "known": former is not None,
        "like": _like(knock, state.members),
        "since": knock.since,
    }
    if former is not None:
        spelled |= {"was": former.name, **former.profile.looks}
        if former.out == "removed":
            spelled["removed"] = True
    if asking.member is not None and asking.key is not None:
        spelled["member"] = asking.member
        spelled["check_number"] = check_number(fingerprint_of(from_base64url(asking.key)))
    return spelled


def _like(knock: Knock, members: Mapping[str, Member]) -> str | None:
    """The member that this one could be taken for: one of the very same name, or of a near one."""
    before, asking = knock.compared, knock.asking
    if before is not members and knock.like is None:
        news = [one for id, one in members.items() if before.get(id) is not one]
        others = [one.name for one in news if one.here and one.id != asking.member]
        same = same_name(asking.name)
        twin = next((name for name in others if same_name(name) == same), None)
        knock.like, knock.compared = twin or like(asking.name, others), members
    return knock.like
