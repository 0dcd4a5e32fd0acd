"""When it is said that a room has opened."""

from __future__ import annotations

import pytest

from server.nearby.openings import AWAY, Openings


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("away", "closed", "opened"),
    [(1, False, False), (AWAY - 1, False, False), (AWAY, False, True), (1, True, True)],
)
def test_a_room_opens_after_it_was_closed_or_long_away(
    away: float, closed: bool, opened: bool
) -> None:
    clock = Clock()
    openings = Openings(clock)
    assert not openings.look("room", here=True, closed=False), "it was never away"
    assert not openings.look("room", here=False, closed=closed)
    clock.now += away
    assert not openings.look("room", here=False, closed=False)
    assert openings.look("room", here=True, closed=False) is opened
    assert not openings.look("room", here=True, closed=False), "said once"


def test_a_room_that_is_there_when_the_program_starts_has_not_just_opened() -> None:
    clock = Clock()
    openings = Openings(clock)
    openings.look("room", here=False, closed=False)  # connecting
    clock.now += 2
    assert not openings.look("room", here=True, closed=False)


def test_rooms_that_are_gone_are_forgotten() -> None:
    clock = Clock()
    openings = Openings(clock)
    openings.look("room", here=False, closed=True)
    openings.keep({"another"})
    assert not openings.look("room", here=True, closed=False)
