from __future__ import annotations

from server.host.roster import NAME_KEPT, Roster
from server.room.names import same_name
from server.room.requests import Leave, Rename
from server.room.state import State, changed_members
from tests.server.room.people import HOST, ask, join, opened

NOW = 100 * 24 * 3600 * 1000


def room() -> State:
    state, _ = opened()
    return ask(state, ("m_1", join("j", "Minsu", key="k")), ("g_1", join("i", "Yuna"))).state


def holders(roster: Roster, name: str) -> set[str]:
    return set(roster.holders.get(same_name(name), ()))


def test_connections_are_counted_by_member() -> None:
    roster = Roster(room(), {}, HOST)
    assert roster.came("g_1")
    assert not roster.came("g_1")
    assert list(roster.online) == ["g_1"]
    assert not roster.went("g_1", NOW)
    assert roster.went("g_1", NOW)
    assert list(roster.online) == []
    assert roster.seen["g_1"] == NOW


def test_names_are_held_by_those_who_are_in_the_room() -> None:
    state = room()
    roster = Roster(ask(state, ("g_1", Leave("l"))).state, {}, HOST)
    assert holders(roster, "MINSU") == {"m_1"}
    assert holders(roster, "Yuna") == set()


def test_names_follow_the_log() -> None:
    before = room()
    roster = Roster(before, {}, HOST)
    after = ask(before, ("m_1", Rename("r", "Jun")), ("g_1", Leave("l"))).state
    roster.follow(before, changed_members(before, after))
    assert holders(roster, "Minsu") == set()
    assert holders(roster, "Jun") == {"m_1"}
    assert holders(roster, "Yuna") == set()


def test_a_name_of_two_is_free_when_both_are_gone() -> None:
    roster = Roster(room(), {}, HOST)
    roster.holds("g_2", "minsu")
    roster.frees("m_1", "Minsu")
    assert holders(roster, "minsu") == {"g_2"}
    roster.frees("g_2", "MINSU")
    roster.frees("g_2", "MINSU")
    assert holders(roster, "minsu") == set()


def test_a_name_is_kept_for_thirty_days_for_a_member_with_a_key() -> None:
    state = room()
    roster = Roster(state, {"m_1": NOW - NAME_KEPT + 1, "g_1": NOW}, HOST)
    assert set(roster.recent(state, NOW)) == {"m_1", HOST}
    assert "m_1" not in roster.recent(state, NOW + 1)
    assert "g_1" not in roster.recent(state, NOW)  # without a key
    assert "m_9" not in roster.recent(state, NOW)
    roster.came("m_1")
    assert "m_1" in roster.recent(state, NOW + NAME_KEPT)
    assert len(roster.recent(state, NOW)) == 2
    left = ask(state, ("m_1", Leave("l"))).state
    assert "m_1" not in roster.recent(left, NOW)
