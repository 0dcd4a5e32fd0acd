from __future__ import annotations

from typing import Any

from server.replica.presence import Presence
from server.wire import ReceivedMember, Welcome, read_welcome


def welcome(*members: tuple[str, bool]) -> Welcome:
    told = [{"id": id, "name": id.upper(), "online": online} for id, online in members]
    return read_welcome(
        {
            "room": {"id": "b7" * 16, "name": "방", "open": True},
            "you": {"id": "m_1", "name": "me"},
            "first": 1,
            "from": 1,
            "last": 2,
            "chain": "0" * 64,
            "members": told,
            "members_total": 400,
        }
    )


def scene() -> tuple[Presence, set[str], list[dict[str, Any]]]:
    online: set[str] = set()
    passed_on: list[dict[str, Any]] = []
    return Presence(online, passed_on.append, {}), online, passed_on


def test_the_window_is_told_the_difference_that_a_new_welcome_makes() -> None:
    presence, online, passed_on = scene()
    presence.meet(welcome(("a", True), ("b", True), ("c", False)))
    passed_on.clear()
    presence.meet(welcome(("a", True), ("c", True)))
    assert online == {"a", "c"}
    assert [(one["kind"], one["member"]) for one in passed_on] == [
        ("offline", "b"),
        ("online", "c"),
    ]


def test_who_is_named_after_the_welcome_is_here_too_and_told_once() -> None:
    presence, online, passed_on = scene()
    presence.meet(welcome(("a", True)))
    passed_on.clear()
    more = [ReceivedMember("a", "A", True), ReceivedMember("x", "X", True)]
    more.append(ReceivedMember("y", "Y", False, "guest"))
    presence.meet_more(more)
    presence.meet_more(more)
    assert online == {"a", "x"}
    assert passed_on == [{"kind": "online", "member": "x", "name": "X"}]
    people = {one["id"]: (one["online"], one["role"]) for one in presence.people()}
    assert people == {"a": (True, "member"), "x": (True, "member"), "y": (False, "guest")}


def test_what_others_have_read_is_kept_for_the_window() -> None:
    reads: dict[str, int] = {}
    passed_on: list[dict[str, Any]] = []
    presence = Presence(set(), passed_on.append, reads)
    said = [("a", 4), ("b", 7), ("a", 5), ("b", 0), ("c", True), ("c", -1), ("c", "9"), ("c", None)]
    presence.heard([{"kind": "read", "member": id, "number": n} for id, n in said])
    assert reads == {"a": 5}
    assert [(one["member"], one["number"]) for one in passed_on] == said[:4]
    presence.end()
    assert reads == {"a": 5}


def test_how_others_show_themselves_is_passed_on_as_far_as_it_is_of_its_form() -> None:
    presence, _, passed_on = scene()
    fox = ReceivedMember("a", "A", True, status="out", colour=3, picture="🦊")
    odd = ReceivedMember("b", "B", True, status="x" * 5000, colour=-7, picture="🦊" * 9)
    presence.meet_more([fox, odd])
    signal = {"kind": "online", "member": "c", "name": "C", "status": "in", "colour": 2**70}
    presence.heard([signal])
    bare = [{key: one.get(key) for key in ("status", "colour", "picture")} for one in passed_on]
    none = {"status": None, "colour": None, "picture": None}
    assert bare == [
        {"status": "out", "colour": 3, "picture": "🦊"},
        none,
        {**none, "status": "in"},
    ]
    told = {one["id"]: one.get("status") for one in presence.people()}
    assert told == {"a": "out", "b": None, "c": "in"}


def test_signals_of_another_shape_are_passed_over() -> None:
    presence, online, passed_on = scene()
    presence.heard([{"kind": "online"}, {"kind": "online", "member": 7}, {"member": "m" * 200}])
    assert not online
    assert not passed_on


def test_nobody_is_here_once_the_host_is_gone() -> None:
    presence, online, passed_on = scene()
    presence.meet(welcome(("a", True)))
    presence.end()
    assert not online
    assert passed_on[-1] == {"kind": "offline", "member": "a"}
