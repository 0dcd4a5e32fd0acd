from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from server.room.entry import Draft, Entry, append
from server.room.requests import (
    Leave,
    Rename,
    RenameRoom,
    Request,
    Say,
    SetAdmission,
    SetHistory,
    SetSlowMode,
    SetTopic,
)
from server.room.state import ADMISSIONS, Member, State, changed_members, fold, undo
from tests.server.room.people import HOST, NOW, ROOM, SALT, ask, join, opened


def test_a_room_that_was_opened() -> None:
    state, entries = opened()
    assert (state.room, state.name, state.open, state.host) == (ROOM, "사랑방", True, HOST)
    assert (state.host_key, state.term, state.last, state.at) == ("key", 1, 2, NOW)
    assert state.chain == entries[-1].chain
    assert state.members == {HOST: Member(HOST, "Host", 2, 1, "window", key="key")}


def test_the_state_before_is_not_touched() -> None:
    state, _ = opened()
    before = dict(state.members)
    taken = ask(state, ("g_1", join("j-1", "Yuna")), (HOST, Rename("r-1", "Boss")))
    assert state.members == before
    assert taken.state.members[HOST].name == "Boss"


def test_members_come_are_renamed_and_leave() -> None:
    state, _ = opened()
    taken = ask(
        state,
        ("g_1", join("j-1", "Yuna", session="s")),
        ("g_1", Rename("r-1", "Yuna K")),
        ("g_1", Leave("l-1", "expired")),
    )
    assert taken.state.members["g_1"] == Member(
        "g_1", "Yuna K", 3, 1, "lan", session="s", here=False
    )


def entry_after(state: State, kind: str, body: dict[str, object], author: str = "m_x") -> Entry:
    draft = Draft(f"x-{state.last}", author, "X", kind, body, SALT)
    return append([draft], last=state.last, chain=state.chain, term=state.term, at=state.at)[0]


def test_an_unknown_kind_is_passed_over_and_noted() -> None:
    state, _ = opened()
    after = fold(state, [entry_after(state, "voted", {"choice": "👍"})])
    assert after.unknown
    assert after.last == 3
    assert after.members == state.members


def test_a_withdrawn_body_is_no_unknown_kind() -> None:
    state, _ = opened()
    said = entry_after(state, "said", {"text": "oh"})
    emptied = replace(said, body=None, salt=None, withdrawn=9)
    assert not fold(state, [emptied]).unknown
    assert fold(state, [replace(emptied, withdrawn=None)]).unknown


def test_facts_about_strangers_change_nobody() -> None:
    state, _ = opened()
    renamed = entry_after(state, "renamed", {"name": "M", "was": "N"}, "m_nobody")
    assert fold(state, [renamed]).members == state.members


def test_changed_members_are_those() -> None:
    state, _ = opened()
    after = ask(state, ("g_1", join("j-1", "Yuna")), (HOST, Say("s-1", "hi"))).state
    assert [member.id for member in changed_members(state, after)] == ["g_1"]
    assert not changed_members(after, ask(after, (HOST, Say("s-2", "hi"))).state)


REQUESTS = st.lists(
    st.one_of(
        st.builds(SetAdmission, st.just(""), st.sampled_from(ADMISSIONS)),
        st.builds(RenameRoom, st.just(""), st.sampled_from(["a", "b"])),
        st.builds(SetTopic, st.just(""), st.sampled_from(["", "news"])),
        st.builds(SetHistory, st.just(""), st.sampled_from([-1, 0, 5])),
        st.builds(SetSlowMode, st.just(""), st.sampled_from([0, 5])),
        st.just(Say("", "hello")),
        st.just(Rename("", "Boss")),
    ),
    max_size=20,
)


@given(REQUESTS, st.data())
def test_undo_gives_what_the_room_was_before(requests: list[Request], data: st.DataObject) -> None:
    state, log = opened()
    states = [State(room=ROOM), fold(State(room=ROOM), log[:1]), state]
    for number, request in enumerate(requests):
        taken = ask(state, (HOST, replace(request, id=f"u-{number}")))
        state = taken.state
        log += taken.entries
        states += [state] * len(taken.entries)
    cut = data.draw(st.integers(0, len(log)))
    then, before = states[cut], undo(state, log[cut:])
    told = ("name", "admission", "topic", "history", "slow_mode", "host", "term")
    assert [getattr(before, name) for name in told] == [getattr(then, name) for name in told]
