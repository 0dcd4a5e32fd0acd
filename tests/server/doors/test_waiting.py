"""Who waits: the oldest makes room, never the newcomer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.doors.waiting import Waiting


class Guest:
    def __init__(self, address: str = "a") -> None:
        self.address = address
        self.dropped = False

    def drop(self) -> None:
        self.dropped = True


def test_the_oldest_makes_room_for_a_newcomer() -> None:
    waiting: Waiting[Guest] = Waiting(2, 2)
    first, second, third = Guest("a"), Guest("b"), Guest("c")
    for one in (first, second, third):
        waiting.add(one)
    assert first.dropped
    assert list(waiting) == [second, third]


def test_an_address_that_has_its_share_makes_room_itself() -> None:
    waiting: Waiting[Guest] = Waiting(10, 2)
    friend = Guest("friend")
    waiting.add(friend)
    crowd = [Guest("stranger") for _ in range(50)]
    for one in crowd:
        waiting.add(one)
    assert not friend.dropped
    assert [one.dropped for one in crowd] == [True] * 48 + [False] * 2


def test_who_was_admitted_is_not_dropped_any_more() -> None:
    waiting: Waiting[Guest] = Waiting(1, 1)
    member = Guest()
    waiting.add(member)
    waiting.remove(member)
    waiting.add(Guest())
    waiting.add(Guest())
    assert not member.dropped


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60),
    st.integers(1, 8),
    st.integers(1, 8),
)
def test_never_more_than_allowed_and_the_newest_always_in(
    arrivals: list[tuple[str, bool]], most: int, most_per_address: int
) -> None:
    waiting: Waiting[Guest] = Waiting(most, most_per_address)
    for address, leaves in arrivals:
        one = Guest(address)
        waiting.add(one)
        assert one in waiting
        assert not one.dropped
        assert len(waiting) <= most
        assert sum(other.address == address for other in waiting) <= most_per_address
        if leaves:
            waiting.remove(one)
            assert one not in waiting
    assert len(waiting) == len(list(waiting))
