from __future__ import annotations

from typing import Any

from server.host.slow_mode import SlowMode
from server.room.refusal import Refused
from server.room.rules import Stored


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Slow:
    """Slow mode of a minute in a room whose newest entry is `last`, and what was answered."""

    def __init__(self) -> None:
        self.clock, self.last = Clock(), 10
        self.mode = SlowMode(self.clock)
        self.answers: list[Any] = []

    def say(self, member: str = "m") -> tuple[Any, Refused | None]:
        return self.mode.take(member, 60, self.last, self.answers.append)

    def stored(self, number: int) -> Stored:
        return Stored(number, 0, "m")


def test_one_in_so_many_seconds_for_each_member() -> None:
    slow = Slow()
    settle, refused = slow.say()
    assert refused is None
    settle(slow.stored(11))
    assert slow.answers == [slow.stored(11)]
    slow.clock.now += 20
    _, early = slow.say()
    assert early is not None
    assert (early.code, early.data) == ("too_fast", {"retry_after_ms": 40_001, "slow_mode": 60})
    assert slow.say("other")[1] is None
    slow.clock.now += 40
    assert slow.say()[1] is None


def test_what_comes_before_the_answer_comes_too_early() -> None:
    slow = Slow()
    assert slow.say()[1] is None
    assert slow.say()[1] is not None


def test_what_was_refused_or_is_in_the_log_already_does_not_count() -> None:
    slow = Slow()
    for answer in (Refused("unknown_entry", "No."), slow.stored(10)):
        settle, refused = slow.say()
        assert refused is None
        settle(answer)
    settle, refused = slow.say()
    assert refused is None
    settle(slow.stored(11))
    slow.last, slow.clock.now = 11, slow.clock.now + 60
    settle, _ = slow.say()
    settle(slow.stored(11))  # once more, a minute later
    assert slow.say()[1] is None


def test_a_late_refusal_does_not_give_back_what_somebody_has_taken_since() -> None:
    slow = Slow()
    late, _ = slow.say()
    slow.clock.now += 60
    slow.say()
    late(Refused("storage_full", "No."))
    assert slow.say()[1] is not None
