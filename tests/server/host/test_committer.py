"""One writer of one room: order, batches, and nothing told before it is stored."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import gevent
import pytest

from server.host.committer import LARGEST_BATCH, LONGEST_QUEUE, Committer, Written
from server.host.founding import found_room
from server.room.entry import chained
from server.room.refusal import Refused
from server.room.requests import Join, Rename, Request, Say
from server.room.rules import Stored
from server.room.state import State, fold
from server.signing import signed
from server.store import Store, StoreError
from tests.server.scene import Computer, until
from tests.support.stored import stored


class Desk:
    """A committer with what it told, and a disk that does as it is bid."""

    def __init__(self, computer: Computer) -> None:
        self.computer = computer
        row = found_room(
            computer.store, computer.identity, name="r", my_name="Host", admission="open"
        )
        self.key, self.me = row.key, computer.identity.member
        self.told: list[Written] = []
        self.lost = 0
        self.gate = threading.Event()
        self.gate.set()
        self.fail_before: Exception | None = None
        self.fail_after: Exception | None = None
        self.writes = 0
        self.committer = Committer(
            key=row.key,
            fence=computer.store.rooms.take_pen(row.key),
            state=row.state,
            store=computer.store,
            disk=computer.disk,
            tell=self.told.append,
            lost=self._lose,
            is_over=lambda _invite: False,
        )
        self._pen = computer.store.log.pen
        computer.store.log.pen = self.pen  # type: ignore[method-assign]

    def _lose(self) -> None:
        self.lost += 1

    @contextmanager
    def pen(self, room: int, fence: int) -> Iterator[Any]:
        """The store's own pen, slow or failing around its commit."""
        self.writes += 1
        assert self.gate.wait(10)
        with self._pen(room, fence) as pen:
            yield pen
            if self.fail_before is not None:
                raise self.fail_before
        if self.fail_after is not None:
            raise self.fail_after

    def say(self, id: str, **more: Any) -> Any:
        return self.committer.ask(self.me, Say(id, f"text of {id}", **more))

    @property
    def ids(self) -> list[str]:
        return [row.id for written in self.told for row in written.rows]

    @property
    def stored(self) -> list[str]:
        return [row.id for row in self.computer.store.log.after(self.key, 2, 10_000)]


@pytest.fixture
def desk(make_computer: Callable[..., Computer]) -> Iterator[Desk]:
    made = Desk(make_computer())
    yield made
    made.gate.set()
    made.committer.close()


def test_many_in_flight_keep_their_order_and_share_a_batch(desk: Desk) -> None:
    desk.gate.clear()
    first = desk.say("first")
    until(lambda: desk.writes, "the first batch begins")
    answers = [desk.say(f"s-{n}") for n in range(200)]
    desk.gate.set()
    places = [answer.get(timeout=10) for answer in answers]
    assert [place.number for place in places] == list(range(4, 204))
    assert first.get().number == 3
    assert desk.ids == ["first", *(f"s-{n}" for n in range(200))] == desk.stored
    assert len(desk.told) == 2  # one event for all that came meanwhile


def test_nothing_is_told_or_acknowledged_before_it_is_stored(desk: Desk) -> None:
    desk.gate.clear()
    answer = desk.say("a")
    until(lambda: desk.writes, "the write begins")
    gevent.sleep(0.02)
    assert not answer.ready()
    assert not desk.told
    assert desk.committer.state.last == 2
    desk.gate.set()
    answer.get(timeout=5)
    assert desk.stored == desk.ids == ["a"]


def test_it_is_told_before_it_is_acknowledged(desk: Desk) -> None:
    answer = desk.say("a")
    answer.rawlink(lambda _: heard.append(desk.ids))
    heard: list[list[str]] = []
    answer.get(timeout=5)
    until(lambda: heard, "the answer")
    assert heard == [["a"]]


def test_a_failed_commit_refuses_and_goes_on(desk: Desk) -> None:
    desk.fail_before = StoreError("disk I/O error")
    answers = [desk.say("a"), desk.say("b")]
    for answer in answers:
        with pytest.raises(Refused) as refused:
            answer.get(timeout=5)
        assert refused.value.code == "storage_full"
        assert refused.value.data["retry_after_ms"] > 0
    assert not desk.told
    assert not desk.stored
    desk.fail_before = None
    assert desk.say("a").get(timeout=5).number == 3  # the refused id is free again
    assert desk.stored == desk.ids == ["a"]


def test_an_unforeseen_fault_is_answered_too(desk: Desk) -> None:
    desk.fail_before = ValueError("never seen")
    with pytest.raises(Refused):
        desk.say("a").get(timeout=5)
    desk.fail_before = None
    assert desk.say("b").get(timeout=5).number == 3


def test_a_commit_that_reported_failure_but_is_on_disk_is_told(desk: Desk) -> None:
    desk.fail_after = StoreError("disk I/O error")
    answer = desk.say("a")
    with pytest.raises(Refused):
        answer.get(timeout=5)
    assert desk.ids == desk.stored == ["a"]
    desk.fail_after = None
    assert desk.say("a").get(timeout=5).number == 3  # asked again: the same place, once
    assert desk.say("b").get(timeout=5).number == 4
    assert desk.stored == desk.ids == ["a", "b"]
    row = desk.computer.store.rooms.get(desk.committer.state.room)
    assert row is not None
    assert row.state == desk.committer.state


