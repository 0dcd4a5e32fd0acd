"""Checks who signed the entries of a log, after they are stored, and notes what fails.

The chain says that nothing was changed since the host wrote it; only signatures say that it was
not the host who wrote it. A batch at a time goes to a thread that nobody waits for, so the hub
goes on; how far it has come is kept in the database.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence

import gevent

from server.disk import Disk
from server.encoding import from_base64url
from server.identity import member_of, verify
from server.room.state import State
from server.store import Fault, Row, Store, StoreError

log = logging.getLogger(__name__)

# Entries read and checked at once: some milliseconds of one processor.
AT_ONCE = 200
# After each batch others get the processor for so long (seconds).
PAUSE = 0.002
# Progress without a fault is written so often (entries): each write is an fsync, and what was
# checked twice after a crash costs nobody anything.
NOTE_EVERY = 4000

# A signature that is not its author's, or one by somebody who has no key.
FORGED = "forged"
# The author's key is not known here, so nothing can be told.
NO_KEY = "no_key"
# A key that is not of the member who came in, or founded the room, with it.
WRONG_KEY = "wrong_key"
# A body that is gone, and no entry that withdrew it.
EMPTIED = "emptied"

Keys = Mapping[str, str | None]


class Verifier:
    """The checking of one room's log. On the hub; nothing happens before `kick`."""

    def __init__(
        self,
        key: int,
        *,
        store: Store,
        disk: Disk,
        state: Callable[[], State],
        found: Callable[[Sequence[Fault], Sequence[int]], None],
    ) -> None:
        """`state` gives the room as it is on disk now; `found` is called with new faults, and
        the numbers of the entries with which nothing is wrong any more."""
        self._key, self._store, self._disk = key, store, disk
        self._state, self._found = state, found
        self._checked: int | None = None
        self._noted = 0
        self._members: object = None
        self._loop: gevent.Greenlet | None = None
        self._all = self._closed = False

    def kick(self, after: float = 0.0) -> None:
        """There may be entries to check; begin, in `after` seconds."""
        if self._loop is None and not self._closed:
            self._all = False
            self._loop = gevent.spawn_later(after, self._run)

    def vouch(self) -> None:
        """Whoever stored the entries that came since the last kick has checked them before."""
        if self._all:
            self._checked = self._state().last
            self._disk.write(self._store.faults.note, self._key, self._checked)

    def close(self) -> None:
        """Check nothing more."""
        self._closed = True
        if self._loop is not None:
            self._loop.kill()

    def _run(self) -> None:
        try:
            if self._checked is None:
                self._checked = self._noted = self._disk.read(self._store.faults.checked, self._key)
            while self._step():
                gevent.sleep(PAUSE)
            self._all = True
        except StoreError as error:
            log.error("signatures could not be checked: %s", error)
        finally:
            # Nothing may yield between the last look and this, or a kick would be lost.
            self._loop = None

    def _step(self) -> bool:
        """Check the next entries; false when all were."""
        assert self._checked is not None
        state = self._state()
        last = state.last
        known = state.members is self._members
        if self._checked >= last and known:
            return False
        self._members = state.members
        rows = self._disk.read(self._store.log.after, self._key, self._checked, AT_ONCE)
        rows = [row for row in rows if row.number <= last]
        again = self._disk.read(self._doubted, rows, not known)
        numbers = {row.withdrawn for row in (*rows, *again) if row.body is None and row.withdrawn}
        by = {row.number: row for row in self._disk.read(self._store.log.some, self._key, numbers)}
        keys = {
            row.author: member.key
            for row in (*rows, *again)
            if (member := state.members.get(row.author)) is not None
        }
        checked = [*rows, *again]
        faults = self._disk.work(faults_of, state.room, checked, keys, by)
        wrong = {fault.number for fault in faults}
        mended = [row.number for row in again if row.number not in wrong]
        self._checked = rows[-1].number if rows else last
        done = self._checked >= last
        if faults or mended or done or self._checked - self._noted >= NOTE_EVERY:
            self._disk.write(self._store.faults.note, self._key, self._checked, faults, mended)
            self._noted = self._checked
        if faults or mended:
            self._found(faults, mended)
        return True

    def _doubted(self, rows: Sequence[Row], anew: bool) -> list[Row]:
        """Entries that `rows` may clear up, withdrawals among them, or members who are known only
        now (`anew`). In a thread."""
        doubts: list[Fault] = []
        if any(row.kind == "withdrawn" for row in rows):
            after, last = rows[0].number - 1, rows[-1].number
            doubts += self._store.faults.withdrawn_by(self._key, after, last)
        if anew:
            doubts += self._store.faults.keyed(self._key, NO_KEY)
        return self._store.log.some(self._key, {fault.number for fault in doubts})


def faults_of(room: str, rows: Sequence[Row], keys: Keys, by: Mapping[int, Row]) -> list[Fault]:
    """What is wrong with `rows`: at most one fault each, the worst.

    `keys` has the public key of every author that is a member, as its `joined` says; `by` the
    entries that emptied ones name as their withdrawal.
    """
    found = []
    for row in rows:
        fault = _fault_of(room.partition("~")[0], row, keys, by)
        if fault is not None:
            found.append(Fault(row.number, fault, row.withdrawn if fault == EMPTIED else None))
    return found


def _fault_of(room: str, row: Row, keys: Keys, by: Mapping[int, Row]) -> str | None:
    if row.body is None and not _is_withdrawal(by.get(row.withdrawn or 0), row):
        return EMPTIED
    if row.kind in ("opened", "joined") and row.body is not None:
        named = json.loads(row.body).get("key")
        if (named is not None or _has_key(row.author)) and not _fits(named, row.author):
            return WRONG_KEY
    if row.signature is None:
        return None  # which is to be seen from the entry itself
    key = keys.get(row.author)
    if not _fits(key, row.author):
        return NO_KEY if key is None and _has_key(row.author) else FORGED
    values: list[object] = [room, row.id, row.kind, row.sent_at, row.digest]
    assert key is not None
    return None if verify(from_base64url(key), "entry", values, row.signature) else FORGED


def _has_key(member: str) -> bool:
    return member.startswith("m_")


def _fits(key: object, member: str) -> bool:
    """Whether `key` is that of `member`, whose id comes from it."""
    try:
        return isinstance(key, str) and member_of(from_base64url(key)) == member
    except ValueError:
        return False


def _is_withdrawal(entry: Row | None, of: Row) -> bool:
    """Whether `entry` withdraws `of`: a message it names by its id; what an amendment amended is
    gone with its body."""
    if entry is None or entry.kind != "withdrawn" or entry.number <= of.number:
        return False
    return of.kind != "said" or json.loads(entry.body or "{}").get("target_id") == of.id
