from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.entry import START, Entry
from server.room.inbox import Inbox


def entry(number: int) -> Entry:
    return Entry(number, 1, f"e-{number}", 0, "a", "A", "said", {}, "00", "", START)


# Batches in any order, with doubles and holes.
BATCHES = st.lists(st.lists(st.integers(1, 40), max_size=8), max_size=30)


@given(BATCHES, st.integers(1, 20))
def test_everything_comes_once_and_in_order(batches: list[list[int]], wanted: int) -> None:
    inbox = Inbox(wanted)
    came: list[int] = []
    seen: set[int] = set()
    for batch in batches:
        came += [one.number for one in inbox.put(entry(number) for number in batch)]
        seen.update(batch)
        whole = wanted
        while whole in seen:
            whole += 1
        assert came == list(range(wanted, whole))
        assert inbox.wanted == whole
        assert inbox.waiting == sum(1 for number in seen if number > whole)


@given(st.permutations(range(1, 31)))
def test_a_shuffle_is_undone(order: list[int]) -> None:
    inbox = Inbox(1)
    came = [one.number for number in order for one in inbox.put([entry(number)])]
    assert came == list(range(1, 31))
    assert not inbox.waiting


def test_the_first_of_two_counts() -> None:
    inbox = Inbox(1)
    first, second = entry(2), entry(2)
    inbox.put([first])
    inbox.put([second])
    assert inbox.put([entry(1)])[1] is first


def test_a_hole_that_never_closes_fills_no_memory() -> None:
    inbox = Inbox(1, limit=100)
    inbox.put(entry(number) for number in range(2, 102))
    with pytest.raises(OverflowError):
        inbox.put([entry(200)])
