"""Who may do what to the room and to whom."""

from __future__ import annotations

from typing import Any

import pytest

from server.room import acts
from server.room.refusal import Refused
from server.room.requests import (
    Ban,
    FreeName,
    Leave,
    Mute,
    Remove,
    Rename,
    RenameRoom,
    Request,
    Say,
    SetAdmission,
    SetHistory,
    SetRole,
    SetSlowMode,
    SetTopic,
    Unban,
    Unmute,
)
from server.room.rules import check_form
from server.room.state import State
from tests.server.room.people import HOST, ask, join, opened


@pytest.fixture
def state() -> State:
    """A room with a moderator `mod`, a member `one` and a guest `g_1`."""
    begun, _ = opened()
    people: list[tuple[str, Request]] = [
        ("mod", join("j-1", "Mod", key="k")),
        ("one", join("j-2", "One", key="l")),
        ("g_1", join("j-3", "Guest", session="s")),
        (HOST, SetRole("r", "mod", "moderator")),
    ]
    return ask(begun, *people).state


RULES: list[Request] = [
    RenameRoom("a", "New"),
    SetTopic("a", "news"),
    SetAdmission("a", "ask"),
    SetHistory("a", 0),
    SetSlowMode("a", 5),
]
ON_ONE: list[Request] = [
    Mute("a", "one"),
    Remove("a", "one"),
    Ban("a", "one"),
    FreeName("a", "one"),
]


def answer(state: State, who: str, request: Request) -> str:
    """The code of the refusal; empty if it was done."""
    (got,) = ask(state, (who, request)).answers
    return got.code if isinstance(got, Refused) else ""


@pytest.mark.parametrize("request_", RULES + ON_ONE, ids=lambda r: type(r).__name__)
def test_the_host_and_moderators_may_and_others_may_not(state: State, request_: Request) -> None:
    assert answer(state, HOST, request_) == ""
    assert answer(state, "mod", request_) == ""
    assert answer(state, "one", request_) == "not_allowed"
    assert answer(state, "g_1", request_) == "not_allowed"
    assert answer(state, "m_stranger", request_) == "not_allowed"


@pytest.mark.parametrize("make", [Mute, Remove, Ban, FreeName])
@pytest.mark.parametrize("whom", [HOST, "mod"])
def test_a_moderator_does_nothing_to_the_host_or_to_moderators(
    state: State, make: Any, whom: str
) -> None:
    assert answer(state, "mod", make("a", whom)) == "not_allowed"


def test_the_host_does_nothing_to_itself(state: State) -> None:
    assert answer(state, HOST, Remove("a", HOST)) == "not_allowed"


def test_only_the_host_gives_roles(state: State) -> None:
    assert answer(state, "mod", SetRole("a", "one", "moderator")) == "not_allowed"
    assert answer(state, HOST, SetRole("a", "mod", "member")) == ""
    assert answer(state, HOST, SetRole("a", "nobody", "moderator")) == "unknown_member"


def test_every_act_names_its_actor_and_what_was(state: State) -> None:
    for request, body in (
        (RenameRoom("a", " New "), {"name": "New", "was": "사랑방"}),
        (SetTopic("a", "news"), {"topic": "news", "was": ""}),
        (SetHistory("a", 0), {"history": 0, "was": -1}),
        (SetSlowMode("a", 5), {"seconds": 5, "was": 0}),
        (Mute("a", "one"), {"member": "one", "name": "One"}),
        (Ban("a", "one", "spam"), {"member": "one", "name": "One", "why": "spam"}),
    ):
        entry = ask(state, ("mod", request)).entries[0]
        assert (entry.author, entry.name, entry.body) == ("mod", "Mod", body)


def test_what_is_so_already_makes_no_entry(state: State) -> None:
    for request in (RenameRoom("a", "사랑방"), SetTopic("a", " "), Unmute("a", "one"),
                    Unban("a", "one"), SetRole("a", "mod", "moderator")):  # fmt: skip
        assert answer(state, HOST, request) == "no_change"


