"""What a moderator asks of a host elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.room.refusal import Refused
from server.room.requests import SetAdmission, SetRole
from tests.server.replica_stage import Replica
from tests.server.scene import Computer, Ear, come, until

MakeComputer = Callable[..., Computer]


@pytest.fixture
def friend(make_computer: MakeComputer) -> Replica:
    """A member elsewhere."""
    host = make_computer("host").found()
    joined = Replica(make_computer("friend"), host).join()
    until(lambda: joined.room.connected, "it is connected")
    return joined


def refusal(function: Callable[..., Any], *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value


def test_an_act_is_the_hosts_to_judge(friend: Replica) -> None:
    answer = friend.room.act("set_topic", {"id": "t-1", "topic": "news"})
    assert answer["error"]["code"] == "not_allowed"
    friend.host.act(friend.host.me, SetRole("r", friend.room.me, "moderator"))
    assert friend.room.act("set_topic", {"id": "t-2", "topic": "news"})["ok"]
    until(lambda: friend.room.state.topic == "news", "it is in the log here")


def test_what_is_not_of_its_form_is_not_even_sent(friend: Replica) -> None:
    before = len(friend.line.asked)
    assert refusal(friend.room.act, "set_history", {"id": "h", "history": "all"}).code == (
        "malformed"
    )
    assert len(friend.line.asked) == before


def test_a_moderator_is_told_who_waits_and_answers(friend: Replica) -> None:
    host = friend.host
    host.act(host.me, SetRole("r", friend.room.me, "moderator"))
    host.act(host.me, SetAdmission("a", "ask"))
    ear = Ear()
    friend.room.enter(ear, -1)
    waits = refusal(come, host, "Jun")
    until(lambda: friend.room.knocks, "it is told")
    assert [knock["name"] for knock in ear.heard("knocks")[-1]] == ["Jun"]
    late = Ear()
    friend.room.enter(late, -1)
    assert [knock["name"] for knock in late.heard("knocks")[-1]] == ["Jun"]
    assert friend.room.answer_knock(waits.data["knock"], "let_in")["ok"]
    until(lambda: not friend.room.knocks, "nobody waits")
    assert friend.room.banned()["banned"] == []


def test_while_the_host_is_away_nobody_is_known_to_wait(friend: Replica) -> None:
    host = friend.host
    host.act(host.me, SetRole("r", friend.room.me, "moderator"))
    host.act(host.me, SetAdmission("a", "ask"))
    refusal(come, host, "Jun")
    until(lambda: friend.room.knocks, "it is told")
    friend.line.cut()
    assert friend.room.knocks == []
    assert refusal(friend.room.act, "set_topic", {"id": "t", "topic": "x"}).code == "away"
    assert refusal(friend.room.banned).code == "away"


def test_nonsense_of_the_host_about_who_waits_stops_it(friend: Replica) -> None:
    friend.room.on_knocks([{"knock": 7}])
    until(lambda: friend.room.status["kind"] == "refused", "it stops")
