"""Finds messages in all rooms of this computer, and keeps their indexes behind the logs.

No commit waits for an index: what was said is in it some seconds later. How far each room's has
come stands in the database.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from heapq import nsmallest
from typing import Any, Protocol

import gevent

from server.disk import Disk
from server.room.refusal import Refused
from server.room.state import Member, State
from server.store import FOR_EVER, Hit, Store, StoreError
from server.words import Query, folded, query_of

log = logging.getLogger(__name__)

# At the start of the program the window comes first (seconds).
LATER = 5.0
# So often (seconds) it is looked whether something was said, so that a talk costs few
# transactions; between two batches of a long log others get the processor.
EVERY, PAUSE = 2.0, 0.01
# Entries in one transaction: some milliseconds of one processor, one fsync.
AT_ONCE = 500
# More of a processor than this share is for those who talk and read, when they need it.
BUSY = 0.3
MOST_HITS = 100
# Who is offered to look for what they said.
MOST_PEOPLE = 30
# What is shown of a long message: so many characters before what was found, and in all.
BEFORE, SHOWN = 60, 240


class Readable(Protocol):
    """A room whose log is here."""

    key: int

    @property
    def state(self) -> State: ...


class Library:
    """On the hub; `start` it once the rooms are there."""

    def __init__(
        self,
        store: Store,
        disk: Disk,
        rooms: Callable[[], Mapping[str, Readable]],
        cpu_seconds: Callable[[], float] = time.process_time,
    ) -> None:
        """`rooms` gives all rooms by id, `cpu_seconds` what the program has worked so far."""
        self._store, self._disk, self._rooms = store, disk, rooms
        self._cpu_seconds = cpu_seconds
        self._done: dict[str, int] = {}
        self._loop: gevent.Greenlet | None = None

    def start(self, after: float = LATER) -> None:
        """Keep the indexes up from now on."""
        self._loop = gevent.spawn_later(after, self._run)

    def stop(self) -> None:
        """Keep them up no longer."""
        if self._loop is not None:
            self._loop.kill()

    def find(
        self,
        text: str,
        *,
        room: str | None = None,
        author: str | None = None,
        since: int = 0,
        until: int = FOR_EVER,
        before: int = 2**53,
        limit: int = 50,
    ) -> dict[str, Any]:
        """`{"hits": […], "more", "indexing"}`: messages that fit, the newest first; in one room, or
        in all; without `text` all that `author` said, or all of that time. `before` is an entry's
        number and goes with `room`. Waits; raises `Refused`."""
        query = query_of(text)
        limit = max(1, min(limit, MOST_HITS))
        found: list[tuple[str, Hit]] = []
        asked = self._asked(room)
        indexing = any(self._is_behind(id, view) for id, view in asked.items())
        timed = since > 0 or until < FOR_EVER
        # What has no letters is not looked for; without any words the person or the time decides.
        if query is None and (text.strip() or not (author or timed)):
            return {"hits": [], "more": False, "indexing": indexing}
        for id, view in asked.items():
            hits = self._disk.read(
                self._store.search.find,
                view.key,
                query,
                before=before,
                limit=limit + 1,
                author=author,
                since=since,
                until=until,
            )
            found += [(id, hit) for hit in hits]
        found.sort(key=lambda one: -one[1].at)
        return {
            "hits": [
                _spelled(id, hit, query) | _colour_of(asked[id], hit.author)
                for id, hit in found[:limit]
            ],
            "more": len(found) > limit,
            "indexing": indexing,
        }

    def people(self, text: str, *, room: str | None = None) -> dict[str, Any]:
        """`{"people": [{"id", "name", …profile}, …]}`: who may have said something, in one room or
        in all, and has `text` in their name; at most `MOST_PEOPLE`, in order of name."""
        wanted = folded(text)
        found: dict[str, Member] = {}
        for view in self._asked(room).values():
            for member in view.state.members.values():
                if wanted in folded(member.name):
                    found.setdefault(member.id, member)
        first = nsmallest(MOST_PEOPLE, found.values(), key=lambda one: (folded(one.name), one.id))
        people = [{"id": one.id, "name": one.name, **one.profile.chosen} for one in first]
        return {"people": people}

    def _asked(self, room: str | None) -> Mapping[str, Readable]:
        rooms = self._rooms()
        if room is None:
            return rooms
        if room not in rooms:
            raise Refused("unknown_room", "This computer has no such room (any more).")
        return {room: rooms[room]}

    def catch_up(self) -> None:
        """Put into the indexes all that was said by now. Waits."""
        for id, view in list(self._rooms().items()):
            try:
                while self._rooms().get(id) is view and self._is_behind(id, view):
                    began = time.monotonic()
                    self._step(id, view)
                    self._rest(time.monotonic() - began)
            except StoreError as error:
                log.warning("messages could not be put into the index: %s", error)

    def forgotten(self, id: str) -> None:
        """Room `id` is no longer what it was: begun anew, or deleted."""
        self._done.pop(id, None)

    def _run(self) -> None:
        while True:
            self.catch_up()
            gevent.sleep(EVERY)

    def _rest(self, worked: float) -> None:
        """As long as it worked (seconds); and until it is looked again, if the rest of the
        program worked much meanwhile."""
        began, before = time.monotonic(), self._cpu_seconds()
        gevent.sleep(max(PAUSE, worked))
        if self._cpu_seconds() - before > BUSY * (time.monotonic() - began):
            gevent.sleep(EVERY)

    def _is_behind(self, id: str, view: Readable) -> bool:
        if id not in self._done:
            self._done[id] = self._disk.read(self._store.search.indexed, view.key)
        return self._done[id] < view.state.last

    def _step(self, id: str, view: Readable) -> None:
        done, last = self._done[id], view.state.last
        rows = self._disk.read(self._store.log.after, view.key, done, min(AT_ONCE, last - done))
        if rows:
            search = self._store.search
            words = self._disk.work(search.words, rows)
            # Nobody's message waits for more than this.
            self._disk.write(search.add, view.key, rows[0].number, rows[-1].number, words)
        if self._rooms().get(id) is view:  # and no other log took its place meanwhile
            self._done[id] = rows[-1].number if rows else last


def _colour_of(view: Readable, author: str) -> dict[str, Any]:
    member = view.state.members.get(author)
    # Whoever left is shown as anybody.
    chosen = member.colour if member is not None and member.here else None
    return {} if chosen is None else {"colour": chosen}


def _spelled(room: str, hit: Hit, query: Query | None) -> dict[str, Any]:
    places = query.places(hit.text) if query else []
    start = max(0, places[0][0] - BEFORE) if places else 0
    end = min(len(hit.text), start + SHOWN)
    return {
        "room": room,
        "number": hit.number,
        "at": hit.at,
        "author": hit.author,
        "name": hit.name,
        "text": hit.text[start:end],
        "cut": [start > 0, end < len(hit.text)],
        "marks": [[a - start, b - start] for a, b in places if start <= a and b <= end],
    }
