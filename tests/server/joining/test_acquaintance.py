"""Which of the rooms here is meant."""

from __future__ import annotations

from server.joining.acquaintance import joined_at, joined_of_key, own_of_name
from server.room.state import State
from server.store import RoomRow


def row(id: str, role: str, opened_at: int, **details: object) -> RoomRow:
    state = State(room=id, name="Room")
    return RoomRow(1, role, state, 0, opened_at, True, 0, "", dict(details))


ROWS = [
    row("own-1", "host", 1),
    row("own-2", "host", 2, fingerprint="k"),
    row("far-1", "member", 1, fingerprint="k", addresses=["10.0.0.2:47800", "10.0.0.3:47800"]),
    row("far-2", "member", 2, fingerprint="k", addresses=["10.0.0.4:47800"]),
    row("far-2~9", "member", 3, fingerprint="k"),
]


def test_the_newest_counts_and_what_was_set_aside_does_not() -> None:
    assert own_of_name(ROWS, "Room") == "own-2"
    assert joined_of_key(ROWS, "k") == "far-2"
    assert joined_at(ROWS, "10.0.0.2:47800") == "far-1"


def test_nothing_is_meant() -> None:
    assert own_of_name(ROWS, "Other") is None
    assert joined_of_key(ROWS, "other") is None
    assert joined_at(ROWS, "10.0.0.3:47800") is None  # not where it was reached last
