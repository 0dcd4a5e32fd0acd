"""What is done to a room, read from untrusted JSON."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.refusal import Refused
from server.room.requests import Ban, SetHistory
from server.wire_acts import ACT_READERS, ACTS, read_act, read_answer, read_knocks

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(["id", "name", "topic", "admission", "member", "seconds", "why", "role"])


def test_a_request_is_read() -> None:
    assert read_act("set_history", {"id": "a", "history": 50}) == SetHistory("a", 50)
    assert set(ACT_READERS) == set(ACTS)


def test_the_name_in_a_ban_is_the_hosts_to_fill_in() -> None:
    ban = read_act("ban", {"id": "a", "member": "m", "name": "King"})
    assert ban == Ban("a", "m")


@given(st.sampled_from(ACTS), ANYTHING | st.dictionaries(FIELDS, ANYTHING))
def test_nonsense_is_refused_and_nothing_else(name: str, payload: Any) -> None:
    with suppress(Refused):
        assert read_act(name, payload).id


def test_answers_and_knocks_are_of_their_form() -> None:
    assert read_answer({"knock": "k", "answer": "let_in"}).answer == "let_in"
    with pytest.raises(Refused):
        read_answer({"knock": 7})
    knock = {"knock": "k", "name": "J", "address": "10.0.0.2", "door": "lan", "since": 5}
    (told,) = read_knocks([{**knock, "colour": "blue"}])
    assert told == knock
    looks = {"colour": 0, "picture": "🦊"}
    (told,) = read_knocks([{**knock, **looks}])
    assert told == {**knock, **looks}
    assert read_knocks([{**knock, "colour": 12, "picture": ["🦊"]}]) == [knock]
    with pytest.raises(Refused):
        read_knocks([{**knock, "since": "long"}])
    assert len(read_knocks([knock] * 500)) == 100
