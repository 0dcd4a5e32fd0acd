from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.host.rate import Bucket, Pace, Rates
from server.room.refusal import Refused


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def takes(bucket: Bucket, most: int = 1000) -> int:
    for count in range(most):
        try:
            bucket.take()
        except Refused:
            return count
    return most


def test_a_burst_and_then_so_many_a_second() -> None:
    clock = Clock()
    bucket = Bucket(10, 50, clock)
    assert takes(bucket) == 50
    clock.now += 1
    assert takes(bucket) == 10
    clock.now += 3600
    assert takes(bucket) == 50


def test_it_says_how_long_to_wait() -> None:
    clock = Clock()
    bucket = Bucket(10, 1, clock)
    bucket.take()
    with pytest.raises(Refused) as refused:
        bucket.take()
    assert refused.value.code == "too_fast"
    clock.now += refused.value.data["retry_after_ms"] / 1000
    bucket.take()


def test_none_is_no_limit() -> None:
    assert takes(Bucket(0, 0, Clock())) == 1000


@given(st.lists(st.floats(0, 5), max_size=80), st.floats(0.5, 20), st.integers(1, 30))
def test_never_more_than_burst_and_rate(waits: list[float], rate: float, burst: int) -> None:
    clock = Clock()
    bucket = Bucket(rate, burst, clock)
    taken, start = 0, clock.now
    for wait in waits:
        clock.now += wait
        taken += takes(bucket, 3)
        assert taken <= burst + (clock.now - start) * rate + 1e-6


def test_a_pace_lets_a_burst_through_and_then_holds_back() -> None:
    clock = Clock()
    pace = Pace(10, 5, clock)
    assert [pace.take() for _ in range(5)] == [0, 0, 0, 0, 0]
    assert pace.take() == pytest.approx(0.1)
    # Who is read on all the same waits all the longer.
    assert pace.take(4) == pytest.approx(0.5)
    clock.now += 0.5
    assert pace.take(0) == 0
    clock.now += 3600
    assert pace.take(5) == 0
    assert pace.take() > 0
    assert Pace(0, 0, clock).take(1e9) == 0


def test_what_is_used_up_is_remembered_until_it_is_rested() -> None:
    clock = Clock()
    rates = Rates(Bucket(10, 2, clock), Bucket(1, 2, clock), Bucket(0, 0, clock))
    rested = [rates.rested]
    rates.reads.take()
    rested.append(rates.rested)
    clock.now += 1
    assert [*rested, rates.rested] == [True, False, True]
