"""Who may whisper to whom, with values only."""

from __future__ import annotations

import pytest

from server.room.refusal import Refused
from server.room.requests import Leave, Mute
from server.room.state import State
from server.room.whispering import check_whisper
from tests.server.room.people import HOST, ask, join, opened


@pytest.fixture
def state() -> State:
    begun, _ = opened()
    people = [
        ("m_minsu", join("j-1", "Minsu", key="k1")),
        ("m_yuna", join("j-2", "Yuna", key="k2")),
        ("g_1", join("j-3", "Guest", session="5e")),
    ]
    return ask(begun, *people).state


def code(state: State, author: str, receiver: str) -> str:
    with pytest.raises(Refused) as refused:
        check_whisper(state, author, receiver)
    return refused.value.code


def test_members_with_keys_may(state: State) -> None:
    check_whisper(state, "m_minsu", "m_yuna")
    check_whisper(state, HOST, "m_yuna")
    check_whisper(state, "m_yuna", HOST)


def test_guests_strangers_and_whoever_is_muted_may_not(state: State) -> None:
    assert code(state, "g_1", "m_yuna") == "not_allowed"
    assert code(state, "m_nobody", "m_yuna") == "not_allowed"
    muted = ask(state, (HOST, Mute("mute", "m_minsu"))).state
    assert code(muted, "m_minsu", "m_yuna") == "not_allowed"
    check_whisper(muted, "m_yuna", "m_minsu")


def test_nobody_whispers_to_guests_themselves_or_who_has_left(state: State) -> None:
    for receiver in ("g_1", "m_nobody", "m_minsu"):
        assert code(state, "m_minsu", receiver) == "unknown_member"
    gone = ask(state, ("m_yuna", Leave("bye"))).state
    assert code(gone, "m_minsu", "m_yuna") == "unknown_member"
