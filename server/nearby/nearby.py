"""Rooms nearby, as the hub sees them: what is said of our own, what is heard of others.

zeroconf runs on an asyncio loop in a thread of its own, which begins with `begin`: not
before the window, since nothing of it is needed for the first page.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import gevent

from server.address import Address
from server.link.loop import LinkLoop
from server.link.mailbox import Post
from server.nearby.place import Place, place_at, place_in
from server.nearby.record import WHYS, Key, Missed, Notice, Record, is_near
from server.nearby.seen import Seen, Sighting
from server.network.networks import Networks

if TYPE_CHECKING:
    from server.nearby.mdns import Mdns

log = logging.getLogger(__name__)

#: A room's mark and the names of its record change so often, in seconds, give or take a quarter.
MARK_LIVES = 3600.0
#: Marks by which our rooms were announced lately: who clicked on one may still be on the way.
MOST_MARKS = 256
#: As many rooms are announced.
MOST_ANNOUNCED = 16
#: The hub hears of changes at most so often, in seconds.
TELL_EVERY = 0.3
#: After so long (seconds) nobody having answered means that nobody is there.
FIRST_LOOK = 3.0
#: Where the network does not let us, we try again after so long (seconds).
AGAIN_AFTER = 15.0
#: We say for so long (seconds) that we did not get through, so often of one room, of so many.
REPORT_LIVES, REPORT_EVERY, MOST_REPORTS = 10.0, 60.0, 4
#: A host that is to be told so is heard within so many seconds, or it has gone.
REPORT_PATIENCE = 5.0
#: That others did not get through to one of our rooms is heard so often, in seconds.
HEAR_EVERY = 2.0
#: We ask out of turn at most so often, in seconds.
ASK_EVERY = 5.0
#: How long the goodbye may take, in seconds.
GOODBYE = 1.0

State = Literal["off", "starting", "looking", "failed"]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A room of ours to announce. `name` only if strangers may read it; `code`: the number of
    the spoken code that it shows."""

    key: Key
    port: int
    name: str | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """Under which names a room is announced for now."""

    token: str
    host: str
    hour: int
    salt: str

    @classmethod
    def new(cls) -> _Mark:
        names = secrets.token_hex(8), secrets.token_hex(8)
        return cls(*names, int(time.time() // 3600), secrets.token_hex(16))


class Nearby:
    """On the hub, but for what says otherwise."""

    def __init__(self, post: Post, cards: Sequence[str] | None = None) -> None:
        """`post` is the way onto the hub. `cards`: the addresses of the network cards to use,
        none for being silent and deaf; None for all real ones, as `set_networks` tells them."""
        self._post = post
        self._given = cards
        self._place = Place() if cards is None else place_at(cards)
        self._loop = LinkLoop(post, "nearby")
        self.state: State = "off" if cards is not None and not cards else "starting"
        self.sightings: Sequence[Sighting] = ()
        # Called when there is something new to see; when somebody could not get through to a
        # room of ours.
        self.changed: list[Callable[[], None]] = []
        self.missed: Callable[[str, Missed], None] = lambda _room, _missed: None
        self._began = False
        self._announced: dict[str, Announcement] = {}
        self._marks: dict[str, _Mark] = {}
        self._recent: OrderedDict[str, str] = OrderedDict()
        self._records: dict[str, Record] = {}
        self._keys: tuple[Key, ...] = ()
        self._rotating: Any = None
        self._asked_at = 0.0
        self._reports: dict[str, Record] = {}
        self._reported: dict[str, float] = {}
        # On the loop.
        self._seen = Seen()
        self._mdns: Mdns | None = None
        self._telling: asyncio.TimerHandle | None = None
        self._told_at = 0.0
        self._missed_at: dict[str, float] = {}
        self._ours: frozenset[str] = frozenset()

    # --- what there is ---------------------------------------------------------------------

    def hosts(self, number: int) -> Sequence[tuple[Address, ...]]:
        """Where hosts are heard, those first that say to show a spoken code of this number."""
        heard = sorted(self.sightings, key=lambda one: one.notice.code != number)
        return list(dict.fromkeys(one.addresses for one in heard))

    def find(self, token: str) -> Sighting | None:
        """What is heard under `token`."""
        return next((one for one in self.sightings if one.token == token), None)

    def room_of(self, mark: str) -> str | None:
        """The room of ours that is, or was lately, announced by this mark."""
        return self._recent.get(mark)

    # --- what is told ----------------------------------------------------------------------

    def begin(self) -> None:
        """Begin to say and to hear; again is harmless."""
        if self._began or self.state == "off":
            return
        self._began = True
        self._loop.start()
        self._loop.call(self._loop.on_nudge, self._woke)
        self._rotating = gevent.spawn(self._rotate)
        self._submit(self._know(self._keys))
        self._open()

    def stop(self) -> None:
        """Say goodbye; waits for it."""
        if not self._began:
            return
        self._began = False
        self._rotating.kill()
        with gevent.Timeout(GOODBYE, False):
            self._loop.ask(self._close()).get()
        self._loop.stop()

    def set_networks(self, networks: Networks) -> None:
        """This computer's networks are these now."""
        if self._given is not None:
            return
        place = place_in(networks)
        if place != self._place:
            self._place = place
            self._open()

    def set_keys(self, keys: Iterable[Key]) -> None:
        """These are the rooms to be recognised."""
        self._keys = tuple(keys)
        if self._began:
            self._submit(self._know(self._keys))

    def announce(self, announcements: Iterable[Announcement]) -> None:
        """Announce exactly these rooms from now on."""
        announced = {one.key.room: one for one in list(announcements)[:MOST_ANNOUNCED]}
        if announced != self._announced:
            self._announced = announced
            self._say()

    def ask(self) -> None:
        """Ask who is here; something may have been missed."""
        now = time.monotonic()
        if self._began and now - self._asked_at > ASK_EVERY:
            self._asked_at = now
            self._submit(self._ask_there())

    def report(self, addresses: Sequence[Address], why: str) -> None:
        """We did not get through to a host at these addresses. If it is still heard of, it is
        told so, by a record of our own that says which room and why and nothing of us."""
        if self._began and why in WHYS:
            self._submit(self._report_there(tuple(addresses), why, self._place.subnets))

    # --- saying ----------------------------------------------------------------------------

    def _say(self) -> None:
        """Have said what there is to say."""
        if not self._began:
            return
        records = self._spell()
        if records != self._records:
            self._records = records
            self._submit(self._publish(records, frozenset(self._recent)))

    def _open(self) -> None:
        """Begin anew in the network that this is now, under other names."""
        if not self._began:
            return
        self._marks.clear()
        self._records = self._spell()
        ours = frozenset(self._recent)
        self._submit(self._open_there(self._place, self._records, ours), self._opened)

    def _opened(self, error: BaseException | None) -> None:
        state: State = "looking" if error is None else "failed"
        if error is not None:
            log.warning("rooms nearby cannot be looked for: %s", error)
            gevent.spawn_later(AGAIN_AFTER, self._open_again)
        if self.state == "starting" and state == "looking":
            gevent.spawn_later(FIRST_LOOK, self._enter, state)
        else:
            self._enter(state)

    def _enter(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self._tell_changed()

    def _open_again(self) -> None:
        if self.state == "failed":
            self._open()

    def _say_missed(self, missed: Missed) -> None:
        """Say for a while that we did not get through."""
        now = time.monotonic()
        self._reported = {m: at for m, at in self._reported.items() if now - at < REPORT_EVERY}
        if missed.mark in self._reported or len(self._reported) >= MOST_REPORTS:
            return
        self._reported[missed.mark] = now
        token = secrets.token_hex(8)
        text = tuple(missed.text().items())
        self._reports[token] = Record(secrets.token_hex(8), 0, (), text)
        self._say()
        gevent.spawn_later(REPORT_LIVES, self._end_report, token)

    def _end_report(self, token: str) -> None:
        self._reports.pop(token, None)
        self._say()

    def _spell(self) -> dict[str, Record]:
        records = dict(self._reports)
        self._marks = {room: m for room, m in self._marks.items() if room in self._announced}
        for room, one in self._announced.items():
            mark = self._marks.setdefault(room, _Mark.new())
            id = one.key.mark(mark.hour, mark.salt)
            self._recent[id] = room
            notice = Notice(id, mark.hour, mark.salt, one.name, one.code)
            text = tuple(notice.text().items())
            records[mark.token] = Record(mark.host, one.port, self._place.addresses, text)
        while len(self._recent) > MOST_MARKS:
            self._recent.popitem(last=False)
        return records

    def _rotate(self) -> None:
        while True:
            gevent.sleep(MARK_LIVES * random.uniform(0.75, 1.25))
            self._marks.clear()
            self._say()

    # --- the loop's side -------------------------------------------------------------------

    def _submit(
        self,
        work: Coroutine[Any, Any, None],
        then: Callable[[BaseException | None], None] = lambda _error: None,
    ) -> None:
        """Do `work` on the loop, in the order of the calls; `then` hears how it went."""
        self._loop.submit(work).add_done_callback(
            lambda done: None if done.cancelled() else self._post(then, done.exception())
        )

    def _there(self) -> Mdns:
        """zeroconf, loaded on its own thread."""
        if self._mdns is None:
            from server.nearby.mdns import Mdns

            self._mdns = Mdns(self._seen, self._changed_there, self._missed_there)
        return self._mdns

    async def _open_there(
        self, place: Place, records: dict[str, Record], ours: frozenset[str]
    ) -> None:
        self._ours = ours
        self._seen.doubt()
        await self._there().open(place.cards, place.subnets, records)

    async def _publish(self, records: dict[str, Record], ours: frozenset[str]) -> None:
        self._ours = ours
        await self._there().publish(records)

    async def _know(self, keys: Sequence[Key]) -> None:
        if self._seen.know(keys):
            self._changed_there()

    async def _ask_there(self) -> None:
        self._there().ask_anew()

    async def _close(self) -> None:
        await self._there().close()

    def _woke(self) -> None:
        """The computer has slept: who knows where it is now."""
        self._post(self._open)

    def _changed_there(self) -> None:
        """However much is heard, the hub is told a few times a second."""
        if self._telling is None:
            loop = asyncio.get_running_loop()
            wait = max(0.0, self._told_at + TELL_EVERY - loop.time())
            self._telling = loop.call_later(wait, self._tell)

    def _tell(self) -> None:
        self._telling, self._told_at = None, asyncio.get_running_loop().time()
        self._post(self._take, tuple(self._seen.all()))

    def _missed_there(self, missed: Missed) -> None:
        """However often it is said, the hub hears of it now and then."""
        now = time.monotonic()
        if missed.mark in self._ours and now - self._missed_at.get(missed.mark, 0) > HEAR_EVERY:
            if len(self._missed_at) > MOST_MARKS:
                self._missed_at.clear()
            self._missed_at[missed.mark] = now
            self._post(self._take_missed, missed)

    async def _report_there(
        self, addresses: tuple[Address, ...], why: str, subnets: Sequence[str]
    ) -> None:
        """Whoever has gone in the meantime is not to be told anything: ask, and hear it again."""
        since, wanted = time.monotonic(), set(addresses)
        hosts = {address.host for address in addresses if address.port is None}
        for tenth in range(int(REPORT_PATIENCE * 10)):
            if tenth % 20 == 0:  # a question may be lost
                self._there().ask()
            await asyncio.sleep(0.1)
            for one in self._seen.all():
                same = wanted & set(one.addresses) or any(a.host in hosts for a in one.addresses)
                if same and one.heard > since:
                    near = is_near(one.addresses, subnets)
                    self._post(self._say_missed, Missed(one.notice.mark, why, near))
                    return

    def _take(self, sightings: Sequence[Sighting]) -> None:
        self.sightings = sightings
        self._tell_changed()

    def _take_missed(self, missed: Missed) -> None:
        room = self._recent.get(missed.mark)
        if room is not None:
            self.missed(room, missed)

    def _tell_changed(self) -> None:
        for changed in self.changed:
            changed()
