from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.host import tail as tails
from server.host.tail import Tail
from server.room.entry import START, Entry
from server.store import Row, row_of


def row(number: int) -> Row:
    return row_of(Entry(number, 1, str(number), 0, "a", "A", "said", {}, "", "", START))


@given(st.integers(1, 50), st.lists(st.tuples(st.integers(1, 30), st.integers(1, 9000))))
def test_it_ends_at_the_newest_and_has_no_holes(first: int, batches: list[tuple[int, int]]) -> None:
    tail, last = Tail(), first - 1
    for count, size in batches:
        rows = [row(number) for number in range(last + 1, last + 1 + count)]
        tail.extend(rows, [b"x" * size for _ in rows])
        last += count
        for number in (last, last - 3, first, last + 1):
            kept = tail.since(number)
            if kept is not None:
                assert [one.number for one, _ in kept] == list(range(max(number, first), last + 1))
        assert tail.since(last) is not None


def test_it_is_bounded() -> None:
    tail = Tail()
    for number in range(1, 3 * tails.LONGEST):
        tail.extend([row(number)], [b"x" * 5000])
    kept = tail.since(3 * tails.LONGEST - 1)
    assert kept is not None
    longest = [n for n in range(1, 3 * tails.LONGEST) if tail.since(n) is not None]
    assert len(longest) * 5000 <= tails.LARGEST
    assert tail.since(1) is None


def test_one_that_is_larger_than_all_is_kept() -> None:
    tail = Tail()
    tail.extend([row(1)], [b"x" * (tails.LARGEST + 1)])
    assert len(tail.since(1) or []) == 1
    tail.clear()
    assert tail.since(1) is None
