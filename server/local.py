"""A room's log as this computer's window reads it from the store: joined, or not open now."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any

import gevent

from server.audience import Audience, Connection
from server.disk import Disk
from server.events import Batch, Event, pack
from server.marks import LATER, Marks
from server.pages import answer_page
from server.remarked import Remarked
from server.room.facts import KNOWN_KINDS
from server.room.forwarded import forwarded_body
from server.room.mentions import mentions_body
from server.room.refusal import Refused
from server.room.requests import Say
from server.room.state import Member, State
from server.store import RoomRow, Row, Store, Waiting, entry_of
from server.welcome import MEMBERS_AT_ONCE, NEWEST, member_of, sees_ways, welcome_of
from server.wire import EVENT_BYTES, PAGE_BYTES, PAGE_ENTRIES, Page, entry_bytes


class LocalLog:
    """What of a room is on this disk, told to this computer's window."""

    def __init__(self, row: RoomRow, *, store: Store, disk: Disk, me: str) -> None:
        self.id = row.state.room
        self.key = row.key
        self.me = me
        self.role = row.role
        self.created_at = row.created_at
        self.details = dict(row.details)
        self.store, self.disk = store, disk
        self.state: State = row.state
        self.newest = disk.read(self._newest_number)
        self.audience = Audience(self.newest, self._page_from)
        self.remarked = Remarked(store, disk, row.key)
        self.online: set[str] = set()
        # Hears what somebody has sealed for this computer's person.
        self.whispered: Callable[[dict[str, Any]], None] = lambda _signal: None
        self.status: dict[str, Any] = {"kind": "stopped"}
        self.marks = Marks(
            row.key,
            store=store,
            disk=disk,
            state=lambda: self.state,
            windows=lambda: self.audience.connections,
        )

    def check(self, after: float = 0.0) -> None:
        """Look, in `after` seconds, whether the entries are signed by their authors. Above a gap
        nothing is checked: what is in it may be what makes an entry whole."""
        if self.newest == self.state.last:
            self.marks.verifier.kick(after)

    @property
    def online_count(self) -> int:
        """How many are connected, as far as is known here."""
        return len(self.online)

    # --- what the window asks --------------------------------------------------------------

    def enter(self, connection: Connection, after: int) -> None:
        """Welcome the window's connection, then tell it what it has not. Waits for the disk."""
        rows = self.disk.read(self.store.log.before, self.key, self.newest + 1, NEWEST)
        rows = run_before(rows, self.newest + 1)
        start = rows[0].number if rows else self.newest + 1
        if after >= 0 and 0 <= self.newest - after <= PAGE_ENTRIES:
            missing = self.disk.read(self.store.log.after, self.key, after, self.newest - after)
            size = sum(len(entry_bytes(row)) for row in missing)
            if len(missing) == self.newest - after and size <= EVENT_BYTES:
                rows, start = missing, after + 1
        kept = self.disk.read(self.store.rooms.get, self.id)
        if not rows and self.newest >= start:
            # What came meanwhile may begin further up.
            LocalLog.enter(self, connection, after)
            return
        connection.send(
            Event.of(
                "welcome",
                {
                    **self._welcome(start, rows),
                    # Another log under the same id has another key: the page begins anew.
                    "log": self.key,
                    # Where this log and one that was kept aside part.
                    "parted": self.details.get("parted", []),
                    "read": kept.read if kept else 0,
                    "draft": kept.draft if kept else "",
                    "waiting": self.waiting(),
                },
            )
        )
        self.audience.attach(connection, start)
        self.marks.greet(connection, start, self.newest)
        self.check(LATER)

    def waiting(self) -> list[dict[str, Any]]:
        """What is in the outbox."""
        return [waiting_item(item) for item in self.disk.read(self.store.outbox.of, self.key)]

    def tell(self, name: str, argument: Any) -> None:
        """Tell the window's connections something that is not in the log."""
        event = Event.of(name, argument)
        for connection in self.audience.connections:
            connection.send(event)

    def without_whispers(self, signals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The other signals; what is sealed for this computer's person is handed over."""
        for signal in signals:
            if signal.get("kind") == "whisper":
                gevent.spawn(self.whispered, signal)
        return [one for one in signals if one.get("kind") != "whisper"]

    def leave(self, connection: Connection) -> None:
        """The window's connection is gone."""
        self.audience.detach(connection)

    def close(self) -> None:
        """Let the window go, and check nothing more."""
        self.marks.verifier.close()
        self.audience.close("moved", "This room is opened.", retry_after_ms=0)

    def history(self, page: Page) -> dict[str, Any]:
        """A page of what is here; raises `Refused` away where it was never fetched."""
        rows = self._local_page(page)
        first = self.first
        number = page.before if page.before is not None else page.after
        assert number is not None
        holds_all = bool(rows) or (
            number <= first if page.before is not None else number >= self.newest
        )
        if not holds_all:
            raise Refused("away", "This part of the room is not on this computer yet.")

        def chain_at(number: int, at_hand: Sequence[Row]) -> str | None:
            return self.disk.read(self.store.log.chain_at, self.key, number, at_hand)

        answer, rows = answer_page(rows, page, first=first, last=self.newest, chain_at=chain_at)
        answer |= self.remarked.about(rows, self.state, self.me, first)
        return self.marks.with_marks(answer, page)

    def versions(self, number: int) -> dict[str, Any]:
        """A message as it was said, and in other words each time."""
        return {"ok": True, "entries": self.remarked.versions(number)}

    def pins(self) -> dict[str, Any]:
        """The pinned messages."""
        return {"ok": True, **self.remarked.pinned(self.state, self.me, self.first)}

    def members(self, after: str, limit: int) -> dict[str, Any]:
        """The members after id `after`, in order of id."""
        people = sorted((p for p in self.people() if p["id"] > after), key=lambda p: p["id"])
        return {"ok": True, "members": people[:limit], "more": len(people) > limit}

    def say(self, say: Say) -> dict[str, Any]:
        """Say something; here nobody would hear it."""
        raise Refused("closing", "This room is not open now.")

    def rename(self, id: str, name: str) -> dict[str, Any]:
        """Take another name; here nobody would hear it."""
        raise Refused("closing", "This room is not open now.")

    def signal(self, kind: str, number: int = 0) -> None:
        """Nobody is there."""

    @property
    def moderates(self) -> bool:
        """Whether what moderators do can be done here now."""
        return False

    @property
    def knocks(self) -> Sequence[Any]:
        """Who asks to come in, as far as this member is told."""
        return ()

    def act(self, name: str, payload: Any) -> dict[str, Any]:
        """Do something to the room or to somebody in it; here nobody would hear it."""
        raise Refused("closing", "This room is not open now.")

    def banned(self) -> dict[str, Any]:
        """Who is banned; only the host knows it now."""
        raise Refused("closing", "This room is not open now.")

    def invite(self, name: str, payload: Any) -> dict[str, Any]:
        """Make, list or take back invitations; here nobody would come by them."""
        raise Refused("closing", "This room is not open now.")

    def answer_knock(self, knock: str, answer: str) -> dict[str, Any]:
        """Nobody knocks where nobody listens."""
        raise Refused("closing", "This room is not open now.")

    def people(self) -> list[dict[str, Any]]:
        """The members as far as they are known here."""
        members = self.state.members.values()
        way = sees_ways(self.state, self.me)
        return [member_of(m, self.state, m.id in self.online, way=way) for m in members if m.here]

    # --- how it is read --------------------------------------------------------------------

    @property
    def first(self) -> int:
        """Where the history of this computer's person begins."""
        mine = self.state.members.get(self.me)
        return mine.first if mine is not None else 1

    def _local_page(self, page: Page) -> list[Row]:
        if page.before is not None:
            asked = page.before, page.limit, PAGE_BYTES
            rows = self.disk.read(self.store.log.before, self.key, *asked)
            return run_before(rows, min(page.before, self.newest + 1))
        assert page.after is not None
        asked = page.after, page.limit, PAGE_BYTES
        rows = self.disk.read(self.store.log.after, self.key, *asked)
        return run_after(rows, page.after)

    def _page_from(self, number: int) -> Batch:
        rows = self.disk.read(self.store.log.after, self.key, number - 1, PAGE_ENTRIES)
        return pack(number, [entry_bytes(row) for row in run_after(rows, number - 1)])[0]

    def _newest_number(self) -> int:
        rows = self.store.log.before(self.key, 2**53, 1)
        return rows[-1].number if rows else 0

    def _welcome(self, start: int, newest: list[Row]) -> dict[str, Any]:
        name = self.details.get("my_name", "")
        me = self.state.members.get(self.me) or Member(self.me, name, 0, self.first, "lan")
        people = sorted(self.people(), key=lambda person: not person["online"])
        welcome = welcome_of(
            self.state,
            me,
            start=start,
            last=self.newest,
            page=[row for row in newest if row.number >= start],
            members=people[:MEMBERS_AT_ONCE],
            members_total=len(people),
        )
        welcome["room"]["id"] = self.id
        welcome |= self.remarked.about(newest, self.state, self.me, self.first)
        return {**welcome, "role": self.role, "status": self.status}


def run_before(rows: list[Row], number: int) -> list[Row]:
    """The end of `rows` that leads up to `number` without a hole."""
    start = len(rows)
    while start and rows[start - 1].number == number - 1:
        start, number = start - 1, number - 1
    return rows[start:]


def run_after(rows: list[Row], number: int) -> list[Row]:
    """The beginning of `rows` that follows `number` without a hole."""
    count = 0
    while count < len(rows) and rows[count].number == number + count + 1:
        count += 1
    return rows[:count]


def waiting_item(item: Waiting) -> dict[str, Any]:
    """A message in the outbox as the page is told of it."""
    spelled: dict[str, Any] = {
        "id": item.id,
        "text": item.text,
        "at": item.at,
        "state": "refused" if item.code else "waiting",
    }
    if item.reply_to is not None:
        spelled["reply_to"] = item.reply_to
    spelled |= mentions_body(item.mentions) | forwarded_body(item.forwarded)
    if item.code:
        spelled["error"] = {"code": item.code, "message": item.message or ""}
    return spelled


def last_said(rows: Sequence[Row], blocked: Container[str] = ()) -> dict[str, Any] | None:
    """The newest message among `rows` of somebody who is not `blocked`, as a card shows it."""
    for row in reversed(rows):
        if row.author in blocked:
            continue
        if row.kind == "said" and row.kind in KNOWN_KINDS and row.body is not None:
            entry = entry_of(row)
            text = (entry.body or {}).get("text")
            if isinstance(text, str):
                return {"number": row.number, "name": row.name, "text": text[:200], "at": row.at}
    return None
