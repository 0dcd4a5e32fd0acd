"""How much of each room was read on this computer, and what it says on its card."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from typing import Any, Protocol, TypeVar

from server.disk import Disk
from server.local import last_said
from server.room.mentions import mentions_me
from server.room.state import State
from server.store import RoomRow, Row, Store

# A room in which something comes all the time is counted anew at most so often in one go.
TRIES = 10
# The message on a card is mostly among the newest entries. Where these are of people who are
# blocked, or say nothing, so many more are looked through, and then some more, and no others.
PAGES = (50, 950, 9_000)

T = TypeVar("T")


class Reading:
    """One room's unread messages and newest one, kept up as entries come."""

    def __init__(
        self, store: Store, key: int, read: int, me: str, blocked: Container[str] = ()
    ) -> None:
        """Looks both up; blocks. What those say who are `blocked` now is passed over."""
        self._store, self.key, self._me, self._blocked = store, key, me, blocked
        self.read = read
        self._newest: Sequence[Row] = ()
        self._gone = False  # what the card showed was deleted, and what came before is not known
        self._changes = 0  # what was found on the disk before another change is old
        self.unread, self.mentions = self.counted(read)
        self._last = self._looked_up()

    def look_again(self, disk: Disk) -> None:
        """Others are blocked than before. Waits for the disk."""
        self._last, (self.unread, self.mentions) = self._found(
            disk, lambda: (self._looked_up(), self.counted(self.read))
        )
        self._newest = ()
        self._changes += 1

    def renew(self, disk: Disk) -> None:
        """Where what the card showed was deleted, show what came before. Waits for the disk."""
        if self._gone:
            self._gone = False
            self._last = self._found(disk, self._looked_up)

    def read_on(self, disk: Disk, number: int) -> None:
        """Everything up to `number` was read. Waits for the disk."""
        counted = self._found(disk, lambda: self.counted(max(number, self.read)))
        self.read_up_to(number, *counted)

    def _found(self, disk: Disk, look: Callable[[], T]) -> T:
        """What `look` finds; looked for again where something came or was read meanwhile."""
        for _ in range(TRIES):
            before, found = self._changes, disk.read(look)
            if before == self._changes:
                break
        return found

    def _looked_up(self) -> dict[str, Any] | None:
        newest, before = None, 2**53
        for count in PAGES:
            rows = self._store.log.before(self.key, before, count)
            newest = last_said(rows, self._blocked)
            if newest is not None or not rows:
                break
            before = rows[0].number
        return _in_last_words(self._store, self.key, newest)

    def heard(self, rows: Sequence[Row]) -> bool:
        """New entries came; whether one of them is a message of somebody else, not yet read."""
        self._changes += 1
        if any(row.kind == "said" and row.author not in self._blocked for row in rows):
            self._newest = rows
        for row in rows:
            if row.kind in ("amended", "withdrawn") and row.body is not None:
                self._remarked(row)
        new = sum(1 for row in rows if self._counts(row))
        self.unread += new
        self.mentions += sum(1 for row in rows if self._counts(row) and calls(row, self._me))
        return new > 0

    def _remarked(self, row: Row) -> None:
        """A message was put in other words, or deleted: the card must not show what is gone."""
        self._last = last_said(self._newest, self._blocked) or self._last
        self._newest = ()
        body = json.loads(row.body or "{}")
        if self._last is None or self._last["number"] != body.get("target"):
            return
        text = body.get("text") if row.kind == "amended" else None
        self._last = {**self._last, "text": text[:200]} if isinstance(text, str) else None
        self._gone = self._last is None

    def counted(self, number: int) -> tuple[int, int]:
        """How many messages of others, who are not blocked, come after `number`, and how many of
        them mean this computer's person; looks it up, and blocks."""
        given = (self.key, number, self._me)
        return self._store.rooms.unread(*given), self._store.rooms.mentions(*given)

    def read_up_to(self, number: int, unread: int, mentions: int = 0) -> None:
        """Everything up to `number` was read, and `unread` messages of others come after it,
        `mentions` of which mean this computer's person."""
        self._changes += 1
        self.read = max(self.read, number)
        self.unread, self.mentions = unread, mentions

    def _counts(self, row: Row) -> bool:
        if row.kind != "said" or row.author == self._me or row.author in self._blocked:
            return False
        return row.number > self.read

    def card(self) -> dict[str, Any]:
        """Its part of a card."""
        # Read only when it is asked for: a busy room tells its card now and then.
        self._last, self._newest = last_said(self._newest, self._blocked) or self._last, ()
        return {"unread": self.unread, "mentions": self.mentions, "last": self._last}


