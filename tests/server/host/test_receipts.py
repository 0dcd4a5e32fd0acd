"""Up to where members have read, and that telling it floods nobody."""

from __future__ import annotations

from typing import Any

import gevent
import pytest

from server.host import receipts as module
from server.host.receipts import AT_ONCE, MOST, Receipts
from tests.server.scene import Computer, come, say, until


def reads_of(ear: Any) -> dict[str, int]:
    told = [signal for batch in ear.heard("signals") for signal in batch]
    return {one["member"]: one["number"] for one in told if one["kind"] == "read"}


def test_everybody_and_who_comes_later_hears_up_to_where_one_has_read(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "Yuna")
    _, other = come(room, "Minsu")
    say(room, seat, "a", "one")
    last = room.state.last
    for number in (last - 1, last, last - 1, last + 1, -5):
        room.signal(seat, "read", number)
    until(lambda: reads_of(other) == {seat.member: last}, "the receipt")
    assert reads_of(ear) == {seat.member: last}
    _, late = come(room, "Jiyoung")
    until(lambda: reads_of(late) == {seat.member: last}, "the newcomer to hear it")
    room.signal(seat, "read", 0)
    until(lambda: reads_of(other) == {seat.member: 0}, "it to be taken back")
    _, later = come(room, "Hana")
    assert reads_of(later) == {}
    assert [entry["kind"] for entry in other.entries if entry["kind"] == "read"] == []


def test_taking_back_what_was_never_said_tells_nothing() -> None:
    told: list[dict[str, Any]] = []
    receipts = Receipts(told.append, lambda: 0)
    receipts.take("m_none", 0)
    assert (receipts.told, receipts._untold) == ([], {})


def test_two_hundred_who_read_everything_flood_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EACH", 0.001)  # 0.2 s instead of 4 s for two hundred
    monkeypatch.setattr(module, "LEAST", 0.01)
    told: list[dict[str, Any]] = []
    receipts = Receipts(told.append, lambda: 200)
    start = gevent.get_hub().loop.now()
    for number in range(1, 101):
        for member in range(200):
            receipts.take(f"m_{member}", number)
        gevent.sleep(0.005)
    until(lambda: {one["member"]: one["number"] for one in told}.get("m_199") == 100, "the last")
    until(lambda: not receipts._untold, "all to be told")
    latest = {one["member"]: one["number"] for one in told}
    assert set(latest.values()) == {100}
    spent = gevent.get_hub().loop.now() - start
    # 20,000 were said; each 0.2 s at most 50 are told.
    assert len(told) <= AT_ONCE * (spent / 0.2 + 2)


def test_what_a_newcomer_hears_is_bounded() -> None:
    receipts = Receipts(lambda _signal: None, lambda: 0)
    for member in range(MOST + 50):
        receipts.take(f"m_{member}", 5)
    assert len(receipts.told) == MOST
    assert receipts.told[-1]["member"] == f"m_{MOST + 49}"
    receipts.forget(f"m_{MOST + 49}")
    assert receipts.told[-1]["member"] == f"m_{MOST + 48}"
