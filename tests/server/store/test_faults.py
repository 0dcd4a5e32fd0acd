from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.room.entry import Draft, append
from server.room.state import Member, State, fold
from server.store import Fault, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "x.db", synchronous="OFF")
    yield made
    made.close()


def room(store: Store, id: str = "ab") -> int:
    return store.rooms.add(id, "member", at=1, details={})


def test_a_log_that_was_never_checked_is_checked_from_its_beginning(store: Store) -> None:
    assert store.faults.checked(room(store)) == 0


def test_faults_and_progress_come_together(store: Store) -> None:
    key, other = room(store), room(store, "cd")
    store.faults.note(key, 500, [Fault(7, "forged"), Fault(41, "emptied", 60)])
    store.faults.note(other, 3, [Fault(2, "key")])
    assert store.faults.checked(key) == 500
    assert store.faults.among(key, 1, 7) == [Fault(7, "forged", None)]
    assert store.faults.among(key, 8, 40) == []
    assert store.faults.among(key, 1, 500) == [Fault(7, "forged"), Fault(41, "emptied", 60)]
    assert store.faults.among(other, 1, 500) == [Fault(2, "key")]


def test_what_is_mended_is_no_fault_any_more(store: Store) -> None:
    key = room(store)
    store.faults.note(key, 50, [Fault(41, "emptied", 60), Fault(42, "no_key")])
    assert store.faults.withdrawn_by(key, 50, 59) == []
    assert store.faults.withdrawn_by(key, 50, 60) == [Fault(41, "emptied", 60)]
    store.faults.note(key, 60, [Fault(42, "forged")], mended=[41])
    assert store.faults.among(key, 1, 60) == [Fault(42, "forged")]


def test_they_go_with_their_room(store: Store) -> None:
    key = room(store)
    store.faults.note(key, 50, [Fault(41, "forged")])
    store.rooms.set_aside(key, "ab~1")
    assert store.faults.among(key, 1, 60) == [Fault(41, "forged")]
    store.rooms.forget(key)
    assert store.faults.checked(key) == 0
    assert store.faults.among(key, 1, 60) == []


def test_entries_are_found_whose_author_s_key_has_become_known(store: Store) -> None:
    key = room(store)
    drafts = [Draft(f"e-{n}", f"m_{n}", "Y", "said", {"text": "x"}, "5a" * 16) for n in range(4)]
    state = State(room="ab", members={"m_1": Member("m_1", "Y", 1, 1, "lan", key="k")})
    entries = append(drafts, last=0, chain=state.chain, term=1, at=1)
    with store.log.pen(key, 0) as pen:
        pen.write(entries, fold(state, entries), state.members.values())
    store.faults.note(key, 4, [Fault(1, "no_key"), Fault(2, "no_key"), Fault(3, "forged")])
    assert store.faults.keyed(key, "no_key") == [Fault(2, "no_key")]
    assert store.faults.keyed(room(store, "cd"), "no_key") == []
