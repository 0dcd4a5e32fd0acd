"""What a log means for invitations, with values only."""

from __future__ import annotations

from server.room.invites import Ended, ended_by, used_in
from server.room.refusal import Refused
from server.room.requests import Ban, Leave, Remove, Say, SetRole
from server.room.rules import Ask, Stored, Taken, take
from server.room.state import State
from tests.server.room.people import HOST, NOW, SALT, ask, join, opened

INVITE, OTHER = "1" * 64, "2" * 64


def come(state: State, left: dict[str, int], *who: str, invite: str = INVITE) -> Taken:
    asks = [Ask(one, join(f"j-{one}", one, way="invite", invite=invite), SALT) for one in who]
    return take(state, asks, stored={}, targets={}, now=NOW, left=left)


def codes(taken: Taken) -> list[str]:
    return [one.code if isinstance(one, Refused) else "in" for one in taken.answers]


def test_the_last_use_lets_one_in_whoever_is_first() -> None:
    state, _ = opened()
    taken = come(state, {INVITE: 2}, "g_1", "g_2", "g_3")
    assert codes(taken) == ["in", "in", "invite_wrong"]
    assert used_in(taken.entries) == {INVITE: 2}


def test_who_is_in_already_uses_nothing_up() -> None:
    state, _ = opened()
    state = come(state, {}, "g_1").state
    asks = [
        Ask("g_1", join("again", "g_1", way="invite", invite=INVITE), SALT),
        Ask("g_2", join("j-2", "g_2", way="invite", invite=INVITE), SALT),
    ]
    taken = take(state, asks, stored={}, targets={}, now=NOW, left={INVITE: 1})
    assert codes(taken) == ["already_here", "in"]


def test_the_same_joining_asked_twice_is_one_use() -> None:
    state, _ = opened()
    once = Ask("g_1", join("j", "g_1", way="invite", invite=INVITE), SALT)
    taken = take(state, [once, once], stored={}, targets={}, now=NOW, left={INVITE: 1})
    assert isinstance(taken.answers[1], Stored)
    assert taken.answers[0] == taken.answers[1]
    assert used_in(taken.entries) == {INVITE: 1}


def test_what_has_no_limit_is_not_named_and_what_ended_has_nothing_left() -> None:
    state, _ = opened()
    assert codes(come(state, {}, *(f"g_{n}" for n in range(50)))) == ["in"] * 50
    assert codes(come(state, {INVITE: 0}, "g_1")) == ["invite_wrong"]
    assert codes(come(state, {INVITE: -1}, "g_1")) == ["invite_wrong"]
    assert codes(come(state, {OTHER: 0}, "g_1")) == ["in"]


def test_a_member_remembers_how_it_came_in() -> None:
    state, _ = opened()
    after = ask(state, ("g_1", join("j", "Yuna", way="invite", invite=INVITE, by=HOST))).state
    member = after.members["g_1"]
    assert (member.way, member.invite, member.by) == ("invite", INVITE, HOST)
    after = ask(after, ("g_1", Leave("l")), ("g_1", join("k", "Yuna", way="let_in", by=HOST))).state
    assert (after.members["g_1"].way, after.members["g_1"].invite) == ("let_in", None)


def test_a_ban_ends_the_invitation_it_came_by_and_those_it_made() -> None:
    state, _ = opened()
    state = come(state, {}, "g_1").state
    state = come(state, {}, "g_2", invite=OTHER).state
    state = ask(state, (HOST, SetRole("r", "g_1", "moderator"))).state
    for request, ended in (
        (Ban("b", "g_1"), Ended(frozenset({INVITE}), frozenset({"g_1"}))),
        (Remove("b", "g_1"), Ended(frozenset(), frozenset({"g_1"}))),
        (Say("b", "x"), Ended()),
    ):
        taken = ask(state, (HOST, request))
        assert ended_by(taken.state, taken.entries) == ended


def test_a_ban_of_who_was_never_here_ends_nothing() -> None:
    state, _ = opened()
    taken = ask(state, (HOST, Ban("b", "m_x", name="X")))
    assert ended_by(taken.state, taken.entries) == Ended(frozenset(), frozenset({"m_x"}))