def test_a_listener_that_fails_does_not_stop_the_room(
    make_computer: Callable[..., Computer],
) -> None:
    desk = Desk(make_computer())

    def fail(written: Written) -> None:
        raise RuntimeError("a listener")

    desk.committer._tell = fail
    assert desk.say("a").get(timeout=5).number == 3
    assert desk.say("b").get(timeout=5).number == 4
    desk.committer.close()


def test_another_writer_ends_it(desk: Desk) -> None:
    desk.computer.store.rooms.take_pen(desk.key)
    answers = [desk.say("a"), desk.say("b")]
    for answer in answers:
        with pytest.raises(Refused) as refused:
            answer.get(timeout=5)
        assert refused.value.code == "closing"
        assert refused.value.data["retry_after_ms"] > 0
    assert desk.lost == 1
    with pytest.raises(Refused):
        desk.say("c").get(timeout=5)
    assert not desk.stored


def test_closing_writes_what_was_asked_and_takes_no_more(desk: Desk) -> None:
    desk.gate.clear()
    answers = [desk.say(f"s-{n}") for n in range(5)]
    closing = gevent.spawn(desk.committer.close)
    gevent.sleep(0)
    with pytest.raises(Refused) as refused:
        desk.say("late").get(timeout=5)
    assert refused.value.code == "closing"
    desk.gate.set()
    closing.join(5)
    assert [answer.get(timeout=5).number for answer in answers] == [3, 4, 5, 6, 7]


def test_a_flood_fills_no_memory(desk: Desk) -> None:
    desk.gate.clear()
    answers = [desk.say(f"s-{n}") for n in range(LONGEST_QUEUE)]
    with pytest.raises(Refused) as refused:
        desk.say("one more").get(timeout=5)
    assert refused.value.code == "too_fast"
    assert refused.value.data["retry_after_ms"] > 0
    desk.committer._queue.clear()  # storing them all is the bench's business
    desk.gate.set()
    assert len(answers) == LONGEST_QUEUE > LARGEST_BATCH


def test_the_state_is_what_the_log_makes_of_it(desk: Desk) -> None:
    desk.committer.ask("m_1", Join("j", "Yuna", "lan", key="k")).get(timeout=5)
    requests: list[Request] = [Say(f"s-{n}", "x", reply_to=n % 5) for n in range(30)]
    requests.insert(7, Rename("r", "Yuna K"))
    for answer in [desk.committer.ask("m_1", request) for request in requests]:
        answer.wait(5)
    state = desk.committer.state
    entries = stored(desk.computer.store, desk.key)
    assert fold(State(room=state.room), entries) == state
    chain = State().chain
    for entry in entries:
        assert chained(entry, chain) == entry
        chain = entry.chain


# --- signatures --------------------------------------------------------------------------------


def test_a_signed_message_is_checked(desk: Desk) -> None:
    room = desk.committer.state.room
    good = signed(Say("a", "mine"), desk.computer.identity, room, {})
    assert desk.committer.ask(desk.me, good).get(timeout=5).number == 3
    for number, forged in enumerate(
        [
            replace(good, text="not mine"),
            replace(good, sent_at=(good.sent_at or 0) + 1),
            replace(good, salt="00" * 16),
            replace(good, signature="AAAA"),
            replace(good, signature="\x00"),
        ]
    ):
        answer = desk.committer.ask(desk.me, replace(forged, id=f"f-{number}"))
        with pytest.raises(Refused) as refused:
            answer.get(timeout=5)
        assert refused.value.code == "malformed"
    assert desk.stored == ["a"]


def test_a_forged_signature_leaves_its_neighbours_alone(desk: Desk) -> None:
    desk.gate.clear()
    desk.say("first")
    until(lambda: desk.writes, "the first batch begins")
    forged = Say("f", "x", salt="00" * 16, sent_at=1, signature="AAAA")
    answers = [desk.say("a"), desk.committer.ask(desk.me, forged), desk.say("b")]
    desk.gate.set()
    assert isinstance(answers[0].get(timeout=5), Stored)
    with pytest.raises(Refused):
        answers[1].get(timeout=5)
    assert answers[2].get(timeout=5).number == 5


def test_a_signed_reply_to_nothing_is_an_unknown_entry(desk: Desk) -> None:
    say = replace(
        signed(Say("a", "re"), desk.computer.identity, desk.committer.state.room, {}), reply_to=99
    )
    with pytest.raises(Refused) as refused:
        desk.committer.ask(desk.me, say).get(timeout=5)
    assert refused.value.code == "unknown_entry"


def test_a_full_disk_is_no_loss(make_computer: Callable[..., Computer]) -> None:
    """The real thing: SQLite refuses to grow, then may again."""
    desk = Desk(make_computer())
    store: Store = desk.computer.store

    def limit(pages: int) -> int:
        with store.database.pen() as (_, driver):
            return int(driver.execute(f"PRAGMA max_page_count = {pages}").fetchone()[0])

    limit(1)  # SQLite keeps what it has, and grows no further
    codes = []
    for n in range(40):
        try:
            desk.committer.ask(desk.me, Say(f"s-{n}", "x" * 9000)).get(timeout=5)
        except Refused as refused:
            codes.append(refused.code)
    assert set(codes) == {"storage_full"}
    limit(2**30)
    assert desk.say("after").get(timeout=5)
    assert desk.ids == desk.stored
    assert sqlite3.connect(store_path(desk)).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    desk.committer.close()


def store_path(desk: Desk) -> str:
    return str(desk.computer.folder / "sarangbang.db")