class Readings(dict[str, Reading]):
    """Of all rooms, by id. On the hub."""

    def __init__(self, store: Store, disk: Disk, me: str, blocked: Container[str]) -> None:
        super().__init__()
        self._store, self._disk, self._me, self._blocked = store, disk, me, blocked

    def take(self, row: RoomRow) -> None:
        """Take a room up, or anew. Waits for the disk."""
        self[row.state.room] = self._disk.read(
            Reading, self._store, row.key, row.read, self._me, self._blocked
        )

    def read(self, id: str, number: int) -> bool:
        """Entries of room `id` up to `number` were seen; whether that is news. Waits."""
        reading = self[id]
        if number <= reading.read:
            return False
        reading.read_on(self._disk, number)
        self._disk.write(self._store.rooms.note, reading.key, read=reading.read)
        return True

    def look_again(self) -> None:
        """Others are blocked than before. Waits."""
        for reading in list(self.values()):
            reading.look_again(self._disk)

    def renew(self) -> None:
        """What was deleted makes place for what came before it. Waits."""
        for reading in list(self.values()):
            reading.renew(self._disk)

    @property
    def unread(self) -> int:
        """Unread messages in all rooms."""
        return sum(reading.unread for reading in self.values())


def calls(row: Row, me: str) -> bool:
    """Whether an entry is a message of somebody else that means member `me`."""
    if row.kind != "said" or row.author == me or row.body is None or '"mentions"' not in row.body:
        return False
    return mentions_me(json.loads(row.body), me)


def _in_last_words(store: Store, key: int, last: dict[str, Any] | None) -> dict[str, Any] | None:
    if last is None:
        return None
    abouts, _ = store.remarks.about(key, last["number"], last["number"])
    text = abouts[0].text if abouts else None
    return last if text is None else {**last, "text": text[:200]}


class Shown(Protocol):
    """What a card shows of a room."""

    status: dict[str, Any]

    @property
    def moderates(self) -> bool: ...

    @property
    def knocks(self) -> Sequence[Any]: ...
    @property
    def state(self) -> State: ...
    @property
    def online_count(self) -> int: ...


def card_of(
    row: RoomRow, view: Shown, reading: Reading, *, network_changed: bool
) -> dict[str, Any]:
    """A room as Home shows it (`card` in `docs/protocol.md`)."""
    here = sum(1 for member in view.state.members.values() if member.here)
    card: dict[str, Any] = {
        "id": row.state.room,
        "name": view.state.name,
        "role": row.role,
        "state": view.status,
        "admission": view.state.admission,
        "topic": view.state.topic,
        "knocks": len(view.knocks),
        "moderates": view.moderates,
        "online": view.online_count,
        "members_total": max(here, view.online_count),
        "created_at": row.created_at,
        "draft": row.draft,
        "network_changed": network_changed,
        "notify": row.details.get("notify", ""),
        **reading.card(),
    }
    if row.role == "member":
        card["tell_me"] = row.details.get("tell_me") is True
    if row.details.get("two"):
        other = view.state.members.get(row.details["two"])
        card["two"] = {
            "member": row.details["two"],
            "name": other.name if other is not None else row.details.get("two_name", ""),
        }
    if row.details.get("addresses"):
        card["address"] = row.details["addresses"][0]
    return card