@pytest.mark.parametrize(("make", "reason"), [(Remove, "removed"), (Ban, "banned")])
def test_who_is_put_out_leaves_at_once(state: State, make: Any, reason: str) -> None:
    taken = ask(state, (HOST, make("a", "one", "spam")), (HOST, make("a", "one")))
    assert [entry.kind for entry in taken.entries] == [reason, "left"]
    left = taken.entries[1]
    assert (left.author, left.body) == ("one", {"reason": reason})
    assert not taken.state.members["one"].here
    assert taken.state.members["one"].out == reason
    assert taken.answers[0] == taken.answers[1]  # the same id


def test_the_leaving_of_who_is_put_out_cannot_be_foreseen_by_its_id(state: State) -> None:
    taken = ask(state, (HOST, Remove("a", "one")))
    assert taken.entries[1].id not in ("a", "one")
    assert len(taken.entries[1].id) == 32


def test_who_was_removed_and_comes_again_is_a_member_like_all(state: State) -> None:
    taken = ask(state, (HOST, Remove("a", "mod")), ("mod", join("k", "Mod", key="k")))
    member = taken.state.members["mod"]
    assert (member.here, member.out, member.role) == (True, "", "member")


def test_who_asked_to_come_in_can_be_banned_before(state: State) -> None:
    assert answer(state, HOST, Ban("a", "m_new")) == "unknown_member"
    taken = ask(state, (HOST, Ban("a", "m_new", name="Who")))
    assert [entry.kind for entry in taken.entries] == ["banned"]
    known = taken.state.members["m_new"]
    assert (known.name, known.here, known.out) == ("Who", False, "banned")
    assert ask(taken.state, (HOST, Unban("b", "m_new"))).state.members["m_new"].out == ""


def test_who_is_muted_reads_and_does_not_speak(state: State) -> None:
    muted = ask(state, ("mod", Mute("a", "one"))).state
    assert answer(muted, "one", Say("s", "hello")) == "not_allowed"
    assert answer(muted, "one", Rename("r", "Uno")) == ""
    again = ask(muted, ("one", Leave("l")), ("one", join("k", "One", key="l"))).state
    assert answer(again, "one", Say("s", "hello")) == "not_allowed"
    assert answer(ask(again, (HOST, Unmute("u", "one"))).state, "one", Say("s", "hello")) == ""


@pytest.mark.parametrize(("history", "before"), [(0, 0), (2, 2), (10_000, None)])
def test_the_history_of_a_newcomer_is_fixed_at_its_joining(
    state: State, history: int, before: int | None
) -> None:
    newcomer = ("m_new", join("n", "New", key="n"))
    taken = ask(state, (HOST, SetHistory("h", history)), newcomer)
    joined = taken.entries[-1]
    assert joined.body is not None
    assert joined.body["first"] == (1 if before is None else joined.number - before)
    later = ask(taken.state, (HOST, SetHistory("i", 7))).state
    assert later.members["m_new"].first == joined.body["first"]


def test_without_a_rule_newcomers_read_all(state: State) -> None:
    assert ask(state, ("m_new", join("n", "N", key="n"))).state.members["m_new"].first == 1


@pytest.mark.parametrize(
    "request_",
    [
        SetAdmission("a", "all"), SetHistory("a", -2), SetHistory("a", 10**9),
        SetSlowMode("a", -1), SetSlowMode("a", 3601), SetRole("a", "one", "king"),
        SetTopic("a", "x" * 201), SetTopic("a", "a\u202eb"), RenameRoom("a", " "),
        Remove("a", "one", "x" * 201), Ban("a", "one", "\x00"),
    ],
)  # fmt: skip
def test_what_no_room_would_grant_is_refused_at_the_door(request_: Request) -> None:
    with pytest.raises(Refused):
        check_form(request_)


def test_roles(state: State) -> None:
    roles = {id: acts.role_of(state, member) for id, member in state.members.items()}
    assert roles == {HOST: "host", "mod": "moderator", "one": "member", "g_1": "guest"}
    ranks = [acts.rank(state, id) for id in (HOST, "mod", "one", "nobody")]
    assert ranks == [acts.HOST, acts.MODERATOR, acts.MEMBER, 0]
