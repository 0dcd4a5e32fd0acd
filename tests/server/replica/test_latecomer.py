"""A log that begins in the middle: fetched, checked, kept, and begun anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.host.host import HostedRoom
from server.replica.latecomer import members_before
from server.room.profile import NONE, Profile
from server.room.requests import Remove, SetAdmission, SetHistory, SetProfile, SetRole, SetTopic
from server.room.state import State
from server.wire import ReceivedMember
from tests.server.replica_stage import Replica, fill
from tests.server.scene import Computer, Ear, come, say, until

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    """A room with some history, of which newcomers may read what comes and five entries."""
    room = make_computer("host").found()
    seat, _ = come(room, "Yuna", who=make_computer("yuna"))
    room.act(room.me, SetRole("r", seat.member, "moderator"))
    room.act(room.me, SetTopic("t", "news"))
    room.act(room.me, SetProfile("p", "hosting", 7, "🏠"))
    fill(room, 20, "old")
    room.act(room.me, SetHistory("h", 5))
    return room


def numbers(friend: Replica) -> list[int]:
    rows = friend.computer.store.log.after(friend.room.key, 0, 10_000)
    return [row.number for row in rows]


def caught_up(friend: Replica) -> None:
    until(lambda: friend.room.state.last == friend.host.state.last, "it has caught up")
    assert friend.room.state.chain == friend.host.state.chain


def test_the_log_begins_where_the_history_does(
    host: HostedRoom, make_computer: MakeComputer
) -> None:
    before = host.state.last
    friend = Replica(make_computer("friend"), host).join()
    caught_up(friend)
    me = host.state.members[friend.room.me]
    assert me.first == before + 1 - 5
    assert numbers(friend) == list(range(me.first, host.state.last + 1))
    state = friend.room.state
    assert (state.topic, state.history, state.admission) == ("news", 5, "open")
    known = {m.name: (m.role, m.key) for m in state.members.values() if m.here}
    expected = {m.name: (m.role, m.key) for m in host.state.members.values() if m.here}
    assert known.keys() == expected.keys()
    assert state.members[host.me].profile == Profile("hosting", 7, "🏠")
    assert known["Yuna"] == expected["Yuna"]  # with the key that its messages are checked by


def test_it_goes_on_after_a_restart_and_a_gap(
    host: HostedRoom, make_computer: MakeComputer
) -> None:
    friend = Replica(make_computer("friend"), host).join()
    caught_up(friend)
    friend.line.cut()
    fill(host, 700, "more")
    friend.restart()
    caught_up(friend)
    first = host.state.members[friend.room.me].first
    assert numbers(friend) == list(range(first, host.state.last + 1))
    assert friend.begun_anew == 0


@pytest.mark.parametrize("chain", [None, "zz", "00" * 32])
def test_a_beginning_that_leads_nowhere_stops_it(
    host: HostedRoom, make_computer: MakeComputer, chain: str | None
) -> None:
    friend = Replica(make_computer("friend"), host)

    def bend(name: str, payload: Any) -> Any:
        return {**payload, "first_chain": chain} if name == "welcome" else payload

    friend.line.bend = bend
    friend.join()
    until(lambda: friend.room.status["kind"] == "refused", "it stops")
    assert friend.room.status["code"] in ("log_differs", "malformed")


def test_who_was_out_in_between_begins_anew_above(
    host: HostedRoom, make_computer: MakeComputer
) -> None:
    host.act(host.me, SetHistory("all", -1))
    friend = Replica(make_computer("friend"), host).join()
    caught_up(friend)
    host.act(host.me, SetHistory("none", 0))
    host.act(host.me, SetAdmission("ask", "ask"))
    host.act(host.me, Remove("out", friend.room.me))
    friend.line.cut()
    seat, _ = come(host, "Talker", invite=host.secrets.invitation("lan"))
    for n in range(5):
        say(host, seat, f"secret-{n}")
    friend.line.invite = host.secrets.invitation("lan")
    friend.line.closed = False
    friend.line.connect()
    until(lambda: friend.begun_anew, "it is to begin anew")
    stored = friend.computer.store.log.after(friend.room.key, 0, 10_000)
    assert not [row for row in stored if "secret" in (row.body or "")]


def test_a_key_that_is_not_the_members_is_none() -> None:
    told = ReceivedMember("m_" + "0" * 32, "Yuna", key="AAAA")
    (member,) = members_before(State(), [told])
    assert member.key is None
    assert members_before(State(members={told.id: member}), [told]) == []


def test_who_came_before_is_shown_as_they_show_themselves() -> None:
    told = ReceivedMember("g_1", "Yuna", status="at lunch", colour=5, picture="유")
    odd = ReceivedMember("g_2", "Jun", status="one\ntwo", colour=99, picture="too long")
    one, other = members_before(State(), [told, odd])
    assert one.profile == Profile("at lunch", 5, "유")
    assert other.profile == NONE


def test_whoever_looks_on_before_the_host_answers_is_told_anew(
    host: HostedRoom, make_computer: MakeComputer
) -> None:
    friend = Replica(make_computer("friend"), host)
    early = Ear(friend.room.me)
    friend.room.enter(early, -1)
    friend.join()
    caught_up(friend)
    # It was told of a log that begins with entry 1, which nobody will ever tell it.
    assert early.heard("welcome")[0]["from"] == 1
    until(lambda: early.dropped == "moved", "it is sent to come again")
    again = Ear(friend.room.me)
    friend.room.enter(again, -1)
    until(lambda: again.heard("entries"), "it is told the history")
    me = host.state.members[friend.room.me]
    assert again.heard("welcome")[0]["from"] == me.first
