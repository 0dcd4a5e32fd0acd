"""What may be said about a message, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from server.room.entry import Entry
from server.room.refusal import Refused
from server.room.remarks import EMOJIS_PER_ENTRY, PINS, Target, target_of
from server.room.requests import (
    Amend,
    Leave,
    Mute,
    Pin,
    React,
    Request,
    Say,
    SetRole,
    Unpin,
    Withdraw,
)
from server.room.rules import Ask, Taken, take
from server.room.state import State
from tests.server.room.people import HOST, NOW, SALT, ask, join, opened


@pytest.fixture
def room() -> tuple[State, Sequence[Entry]]:
    """Messages of the host (3), a moderator (8), and two members (9, 10)."""
    state, log = opened()
    asks: list[tuple[str, Request]] = [
        (HOST, Say("s-3", "host")),
        ("mod", join("j-4", "Mod", key="k")),
        ("one", join("j-5", "One", key="l")),
        ("two", join("j-6", "Two", key="m")),
        (HOST, SetRole("r-7", "mod", "moderator")),
        ("mod", Say("s-8", "moderator")),
        ("one", Say("s-9", "one")),
        ("two", Say("s-10", "two", reply_to=9)),
    ]
    taken = ask(state, *asks, log=log)
    second = ask(taken.state, log=[*log, *taken.entries])
    return second.state, [*log, *taken.entries]


def codes(room: tuple[State, Sequence[Entry]], *asks: tuple[str, Request]) -> list[str]:
    """The codes of the refusals; empty for what was granted."""
    answers = ask(room[0], *asks, log=room[1]).answers
    return [answer.code if isinstance(answer, Refused) else "" for answer in answers]


def test_only_who_wrote_it_puts_it_in_other_words(room: tuple[State, Sequence[Entry]]) -> None:
    assert codes(room, ("one", Amend("a", 9, "uno"))) == [""]
    for other in ("two", "mod", HOST):
        assert codes(room, (other, Amend("a", 9, "uno"))) == ["not_allowed"]
    entry = ask(room[0], ("one", Amend("a", 9, "uno")), log=room[1]).entries[0]
    assert (entry.kind, entry.author) == ("amended", "one")
    assert entry.body == {"target": 9, "target_id": "s-9", "text": "uno"}


def test_who_may_delete_what(room: tuple[State, Sequence[Entry]]) -> None:
    may = {
        "one": [9],
        "two": [],
        "mod": [8, 9],
        HOST: [3, 8, 9],
    }
    for who, granted in may.items():
        for number in (3, 8, 9):
            expected = "" if number in granted else "not_allowed"
            assert codes(room, (who, Withdraw("w", number))) == [expected], (who, number)


def test_what_is_deleted_is_gone_for_all_that_comes_after(
    room: tuple[State, Sequence[Entry]],
) -> None:
    assert codes(
        room,
        ("one", React("r", 9, "👍", True)),
        ("one", Withdraw("w", 9)),
        ("one", Amend("a", 9, "again")),
        ("two", React("s", 9, "👍", True)),
        (HOST, Pin("p", 9)),
        ("one", Withdraw("v", 9)),
    ) == ["", "", "unknown_entry", "unknown_entry", "unknown_entry", "no_change"]


@pytest.mark.parametrize("number", [0, 1, 4, 7, 99])
def test_only_messages_are_pointed_at(room: tuple[State, Sequence[Entry]], number: int) -> None:
    requests: list[Request] = [
        Amend("a", number, "x"),
        Withdraw("b", number),
        React("c", number, "👍", True),
        Pin("d", number),
    ]
    assert codes(room, *((HOST, request) for request in requests)) == ["unknown_entry"] * 4


def test_a_reaction_is_there_once_and_taken_back_once(
    room: tuple[State, Sequence[Entry]],
) -> None:
    assert codes(
        room,
        ("two", React("a", 9, "👍", True)),
        ("two", React("b", 9, "👍", True)),
        ("one", React("c", 9, "👍", True)),
        ("two", React("d", 9, "👍", False)),
        ("two", React("e", 9, "👍", False)),
        ("two", React("f", 9, "👍", True)),
    ) == ["", "no_change", "", "", "no_change", ""]


def test_a_message_has_so_many_different_reactions() -> None:
    state, log = opened()
    full = {f"{n}": frozenset({"m_x"}) for n in range(EMOJIS_PER_ENTRY)}
    taken = _take(state, Target("s", HOST, "said", reactions=full), React("a", 3, "👍", True))
    assert isinstance(taken.answers[0], Refused)
    known = _take(state, Target("s", HOST, "said", reactions=full), React("a", 3, "7", True))
    assert not isinstance(known.answers[0], Refused)
    assert log


def test_pins_are_the_hosts_and_moderators_and_bounded(
    room: tuple[State, Sequence[Entry]],
) -> None:
    assert codes(room, ("one", Pin("a", 9)), ("mod", Pin("b", 9)), (HOST, Pin("c", 9))) == [
        "not_allowed", "", "no_change",
    ]  # fmt: skip
    assert codes(room, ("mod", Unpin("a", 9))) == ["no_change"]
    state, _ = opened()
    full = Target("s", HOST, "said", pins=PINS)
    assert isinstance(_take(state, full, Pin("a", 3)).answers[0], Refused)


def test_who_is_muted_changes_no_words_and_reacts_to_nothing(
    room: tuple[State, Sequence[Entry]],
) -> None:
    assert codes(
        room,
        (HOST, Mute("m", "one")),
        ("one", Amend("a", 9, "x")),
        ("one", React("r", 9, "👍", True)),
        ("one", Withdraw("w", 9)),
        ("two", Leave("l")),
        ("two", React("s", 9, "👍", True)),
    ) == ["", "not_allowed", "not_allowed", "", "", "not_allowed"]


def test_what_requests_point_at() -> None:
    assert target_of(Say("a", "x", reply_to=4)) == target_of(Withdraw("a", 4)) == 4
    assert target_of(Say("a", "x")) is None
    assert target_of(Leave("l")) is None


def _take(state: State, target: Target, request: Request) -> Taken:
    return take(state, [Ask(HOST, request, SALT)], stored={}, targets={3: target}, now=NOW)
