from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.room.facts import (
    KNOWN_KINDS,
    AdmissionChanged,
    Amended,
    Banned,
    HistoryChanged,
    Joined,
    Left,
    Muted,
    NameFreed,
    Opened,
    Pinned,
    Profiled,
    Reacted,
    Removed,
    Renamed,
    RoleChanged,
    RoomRenamed,
    Said,
    SlowModeChanged,
    TopicChanged,
    Unbanned,
    Unknown,
    Unmuted,
    Unpinned,
    Withdrawn,
    read_fact,
)

GOOD: list[tuple[str, dict[str, Any], object]] = [
    (
        "opened",
        {"room": "r", "name": "n", "key": "k", "nonce": "0", "open": True},
        Opened("r", "n", "k", "0", True),
    ),
    ("joined", {"first": 1, "door": "lan", "key": "k"}, Joined(1, "lan", key="k")),
    ("joined", {"first": 3, "door": "guest", "session": "s"}, Joined(3, "guest", session="s")),
    ("said", {"text": ""}, Said("")),
    ("said", {"text": "a", "reply_to": 4, "reply_to_id": "x"}, Said("a", 4, "x")),
    ("renamed", {"name": "b", "was": "a"}, Renamed("b", "a")),
    ("profiled", {}, Profiled()),
    ("profiled", {"status": "x", "colour": 3, "picture": "M"}, Profiled("x", 3, "M")),
    ("left", {"reason": "expired"}, Left("expired")),
    ("admission_changed", {"open": False, "was": True}, AdmissionChanged(False, True)),
    (
        "admission_changed",
        {"open": False, "was": True, "admission": "ask", "admission_was": "open"},
        AdmissionChanged(False, True, "ask", "open"),
    ),
    ("room_renamed", {"name": "b", "was": "a"}, RoomRenamed("b", "a")),
    ("topic_changed", {"topic": "", "was": "a"}, TopicChanged("", "a")),
    ("history_changed", {"history": -1, "was": 50}, HistoryChanged(-1, 50)),
    ("slow_mode_changed", {"seconds": 5, "was": 0}, SlowModeChanged(5, 0)),
    (
        "role_changed",
        {"member": "m", "role": "moderator", "was": "member"},
        RoleChanged("m", "moderator", "member"),
    ),
    ("muted", {"member": "m"}, Muted("m")),
    ("unmuted", {"member": "m"}, Unmuted("m")),
    ("removed", {"member": "m", "why": ""}, Removed("m", "")),
    ("banned", {"member": "m", "why": "spam", "name": "Y"}, Banned("m", "spam", "Y")),
    ("unbanned", {"member": "m"}, Unbanned("m")),
    ("name_freed", {"member": "m"}, NameFreed("m")),
    ("amended", {"target": 4, "target_id": "x", "text": "t"}, Amended(4, "x", "t")),
    ("withdrawn", {"target": 4, "target_id": "x"}, Withdrawn(4, "x")),
    (
        "reacted",
        {"target": 4, "target_id": "x", "emoji": "👍", "on": True},
        Reacted(4, "x", "👍", True),
    ),
    ("pinned", {"target": 4, "target_id": "x"}, Pinned(4, "x")),
    ("unpinned", {"target": 4, "target_id": "x"}, Unpinned(4, "x")),
]


@pytest.mark.parametrize(("kind", "body", "fact"), GOOD)
def test_a_body_is_read_as_its_fact(kind: str, body: dict[str, Any], fact: object) -> None:
    assert read_fact(kind, body) == fact
    assert read_fact(kind, {**body, "smell": "of a later version"}) == fact


def test_every_known_kind_is_tried_here() -> None:
    assert {kind for kind, _, _ in GOOD} == KNOWN_KINDS


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("reacted", {"emoji": "x"}), ("said", None), ("said", {}), ("said", {"text": 1}),
        ("said", {"text": None}), ("said", {"text": "a", "reply_to": True}),
        ("joined", {"first": True, "door": "lan"}), ("joined", {"first": "1", "door": "lan"}),
        ("admission_changed", {"open": 1, "was": False}), ("", {}), ("Said", {"text": "a"}),
    ],
)  # fmt: skip
def test_what_is_not_of_its_form_is_unknown(kind: str, body: dict[str, Any] | None) -> None:
    assert read_fact(kind, body) == Unknown()


@pytest.mark.parametrize("odd", [{"colour": "red"}, {"colour": True}, {"picture": [[]]}])
def test_of_a_profile_only_what_is_not_of_its_form_is_left_out(odd: dict[str, Any]) -> None:
    assert read_fact("profiled", {"status": "out", **odd}) == Profiled("out")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(["text", "first", "door", "name", "was", "open", "reason", "key", "room"])


@given(
    st.sampled_from(sorted(KNOWN_KINDS)) | st.text(max_size=8),
    st.none() | st.dictionaries(FIELDS, ANYTHING),
)
def test_no_body_is_an_error(kind: str, body: dict[str, Any] | None) -> None:
    read_fact(kind, body)
