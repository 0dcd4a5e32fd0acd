"""Sends what waits in the outbox of a joined room: once, in order, one request at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gevent
from gevent.event import Event

from server.clock import now_ms
from server.identity import Identity, verify
from server.local import waiting_item
from server.replica.hosts_refusal import read_refusal
from server.room.forwarded import forwarded_body, forwarded_of
from server.room.mentions import ALL, Mention, mentions_body, mentions_of
from server.room.refusal import Refused
from server.room.remarks import Target
from server.room.requests import Say
from server.room.rules import check_form
from server.signing import signed
from server.store import Row, StoreError, Waiting, entry_of
from server.wire import Welcome

if TYPE_CHECKING:
    from server.replica.replica import JoinedRoom

log = logging.getLogger(__name__)

# The host may store it a moment later; asking again is harmless, since the id is the same.
ANSWER_WITHIN = 30.0
# Refusals that pass by themselves, and how long (seconds) to wait where the host does not say.
PASSING = {"too_fast": 1.0, "storage_full": 3.0, "closing": 1.0}

# Nobody is held longer than slow mode can be (seconds).
LONGEST_WAIT = 3600.0
# A wait shorter than this (seconds) is over before one has read of it.
WORTH_TELLING = 2.0

# The window is told of changes at most so often (seconds), of those in a long list less often.
PAUSE, LONG_PAUSE, MANY = 0.02, 0.3, 100


class Outgoing:
    """The outbox of one joined room."""

    def __init__(self, room: JoinedRoom, identity: Identity) -> None:
        self._room = room
        self._identity = identity
        self._wake = Event()
        self._knows_mentions = False
        # Acknowledged by the host; the entry is on its way here.
        self._acknowledged: set[str] = set()
        # The message that the host takes no sooner than then (ms).
        self._held: tuple[str, int] | None = None
        self._ids = {item.id for item in self._items()}
        self._telling: gevent.Greenlet | None = None
        self._loop = gevent.spawn(self._run)

    def put(self, say: Say) -> None:
        """Let a message wait, on disk when this returns. Raises `Refused`."""
        check_form(say)
        try:
            self._room.disk.write(
                self._room.store.outbox.put,
                self._room.key,
                Waiting(
                    say.id,
                    say.text,
                    say.reply_to,
                    now_ms(),
                    mentions=say.mentions,
                    forwarded=say.forwarded,
                ),
            )
        except StoreError as error:
            raise Refused(
                "storage_full", "This computer's disk could not store the message."
            ) from error
        self._ids.add(say.id)
        self._changed()
        self.kick()

    def meet(self, welcome: Welcome) -> None:
        """The host let us in; an older one would take mentions for a signature gone wrong."""
        self._knows_mentions = "mentions" in welcome.limits
        self.kick()

    def kick(self) -> None:
        """There may be something to send, and somebody to send it to."""
        self._wake.set()

    def settle(self, ids: Sequence[str]) -> None:
        """Own entries came: what of them waited here waits no longer."""
        mine = [id for id in ids if id in self._ids]
        if mine:
            self._room.disk.write(self._room.store.outbox.settle, self._room.key, mine)
            self._ids.difference_update(mine)
            self._acknowledged.difference_update(mine)
            self._changed()

    def discard(self, id: str) -> None:
        """Give a message up."""
        self.settle([id])

    def resend(self, id: str) -> None:
        """Try a refused message again."""
        self._room.disk.write(self._room.store.outbox.mark, self._room.key, id, None, None)
        self._changed()
        self.kick()

    def say_again(self, aside: int) -> None:
        """The host's log is another than the one set aside as room `aside`: what was said from
        here and is not in it goes out again under its id.

        Only what this computer's key has signed: a host can keep entries in anybody's name, and
        must not have them signed by pretending to have another log.
        """
        room, after = self._room, 0
        while rows := room.disk.read(room.store.log.after, aside, after, 500):
            after = rows[-1].number
            mine = [row for row in rows if row.kind == "said" and self._is_mine(row)]
            bodies = {row.id: entry_of(row).body or {} for row in mine}
            asked = {str(body.get("reply_to_id")) for body in bodies.values()}
            there = room.disk.read(room.store.log.numbers, room.key, {*bodies, *asked})
            for id, body in bodies.items():
                text = body.get("text")
                if id not in there and isinstance(text, str):
                    # What it replied to stands elsewhere there, or is missing as well.
                    self.put(
                        Say(
                            id,
                            text,
                            there.get(str(body.get("reply_to_id"))),
                            self._known_there(mentions_of(body)),
                            forwarded_of(body),
                        )
                    )

    def _known_there(self, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        known = {ALL, *self._room.state.members}
        return tuple(mention for mention in mentions if mention.member in known)

    def _is_mine(self, row: Row) -> bool:
        values: list[object] = [self._room.id, row.id, row.kind, row.sent_at, row.digest]
        key = self._identity.public_key
        return row.author == self._room.me and verify(key, "entry", values, row.signature or "")

    def close(self) -> None:
        """Send nothing more."""
        self._loop.kill()

    def _items(self) -> list[Waiting]:
        return self._room.disk.read(self._room.store.outbox.of, self._room.key)

    def _changed(self) -> None:
        """Tell the window soon: what changes meanwhile is told with it."""
        if self._telling is None:
            pause = PAUSE if len(self._ids) < MANY else LONG_PAUSE
            self._telling = gevent.spawn_later(pause, self._tell)

    def _tell(self) -> None:
        self._telling = None
        self._room.tell("waiting", self.told())

    def told(self) -> list[dict[str, Any]]:
        """What waits, as the window is told of it."""
        told = [waiting_item(item) for item in self._items()]
        if self._held is not None:
            id, until = self._held
            told = [{**one, "retry_at": until} if one["id"] == id else one for one in told]
        return told

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            try:
                while self._room.connected and self._send_next():
                    pass
            except Exception:
                log.exception("the outbox of room %s had a fault", self._room.id)
                gevent.sleep(1)
                self.kick()

    def _send_next(self) -> bool:
        """Send the oldest message that waits; whether to look for another."""
        read, most = self._room.store.outbox.next, len(self._acknowledged) + 1
        items = self._room.disk.read(read, self._room.key, most)
        item = next((one for one in items if one.id not in self._acknowledged), None)
        if item is None:
            return False
        try:
            answer = self._room.ask_host("say", self._payload(item))
        except Refused as refusal:
            if refusal.code not in ("away", "no_answer"):
                raise
            gevent.spawn_later(1, self.kick)
            return False
        if answer.get("ok") is True:
            self._acknowledged.add(item.id)
            if self._room.disk.read(self._room.store.log.known, self._room.key, [item.id]):
                self.settle([item.id])  # its entry was here before the answer
            return True
        return self._take_refusal(item, answer.get("error"))

    def _take_refusal(self, item: Waiting, error: Any) -> bool:
        refused = read_refusal(error)
        code = refused.code
        if code in PASSING:
            wait = error.get("retry_after_ms")
            asked = wait / 1000 if isinstance(wait, int) and wait >= 0 else PASSING[code]
            self._hold(item, min(asked, LONGEST_WAIT))
            return True
        self._room.disk.write(
            self._room.store.outbox.mark, self._room.key, item.id, code, refused.message
        )
        self._changed()
        return True

    def _hold(self, item: Waiting, seconds: float) -> None:
        """Leave the host in peace for so long; less if slow mode is changed meanwhile."""
        until, slow_mode = time.monotonic() + seconds, self._room.state.slow_mode
        if seconds >= WORTH_TELLING:
            self._held = (item.id, now_ms() + int(seconds * 1000))
            self._changed()
        while (left := until - time.monotonic()) > 0 and self._room.connected:
            gevent.sleep(min(left, 0.5))
            if self._room.state.slow_mode != slow_mode:
                break
        if self._held is not None:
            self._held = None
            self._changed()

    def _payload(self, item: Waiting) -> dict[str, Any]:
        """The request, signed by this computer's key."""
        say = Say(item.id, item.text, item.reply_to)
        if self._knows_mentions:
            say = replace(say, mentions=item.mentions, forwarded=item.forwarded)
        payload: dict[str, Any] = {"id": item.id, "text": item.text}
        payload |= mentions_body(say.mentions) | forwarded_body(say.forwarded)
        targets: dict[int, Target] = {}
        if item.reply_to is not None:
            payload["reply_to"] = item.reply_to
            rows = self._room.disk.read(
                self._room.store.log.after, self._room.key, item.reply_to - 1, 1
            )
            targets = {row.number: Target(row.id) for row in rows}
            if item.reply_to not in targets:
                return payload
        say = signed(say, self._identity, self._room.id, targets)
        return {
            **payload,
            "salt": say.salt,
            "sent_at": say.sent_at,
            "signature": say.signature,
        }
