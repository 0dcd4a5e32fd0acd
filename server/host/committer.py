"""Takes everything that was asked of a room, and stores it before anyone is told.

One batch at a time: what arrives while one is being written is the next. So a busy room costs
one fsync and one event a batch, not one a message. The state advances only after the commit.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import gevent
from gevent.event import AsyncResult, Event

from server.clock import now_ms
from server.disk import Disk
from server.room.entry import Entry
from server.room.invites import ended_by, used_in
from server.room.refusal import Refused, closing, malformed, storage_full
from server.room.remarks import Targets, target_of
from server.room.requests import Join, Pin, React, Request, Unpin
from server.room.rules import Ask, Stored, Taken, take
from server.room.state import State, changed_members
from server.signing import forged
from server.store import AnotherWriter, Contradiction, Pen, Row, Store, StoreError, entry_of, row_of
from server.wire import entry_bytes

log = logging.getLogger(__name__)

# More than this in one transaction would let the first of them wait too long.
LARGEST_BATCH = 1000
# What may wait for its batch, so that a flood fills no memory.
LONGEST_QUEUE = 20_000


@dataclass(frozen=True, slots=True)
class Written:
    """A batch that is on disk: the state after it, its entries as stored and as sent; and which
    entries it erased, each with the number of the one that withdrew it."""

    state: State
    entries: Sequence[Entry]
    rows: Sequence[Row]
    spelled: Sequence[bytes]
    answers: Sequence[Stored | Refused]
    erased: Mapping[int, int] = field(default_factory=dict)


# Called on the hub with where the entry stands, durably, or why there is none; must not wait.
Settle = Callable[[Stored | Refused], None]


@dataclass(slots=True)
class _Pending:
    ask: Ask
    secret: str | None
    settle: Settle


class Committer:
    """The one writer of one room. Everything but `_write` runs on the hub."""

    def __init__(
        self,
        *,
        key: int,
        fence: int,
        state: State,
        store: Store,
        disk: Disk,
        tell: Callable[[Written], None],
        lost: Callable[[], None],
        is_over: Callable[[str], bool],
    ) -> None:
        """`tell` is called after each commit; `lost` when another writer has the room; `is_over`,
        in the writing thread, tells whether the time of an invitation (by its id) has run out."""
        self.state = state
        self._key = key
        self._fence = fence
        self._store = store
        self._disk = disk
        self._tell = tell
        self._lost = lost
        self._is_over = is_over
        self._queue: list[_Pending] = []
        self._wake = Event()
        self._closing = False
        self._loop = gevent.spawn(self._run)

    def ask(self, author: str, request: Request, secret: str | None = None) -> AsyncResult[Stored]:
        """Put `request` in the queue now; its place in the order is taken when this returns.

        The result is where the entry stands, once it is durable, or raises `Refused`.
        `secret` is the session secret to store with a keyless member's joining.
        """
        result: AsyncResult[Stored] = AsyncResult()

        def settle(answer: Stored | Refused) -> None:
            if isinstance(answer, Refused):
                result.set_exception(answer)
            else:
                result.set(answer)

        self.ask_then(author, request, settle, secret)
        return result

    def ask_then(
        self,
        author: str,
        request: Request,
        settle: Settle,
        secret: str | None = None,
        refused: Refused | None = None,
    ) -> None:
        """The same for whoever need not wait: `settle` is called with the answer. `refused` as of
        `rules.Ask`."""
        if self._closing:
            settle(closing())
        elif len(self._queue) >= LONGEST_QUEUE:
            settle(Refused("too_fast", "The host is busy.", {"retry_after_ms": 1000}))
        else:
            ask = Ask(author, request, os.urandom(16).hex(), refused)
            self._queue.append(_Pending(ask, secret, settle))
            self._wake.set()

    def close(self) -> None:
        """Write what is queued, then take nothing more."""
        self._closing = True
        self._wake.set()
        self._loop.join()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._queue:
                batch, self._queue = self._queue[:LARGEST_BATCH], self._queue[LARGEST_BATCH:]
                self._commit(batch)
            if self._closing:
                return

    def _commit(self, batch: Sequence[_Pending]) -> None:
        try:
            written = self._disk.write(self._write, self.state, batch)
        except AnotherWriter:
            log.error("another writer has opened this room; it is closed here")
            self._refuse(batch, closing())
            self._closing = True
            self._lost()
            return
        except Contradiction as error:
            log.error("a request does not fit the log: %s", error)
            if len(batch) > 1:  # one of them; the others shall not suffer for it
                for pending in batch:
                    self._commit([pending])
            else:
                self._refuse(batch, malformed("it does not fit what is stored"))
            return
        except StoreError as error:
            log.error("a batch could not be stored: %s", error)
            self._reread()
            self._refuse(batch, storage_full())
            return
        except Exception:
            log.exception("a batch could not be taken")
            self._reread()
            self._refuse(batch, storage_full())
            return
        self.state = written.state
        if written.entries:
            self._tell_safely(written)
        for pending, answer in zip(batch, written.answers, strict=True):
            pending.settle(answer)

    def _reread(self) -> None:
        """After a failed commit only the disk knows whether it failed as a whole."""
        last = self.state.last
        try:
            row = self._disk.read(self._store.rooms.get, self.state.room)
            if row is None or row.state.last == last:
                return
            rows = self._disk.read(self._store.log.after, self._key, last, row.state.last - last)
        except StoreError as error:
            log.error("the log could not be read after a failed commit: %s", error)
            return
        log.warning("a commit that reported failure is on disk; its entries are told now")
        self.state = row.state
        entries = [entry_of(row) for row in rows]
        spelled = [entry_bytes(row) for row in rows]
        self._tell_safely(Written(row.state, entries, rows, spelled, []))

    def _tell_safely(self, written: Written) -> None:
        """What is stored is stored: a fault of a listener must not end the room's writing."""
        try:
            self._tell(written)
        except Exception:
            log.exception("a batch was stored, but not everybody could be told")

    @staticmethod
    def _refuse(batch: Sequence[_Pending], refusal: Refused) -> None:
        for pending in batch:
            pending.settle(refusal)

    def _write(self, state: State, batch: Sequence[_Pending]) -> Written:
        """In the writing thread: look up, decide, write, in one transaction."""
        asks = [pending.ask for pending in batch]
        pointed = {ask.request: target_of(ask.request) for ask in asks}
        numbers = {number for number in pointed.values() if number is not None}
        whole = {r.number for r in pointed if isinstance(r, React | Pin | Unpin)}
        erased: dict[int, int] = {}
        with self._store.log.pen(self._key, self._fence) as pen:
            stored, targets = pen.stored({ask.request.id for ask in asks}, numbers, whole)
            left = self._uses_left(pen, asks)
            taken = _take(state, asks, forged(state, asks, targets), stored, targets, left)
            if taken.entries:
                added = {entry.author for entry in taken.entries if entry.kind == "joined"}
                secrets = {
                    pending.ask.author: pending.secret
                    for pending in batch
                    if pending.secret is not None and pending.ask.author in added
                }
                changed = changed_members(state, taken.state)
                erased = pen.write(taken.entries, taken.state, changed, secrets=secrets)
                # With the `joined` it is for, so that no crash loses a use or counts it twice.
                used, ended = used_in(taken.entries), ended_by(taken.state, taken.entries)
                pen.note_invitations(used, ended, taken.state.at)
        rows = [row_of(entry) for entry in taken.entries]
        spelled = [entry_bytes(row) for row in rows]
        return Written(taken.state, taken.entries, rows, spelled, taken.answers, erased)

    def _uses_left(self, pen: Pen, asks: Sequence[Ask]) -> dict[str, int]:
        """How often the invitations that are shown in `asks` may still be used, if not always."""
        shown = {ask.request.invite for ask in asks if isinstance(ask.request, Join)}
        invites = {invite for invite in shown if invite is not None}
        if not invites:
            return {}
        over = {invite: 0 for invite in invites if self._is_over(invite)}
        return pen.uses_left(invites) | over


def _take(
    state: State,
    asks: Sequence[Ask],
    others: frozenset[int],
    stored: dict[str, Stored],
    targets: Targets,
    left: dict[str, int],
) -> Taken:
    given: dict[str, Any] = {"stored": stored, "targets": targets, "left": left, "now": now_ms()}
    if not others:
        return take(state, asks, **given)
    sound = [ask for place, ask in enumerate(asks) if place not in others]
    taken = take(state, sound, **given)
    rest = iter(taken.answers)
    answers = [
        malformed("the signature is not that of this member") if place in others else next(rest)
        for place in range(len(asks))
    ]
    return Taken(taken.entries, taken.state, answers)
