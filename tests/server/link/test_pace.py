from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.link.pace import LONGEST, SHORTEST, Pace
from server.link.visit import CONNECT_WITHIN

chances = st.floats(0, 1)


@given(st.lists(st.tuples(chances, st.floats(0, CONNECT_WITHIN)), max_size=30))
def test_attempts_begin_at_most_three_seconds_apart_for_ever(
    attempts: list[tuple[float, float]],
) -> None:
    pace = Pace()
    for chance, spent in attempts:
        assert 0 < spent + pace.next_wait(chance, spent) <= 3.0


@given(chances)
def test_the_first_attempt_after_a_loss_comes_at_once_but_not_with_all_others(
    chance: float,
) -> None:
    pace = Pace()
    assert 0.5 * SHORTEST < pace.next_wait(chance) <= SHORTEST
    for _ in range(50):
        pace.next_wait(chance)
    assert 0.5 * LONGEST < pace.next_wait(chance) <= LONGEST
    pace.reset()
    assert pace.next_wait(chance) <= SHORTEST


def test_chance_spreads_the_attempts() -> None:
    waits = set()
    for chance in (0.0, 0.5, 1.0):
        pace = Pace()
        for _ in range(10):
            pace.next_wait(chance)
        waits.add(pace.next_wait(chance))
    assert len(waits) == 3
    assert max(waits) - min(waits) > 0.5


def test_a_wish_is_granted_within_bounds() -> None:
    assert Pace().next_wait(0.5, wish=20) == 20
    assert Pace().next_wait(0.5, wish=1e9) == 60
    assert Pace().next_wait(0.5, spent=30) > 0
