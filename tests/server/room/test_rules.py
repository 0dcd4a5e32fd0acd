"""The rules by example, and a machine: whatever is asked, replaying the log gives the room."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.room.entry import START, Entry, chained
from server.room.refusal import Refused
from server.room.requests import (
    Amend,
    Ban,
    FreeName,
    Join,
    Leave,
    Mute,
    Pin,
    React,
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
    Unpin,
    Withdraw,
)
from server.room.rules import (
    ID_LIMIT,
    TEXT_LIMIT,
    Stored,
    Taken,
    check_form,
)
from server.room.state import ADMISSIONS, State, fold
from tests.server.room.people import HOST, NOW, ROOM, SALT, ask, join, opened


def code_of(answer: Stored | Refused) -> str:
    assert isinstance(answer, Refused)
    return answer.code


# --- what becomes of requests ------------------------------------------------------------------


def test_a_batch_is_taken_in_order() -> None:
    state, _ = opened()
    taken = ask(state, (HOST, Say("a", "one")), (HOST, Say("b", "two")))
    assert [entry.body for entry in taken.entries] == [{"text": "one"}, {"text": "two"}]
    assert taken.answers == [Stored(3, NOW, HOST), Stored(4, NOW, HOST)]


def test_the_clock_never_runs_backwards() -> None:
    state, _ = opened()
    assert ask(state, (HOST, Say("a", "x")), now=NOW - 5000).entries[0].at == NOW
    assert ask(state, (HOST, Say("a", "x")), now=NOW + 5).entries[0].at == NOW + 5


def test_the_same_id_in_one_batch_is_stored_once_and_the_first_body_wins() -> None:
    state, _ = opened()
    taken = ask(state, (HOST, Say("a", "first")), (HOST, Say("a", "second")))
    assert [entry.body for entry in taken.entries] == [{"text": "first"}]
    assert taken.answers[0] == taken.answers[1]


def test_the_same_id_later_gets_the_same_answer() -> None:
    state, log = opened()
    first = ask(state, (HOST, Say("a", "first")))
    again = ask(first.state, (HOST, Rename("a", "Other")), log=[*log, *first.entries], now=NOW + 9)
    assert not again.entries
    assert again.answers == first.answers
    assert again.state == first.state


def test_an_id_of_another_member_is_malformed() -> None:
    state, log = opened()
    taken = ask(
        state,
        ("g_1", join("j", "Yuna")),
        (HOST, Say("a", "mine")),
        ("g_1", Say("a", "me too")),
        ("g_1", Say("e-1", "the founding's id")),
        log=log,
    )
    assert [code_of(answer) for answer in taken.answers[2:]] == ["malformed", "malformed"]
    assert len(taken.entries) == 2


def test_a_refused_id_is_free_again() -> None:
    state, log = opened()
    taken = ask(state, (HOST, Say("a", "re", reply_to=77)), (HOST, Say("a", "plain")), log=log)
    assert code_of(taken.answers[0]) == "unknown_entry"
    assert isinstance(taken.answers[1], Stored)


def test_a_reply_names_its_target_by_id_too() -> None:
    state, log = opened()
    taken = ask(state, (HOST, Say("a", "re", reply_to=2)), log=log)
    assert taken.entries[0].body == {"text": "re", "reply_to": 2, "reply_to_id": "e-2"}


def test_the_authors_salt_is_kept_and_the_hosts_stands_in() -> None:
    state, _ = opened()
    signed = Say("a", "x", salt="11" * 16, sent_at=5, signature="s")
    one, other = ask(state, (HOST, signed), (HOST, Say("b", "y"))).entries
    assert (one.salt, one.sent_at, one.signature) == ("11" * 16, 5, "s")
    assert (other.salt, other.sent_at, other.signature) == (SALT, None, None)


def test_who_is_not_in_the_room_asks_nothing() -> None:
    state, _ = opened()
    taken = ask(
        state,
        ("g_9", Say("a", "x")),
        ("g_1", join("j", "Yuna")),
        ("g_1", Leave("l")),
        ("g_1", Say("b", "still here?")),
        ("g_1", Rename("c", "Ghost")),
        ("g_1", Leave("d")),
    )
    codes = [code_of(taken.answers[place]) for place in (0, 3, 4, 5)]
    assert codes == ["not_allowed"] * 4


def test_the_host_does_not_leave_its_own_room() -> None:
    state, _ = opened()
    taken = ask(state, (HOST, Leave("l")), (HOST, SetAdmission("a", "ask")), (HOST, Say("b", "x")))
    assert code_of(taken.answers[0]) == "not_allowed"
    assert [entry.kind for entry in taken.entries] == ["admission_changed", "said"]


def test_nobody_joins_twice() -> None:
    state, _ = opened()
    taken = ask(state, ("m_1", join("j", "Yuna", key="k")), ("m_1", join("k", "Yuna", key="k")))
    assert [entry.kind for entry in taken.entries] == ["joined"]
    assert code_of(taken.answers[1]) == "already_here"


def test_who_left_may_come_again() -> None:
    state, _ = opened()
    again: list[tuple[str, Request]] = [
        ("m_1", join("j", "Y")),
        ("m_1", Leave("l")),
        ("m_1", join("k", "Yuna")),
    ]
    taken = ask(state, *again)
    assert taken.state.members["m_1"].here
    assert taken.state.members["m_1"].name == "Yuna"


def test_only_the_host_opens_and_closes() -> None:
    state, _ = opened(open=False)
    taken = ask(
        state, ("g_1", join("j", "Y")), ("g_1", SetAdmission("a", "open")),
        (HOST, SetAdmission("b", "open")),
    )  # fmt: skip
    assert code_of(taken.answers[1]) == "not_allowed"
    assert taken.state.open
    assert taken.entries[-1].body == {
        "open": True, "was": False, "admission": "open", "admission_was": "invited",
    }  # fmt: skip


def test_no_secret_stands_in_a_joining() -> None:
    state, _ = opened()
    body = ask(state, ("g_1", join("j", "Y", session="ab", invite="cd"))).entries[0].body
    assert body == {"first": 1, "door": "lan", "session": "ab", "invite": "cd"}


# --- form --------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["", "x" * (ID_LIMIT + 1), "a b", "a\n", "é", "a/b", "\x00"])
@pytest.mark.parametrize("make", [lambda id: Say(id, "x"), lambda id: Rename(id, "x"), Leave])
def test_an_id_is_a_short_word(make: Any, id: str) -> None:
    with pytest.raises(Refused) as refused:
        check_form(make(id))
    assert refused.value.code == "malformed"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n\t\u3000\u2028", "empty"), ("x" * (TEXT_LIMIT + 1), "too_long"),
     ("😀" * (TEXT_LIMIT + 1), "too_long"), ("a\ud800", "malformed"), ("\udfff", "malformed")],
)  # fmt: skip
def test_texts_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_form(Say("a", text))
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["x", "😀" * TEXT_LIMIT, "\x00", "\u202e\u2028", " a ", "\ufeff"])
def test_texts_that_are_taken_as_they_are(text: str) -> None:
    check_form(Say("a", text))
    state, _ = opened()
    assert ask(state, (HOST, Say("a", text))).entries[0].body == {"text": text}


# --- replay equals the running room ------------------------------------------------------------

IDS = st.integers(0, 30).map(lambda number: f"id-{number}")
PEOPLE = st.sampled_from([HOST, "m_1", "m_2", "g_1", "g_2", "m_stranger"])
NAMES = st.sampled_from(["Minsu", "민수", "MINSU", " ", "x" * 41, "a\u202eb", "Yuna"])
ACTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(RenameRoom, IDS, NAMES),
    st.builds(SetTopic, IDS, st.sampled_from(["", "news", "a\u202eb"])),
    st.builds(SetAdmission, IDS, st.sampled_from(ADMISSIONS)),
    st.builds(SetHistory, IDS, st.sampled_from([-1, 0, 2])),
    st.builds(SetSlowMode, IDS, st.sampled_from([0, 5])),
    st.builds(SetRole, IDS, PEOPLE, st.sampled_from(["moderator", "member"])),
    st.builds(Remove, IDS, PEOPLE, st.sampled_from(["", "spam"])),
    st.builds(Ban, IDS, PEOPLE, st.just(""), st.none() | st.just("Who")),
    *(st.builds(kind, IDS, PEOPLE) for kind in (Mute, Unmute, Unban, FreeName)),
)
NUMBERS = st.integers(1, 12)
REMARKS: st.SearchStrategy[Request] = st.one_of(
    st.builds(Amend, IDS, NUMBERS, st.just("other")),
    st.builds(React, IDS, NUMBERS, st.sampled_from(["👍", "❤️"]), st.booleans()),
    *(st.builds(kind, IDS, NUMBERS) for kind in (Withdraw, Pin, Unpin)),
)
ASKED: st.SearchStrategy[Request] = st.one_of(
    st.builds(Say, IDS, st.text(min_size=1, max_size=9), st.none() | st.integers(-1, 40)),
    st.builds(Rename, IDS, NAMES),
    st.builds(Leave, IDS, st.sampled_from(["left", "expired"])),
    st.builds(Join, IDS, st.sampled_from(["Minsu", "Yuna"]), st.just("lan")),
    ACTS,
    REMARKS,
)


class Room(RuleBasedStateMachine):
    """A running room and its log."""

    @initialize(open=st.booleans())
    def found(self, open: bool) -> None:
        self.state, self.log = opened(open=open)
        self.places: dict[str, Stored] = {}

    @rule(asks=st.lists(st.tuples(PEOPLE, ASKED), max_size=6), later=st.integers(-50, 50))
    def take(self, asks: list[tuple[str, Request]], later: int) -> None:
        before = self.state.last
        taken = ask(self.state, *asks, log=self.log, now=self.state.at + later)
        self.check(asks, taken)
        self.state = taken.state
        self.log += taken.entries
        assert self.state.last == before + len(taken.entries)

    def check(self, asks: list[tuple[str, Request]], taken: Taken) -> None:
        assert len(taken.answers) == len(asks)
        fresh = {entry.id: entry for entry in taken.entries}
        for (author, request), answer in zip(asks, taken.answers, strict=True):
            if isinstance(answer, Refused):
                continue
            assert answer.author == author
            known = self.places.setdefault(request.id, answer)
            assert answer == known  # an id has one place for ever
            if request.id in fresh:
                assert fresh[request.id].number == answer.number
                assert fresh[request.id].author == author

    @invariant()
    def replaying_the_log_gives_the_room(self) -> None:
        if not hasattr(self, "log"):
            return
        assert fold(State(room=ROOM), self.log) == self.state
        one_by_one = State(room=ROOM)
        for entry in self.log:
            one_by_one = fold(one_by_one, [entry])
        assert one_by_one == self.state

    @invariant()
    def the_log_is_a_log(self) -> None:
        if not hasattr(self, "log"):
            return
        assert [entry.number for entry in self.log] == list(range(1, len(self.log) + 1))
        assert len({entry.id for entry in self.log}) == len(self.log)
        at, chain = 0, START
        for entry in self.log:
            assert entry.at >= at
            checked: Entry = chained(entry, chain)
            assert checked == entry
            at, chain = entry.at, entry.chain


Room.TestCase.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
TestRoom = Room.TestCase
