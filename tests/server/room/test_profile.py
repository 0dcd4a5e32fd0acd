"""How members show themselves: what is a line about oneself, what is a picture, and who may."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.profile import (
    COLOURS,
    NONE,
    PICTURE_LIMIT,
    STATUS_LIMIT,
    Profile,
    clean_profile,
    told_profile,
)
from server.room.refusal import Refused
from server.room.requests import Leave, Mute, SetProfile, SetRole, Unmute
from server.room.state import State, fold
from tests.server.room.people import HOST, ROOM, ask, join, opened
from tests.support.hostile import scripts


def codes(state: State, *asks: tuple[str, Any]) -> list[str]:
    answers = ask(state, *asks).answers
    return [answer.code if isinstance(answer, Refused) else "" for answer in answers]


def test_all_is_said_each_time_and_left_out_is_not_chosen() -> None:
    state, log = opened()
    taken = ask(
        state,
        ("g_1", join("j", "Yuna", session="s")),
        ("g_1", SetProfile("p-1", " at lunch ", 3, "🦊")),
        ("g_1", SetProfile("p-2", picture="유나")),
        (HOST, SetProfile("p-3", "", 0)),
    )
    bodies = [entry.body for entry in taken.entries if entry.kind == "profiled"]
    assert bodies == [
        {"status": "at lunch", "colour": 3, "picture": "🦊"},
        {"picture": "유나"},
        {"colour": 0},
    ]
    assert taken.state.members["g_1"].profile == Profile(picture="유나")
    assert taken.state.members[HOST].profile == Profile(colour=0)
    # A replica that was given the same entries knows the same.
    assert fold(State(room=ROOM), [*log, *taken.entries]) == taken.state


def test_what_is_so_already_is_no_entry_and_an_id_is_taken_once() -> None:
    state, _ = opened()
    asks = [(HOST, SetProfile("p-1", "here")), (HOST, SetProfile("p-1", "there"))]
    taken = ask(state, *asks, (HOST, SetProfile("p-2", "here ")), (HOST, SetProfile("p-3")))
    assert [entry.body for entry in taken.entries] == [{"status": "here"}, {}]
    assert taken.answers[0] == taken.answers[1]
    assert isinstance(taken.answers[2], Refused)
    assert taken.answers[2].code == "no_change"


def test_who_may_not_write_shows_itself_no_otherwise() -> None:
    state, _ = opened()
    state = ask(state, ("g_1", join("j", "Yuna")), (HOST, Mute("m", "g_1"))).state
    said = ("g_1", SetProfile("p", "let me speak"))
    assert codes(state, said, (HOST, Unmute("u", "g_1")), said) == ["not_allowed", "", ""]
    # Whoever may mute may speak.
    raised = ask(state, (HOST, SetRole("r", "g_1", "moderator"))).state
    assert codes(raised, said) == [""]
    assert codes(state, ("m_nobody", SetProfile("x", "hi"))) == ["not_allowed"]


def test_who_may_not_write_takes_back_what_it_says_of_itself() -> None:
    state, _ = opened()
    shown = ("g_1", SetProfile("p", "buy now", 3, "🦊"))
    state = ask(state, ("g_1", join("j", "Yuna")), shown, (HOST, Mute("m", "g_1"))).state
    for other in (
        SetProfile("o", "buy it", 3, "🦊"),
        SetProfile("o", "buy now", 4, "🦊"),
        SetProfile("o", "", 3, "🐻"),
        SetProfile("o", "", 0),
    ):
        assert codes(state, ("g_1", other)) == ["not_allowed"]
    assert codes(state, ("g_1", SetProfile("s", "buy now", 3, "🦊"))) == ["no_change"]
    taken = ask(state, ("g_1", SetProfile("b", colour=3)), ("g_1", SetProfile("c")))
    assert [entry.body for entry in taken.entries] == [{"colour": 3}, {}]
    assert codes(taken.state, ("g_1", SetProfile("d", "buy now"))) == ["not_allowed"]


def test_who_comes_anew_begins_with_none() -> None:
    state, _ = opened()
    state = ask(
        state,
        ("m_1", join("j", "Yuna", key="k")),
        ("m_1", SetProfile("p", "hi", 4)),
        ("m_1", Leave("l")),
        ("m_1", join("k", "Yuna", key="k")),
    ).state
    assert state.members["m_1"].profile == NONE


PICTURES = ["🦊", "❤️", "👨‍👩‍👧‍👦", "🇰🇷", "1️⃣", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☆"]
PICTURES += ["M", "MS", "민", "민수", "ㅁㅅ", "é", "e\u0301", "?!", "7", "ये"]
NO_PICTURES = ["🦊🦊", "🇰🇷🇰🇷", "🇰🇷🇰", "🇰", "👍\u200d", "\u200d👍", "👍\u200d\u200d👍", "🏽", "👍a"]
NO_PICTURES += ["👍" + "\u0301" * 6, "e" + "\u0301" * 5, "abc", "민수야", "A B", "\u202eA", "A\nB"]
NO_PICTURES += ["\u3164", "\u200d", "\x00", "\ud800", "A🦊", "<b>", "⃣⃣"]
NO_STATUSES = ["x" * 101, "a\nb", "a\u202eb", "\u3164", "\ud800", "e" + "\u0301" * 9]


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_an_emoji_or_two_letters(picture: str) -> None:
    assert clean_profile(None, None, f" {picture} ").picture == picture


@pytest.mark.parametrize("picture", NO_PICTURES)
def test_what_is_no_picture(picture: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_profile(None, None, picture)
    assert refused.value.code == "picture_invalid"


@pytest.mark.parametrize("status", NO_STATUSES)
def test_what_is_no_status(status: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_profile(status, None, None)
    assert refused.value.code == "status_invalid"


@pytest.mark.parametrize("colour", [-1, COLOURS, 2**70])
def test_a_colour_is_one_of_the_page_s(colour: int) -> None:
    with pytest.raises(Refused) as refused:
        clean_profile(None, colour, None)
    assert refused.value.code == "malformed"


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=120)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("status", "colour", "picture"), ANYTHING)))
def test_whatever_a_host_tells_is_bounded(told: dict[str, Any]) -> None:
    profile = told_profile(told)
    assert len(profile.status) <= STATUS_LIMIT
    assert "\n" not in profile.status
    assert profile.colour is None or 0 <= profile.colour < COLOURS
    assert len(profile.picture) <= PICTURE_LIMIT
    # What came through once comes through as it is.
    assert told_profile(profile.chosen) == profile


@given(st.text(max_size=120), st.none() | st.integers(-2, 14), st.text(max_size=20))
def test_what_is_granted_is_what_others_make_of_it(
    status: str, colour: int | None, picture: str
) -> None:
    with suppress(Refused):
        profile = clean_profile(status, colour, picture)
        assert told_profile(profile.chosen) == profile


def test_hostile_texts_stay_one_line_or_are_refused() -> None:
    granted = 0
    for text in scripts():
        with suppress(Refused):
            status = clean_profile(text, None, None).status
            assert status == text.strip()
            assert len(status.splitlines()) <= 1
            granted += 1
        with suppress(Refused):
            assert len(clean_profile(None, None, text).picture) <= 2
    assert granted > 50
