"""What is wrong with entries reaches the window: when it comes, when it looks, when it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.host.view import HostedView
from server.identity import Identity
from server.local import LocalLog
from server.marks import spelled
from server.room.requests import Say
from server.store import Fault, entry_of
from server.wire import Page
from tests.server.scene import Computer, Ear, come, until
from tests.server.signers import Log, joined, said

MakeComputer = Callable[..., Computer]


@pytest.fixture
def minsu(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "minsu")


@pytest.fixture
def room(computer: Computer) -> Log:
    return Log(computer.store)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.local.LATER", 0.0)
    monkeypatch.setattr("server.host.view.LATER", 0.0)


def forged(minsu: Identity, room: str, id: str) -> Any:
    return replace(said(minsu, room, id), body={"text": "I owe you"})


def view_of(computer: Computer, room: Log) -> LocalLog:
    row = computer.store.rooms.get(room.room)
    assert row is not None
    return LocalLog(row, store=computer.store, disk=computer.disk, me=computer.identity.member)


def told(ear: Ear) -> dict[int, str | None]:
    """What the window shows by all it was told."""
    return {mark["number"]: mark["fault"] for marks in ear.heard("marks") for mark in marks}


def test_a_window_is_told_what_is_found_while_it_looks(
    computer: Computer, room: Log, minsu: Identity
) -> None:
    room.write([joined(minsu), said(minsu, room.room, "a"), forged(minsu, room.room, "b")])
    view, ear = view_of(computer, room), Ear()
    view.enter(ear, -1)
    until(lambda: told(ear) == {3: "forged"}, "it is found")
    assert computer.store.faults.checked(room.key) == 3


def test_a_window_that_comes_later_is_told_what_was_found(
    computer: Computer, room: Log, minsu: Identity
) -> None:
    room.write([joined(minsu), forged(minsu, room.room, "a"), said(minsu, room.room, "b")])
    computer.store.faults.note(room.key, 3, [Fault(2, "forged")])
    for after in (-1, 0, 3):  # also where it has had the entry before
        view, ear = view_of(computer, room), Ear()
        view.enter(ear, after)
        assert told(ear) == {2: "forged"}
        view.close()


def test_a_page_of_history_carries_its_marks(
    computer: Computer, room: Log, minsu: Identity
) -> None:
    room.write(said(minsu, room.room, f"s-{n}") for n in range(60))
    computer.store.faults.note(room.key, 60, [Fault(n, "forged") for n in (1, 5, 6, 20)])
    view = view_of(computer, room)
    assert view.history(Page(before=6, limit=5))["marks"] == [
        {"number": 1, "fault": "forged"},
        {"number": 5, "fault": "forged"},
    ]
    assert view.history(Page(after=5, limit=5))["marks"] == [{"number": 6, "fault": "forged"}]
    assert view.history(Page(after=40, limit=5))["marks"] == []


def test_above_a_gap_nothing_is_checked(computer: Computer, room: Log, minsu: Identity) -> None:
    """What is missing may hold the withdrawal that makes an entry whole."""
    room.write([joined(minsu), forged(minsu, room.room, "a")])
    island = Log(computer.store, "cd" * 16)
    island.write(said(minsu, room.room, f"s-{n}") for n in range(60))
    (above,) = computer.store.log.some(island.key, [60])
    computer.store.log.add_island(room.key, [entry_of(above)])
    view, ear = view_of(computer, room), Ear()
    view.enter(ear, -1)
    assert view.marks.verifier._loop is None


def test_the_host_s_own_window_is_told_what_is_wrong_with_its_database(
    computer: Computer, minsu: Identity
) -> None:
    host = computer.found()
    window = Ear(host.me)
    with computer.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE entries SET signature = 'none' WHERE number = 2")
    view = HostedView(host, store=computer.store, disk=computer.disk, identity=computer.identity)
    _, other = come(host)
    view.enter(window, -1)
    until(lambda: told(window) == {2: "forged"}, "it is found")
    assert other.heard("marks") == []  # it is for this computer's own window
    assert view.history(Page(before=10, limit=9))["marks"] == [{"number": 2, "fault": "forged"}]
    view.say(Say("a", "hello"))
    view.close("closing", "The end.")
    assert computer.store.faults.checked(host.key) == host.state.last == 4


def test_marks_say_also_what_is_right_again() -> None:
    assert spelled([Fault(3, "forged", None)], [4]) == [
        {"number": 3, "fault": "forged"},
        {"number": 4, "fault": None},
    ]
    assert spelled([]) == []
