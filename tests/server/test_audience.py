"""Everyone is told everything once and in order, however fast they read."""

from __future__ import annotations

import random

import gevent
import pytest

from server import audience as audiences
from server.audience import Audience, newest_first
from server.events import Batch, pack
from tests.server.scene import Ear, until


class Log:
    """A log of numbers, told to an audience, read back slowly."""

    def __init__(self) -> None:
        self.last = 0
        self.reads = 0
        self.audience = Audience(0, self.read)

    @staticmethod
    def spelled(number: int) -> bytes:
        return b'{"number":%d}' % number

    def add(self, count: int) -> None:
        first = self.last + 1
        self.last += count
        entries = [self.spelled(number) for number in range(first, self.last + 1)]
        self.audience.tell(pack(first, entries, limit=200))

    def read(self, number: int) -> Batch:
        assert number <= self.last
        self.reads += 1
        gevent.sleep(0)  # as the disk does
        entries = [self.spelled(n) for n in range(number, self.last + 1)][:7]
        return pack(number, entries)[0]


def test_those_who_are_up_to_date_are_told_without_a_look_at_the_disk() -> None:
    log, ear = Log(), Ear()
    log.audience.attach(ear, 1)
    log.add(3)
    log.add(20)
    assert ear.numbers == list(range(1, 24))
    assert not log.reads


def test_a_newcomer_is_read_up() -> None:
    log, ear = Log(), Ear()
    log.add(50)
    log.audience.attach(ear, 31)
    log.add(1)
    until(lambda: ear.numbers[-1:] == [51], "the newcomer is up to date")
    assert ear.numbers == list(range(31, 52))
    log.add(1)
    assert ear.numbers[-1] == 52
    assert log.reads == 3


def test_a_slow_reader_is_read_up_when_it_reads_again() -> None:
    log, ear = Log(), Ear()
    log.audience.attach(ear, 1)
    log.add(2)
    ear.stuff()
    for _ in range(30):
        log.add(3)
    gevent.sleep(0.01)
    assert ear.numbers == [1, 2]  # nothing piles up for it
    ear.flow()
    until(lambda: ear.numbers[-1:] == [92], "the slow one is up to date")
    assert ear.numbers == list(range(1, 93))


@pytest.mark.parametrize("seed", range(8))
def test_no_hole_and_no_double_whatever_happens(seed: int) -> None:
    chance = random.Random(seed)
    log = Log()
    ears: list[tuple[Ear, int]] = []
    for _ in range(150):
        match chance.randrange(6):
            case 0 | 1 | 2:
                log.add(chance.randrange(1, 40))
            case 3 if len(ears) < 12:
                ear, start = Ear(), chance.randrange(1, log.last + 2)
                ears.append((ear, start))
                log.audience.attach(ear, start)
            case 4 if ears:
                ear = chance.choice(ears)[0]
                if ear.stuffed:
                    ear.flow()
                else:
                    ear.stuff()
            case _:
                gevent.sleep(0)
    for ear, _ in ears:
        ear.flow()
    for ear, start in ears:
        while ear.numbers[-1:] != [log.last] and start <= log.last:
            gevent.sleep(0)
        assert ear.numbers == list(range(start, log.last + 1))


def test_events_are_no_longer_than_they_may_be() -> None:
    log, ear = Log(), Ear()
    log.audience.attach(ear, 1)
    log.add(100)
    assert len(ear.heard("entries")) > 5
    assert max(ear.sizes) <= 300


def test_who_never_reads_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audiences, "STUCK_AFTER", 0.02)
    log, ear, other = Log(), Ear(), Ear()
    log.audience.attach(ear, 1)
    log.audience.attach(other, 1)
    ear.stuff()
    log.add(1)
    until(lambda: ear.dropped, "the stuck one is cut")
    assert ear.dropped == "slow"
    assert ear.heard("bye")[0]["retry_after_ms"] > 0
    assert ear not in log.audience
    assert other.numbers == [1]


def test_a_log_that_cannot_be_read_ends_the_connection_and_nothing_else() -> None:
    log, ear, other = Log(), Ear(), Ear()
    log.audience.attach(other, 1)
    log.add(5)

    def fail(number: int) -> Batch:
        raise OSError("the disk")

    log.audience._read = fail
    log.audience.attach(ear, 1)
    until(lambda: ear.dropped, "it is let go")
    log.add(1)
    assert other.numbers == [1, 2, 3, 4, 5, 6]


def test_who_was_let_go_while_it_was_read_up_hears_nothing_more() -> None:
    log, ear = Log(), Ear()
    ear.stuff()
    log.add(30)
    log.audience.attach(ear, 1)
    gevent.sleep(0)
    log.audience.close("moved", "There is more to read.")
    log.last = 0  # and what it would have read is gone
    ear.flow()
    gevent.sleep(0.01)
    assert ear.heard("bye") == [{"code": "moved", "message": "There is more to read."}]
    assert not ear.numbers


def test_signals_travel_together_and_to_nobody_who_lags() -> None:
    log, ear, stuck = Log(), Ear(), Ear()
    log.audience.attach(ear, 1)
    log.audience.attach(stuck, 1)
    stuck.stuff()
    for n in range(3):
        log.audience.signal({"kind": "typing", "member": str(n)})
    until(lambda: ear.heard("signals"), "the signals")
    assert [s["member"] for s in ear.heard("signals")[0]] == ["0", "1", "2"]
    assert not stuck.told


def test_a_flood_of_signals_is_bounded() -> None:
    log, ear = Log(), Ear()
    log.audience.attach(ear, 1)
    for n in range(5000):
        log.audience.signal({"kind": "typing", "member": str(n)})
    until(lambda: ear.heard("signals"), "the signals")
    assert len(ear.heard("signals")[0]) == audiences.SIGNALS_AT_ONCE


def test_the_end_is_said_to_all() -> None:
    log, ears = Log(), [Ear(), Ear()]
    for ear in ears:
        log.audience.attach(ear, 1)
    log.audience.close("closing", "The end.", retry_after_ms=5)
    assert len(log.audience) == 0
    said = {"code": "closing", "message": "The end.", "retry_after_ms": 5}
    assert all(ear.heard("bye") == [said] for ear in ears)


def test_those_online_come_first() -> None:
    assert newest_first(["a", "b", "c", "d"], ["c"], 3) == ["c", "a", "b"]
    assert newest_first(["a"], ["x", "y", "z"], 2) == ["x", "y"]
