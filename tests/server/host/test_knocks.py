"""Who asks to come in: waits, is answered, is forgotten; within bounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gevent
import pytest

from server.encoding import to_base64url
from server.host import knocks
from server.host.knocks import GONE_AFTER, LET_IN, MOST, MOST_PER_ADDRESS, REFUSE, Knocks
from server.identity import Identity, check_number
from server.room.admission import Asking
from server.room.refusal import Refused
from server.room.state import Member, State


class Door:
    """A door with a clock of its own."""

    def __init__(self) -> None:
        self.now, self.changes = 100.0, 0
        self.knocks = Knocks(self._changed, lambda: self.now)

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def door() -> Door:
    return Door()


def guest(name: str = "Jun") -> Asking:
    return Asking(name, "guest")


def code_of(function: object, *args: object) -> str:
    assert callable(function)
    with pytest.raises(Refused) as refused:
        function(*args)
    return refused.value.code


def test_the_same_one_knocks_once(door: Door) -> None:
    first = door.knocks.knock(guest(), "10.0.0.2")
    assert door.knocks.knock(guest(), "10.0.0.2") is first
    assert door.knocks.knock(guest(), "10.0.0.3") is not first
    keyed = Asking("Jun", "lan", key="k", member="m_1")
    second = door.knocks.knock(keyed, "10.0.0.2")
    assert door.knocks.knock(Asking("Other", "lan", key="k", member="m_1"), "10.0.0.9") is second
    assert len(door.knocks.waiting) == door.changes == 3


def test_who_is_answered_no_longer_waits_and_is_remembered(door: Door) -> None:
    one = door.knocks.knock(guest(), "10.0.0.2")
    door.knocks.answer(one.id, LET_IN, "m_host")
    assert door.knocks.waiting == []
    found = door.knocks.find(None, guest(), "10.0.0.2")
    assert found is one
    assert (found.answer, found.by) == (LET_IN, "m_host")
    assert code_of(door.knocks.answer, one.id, REFUSE, "m_host") == "unknown_knock"
    assert code_of(door.knocks.answer, "nobody", REFUSE, "m_host") == "unknown_knock"
    door.now += knocks.ANSWER_KEPT + 1
    assert door.knocks.find(None, guest(), "10.0.0.2") is None


def test_there_is_no_fourth_answer(door: Door) -> None:
    one = door.knocks.knock(guest(), "10.0.0.2")
    assert code_of(door.knocks.answer, one.id, "perhaps", "m_host") == "malformed"
    assert door.knocks.waiting == [one]


def test_who_stays_away_waits_no_more(door: Door) -> None:
    one = door.knocks.knock(guest(), "10.0.0.2")
    door.now += GONE_AFTER - 1
    assert door.knocks.knock(guest(), "10.0.0.2") is one  # asks again
    door.now += GONE_AFTER + 1
    assert door.knocks.knock(guest(), "10.0.0.2") is not one


def test_an_answer_wakes_who_waits_for_it(door: Door) -> None:
    one = door.knocks.knock(guest(), "10.0.0.2")
    assert door.knocks.wait(one.id, 0.01) == ""
    waiting = gevent.spawn(door.knocks.wait, one.id, 10)
    gevent.sleep(0)
    door.knocks.answer(one.id, REFUSE, "m_host")
    assert waiting.get(timeout=1) == REFUSE
    assert code_of(door.knocks.wait, "nobody", 1) == "malformed"


def test_strangers_are_bounded(door: Door) -> None:
    for n in range(MOST_PER_ADDRESS):
        door.knocks.knock(guest(f"N {n}"), "10.0.0.2")
    assert code_of(door.knocks.knock, guest("One more"), "10.0.0.2") == "too_many_tries"
    for n in range(MOST - MOST_PER_ADDRESS):
        door.knocks.knock(guest("X"), f"10.0.1.{n}")
    assert code_of(door.knocks.knock, guest("X"), "10.0.9.9") == "too_many_tries"
    assert len(door.knocks.waiting) == MOST


@pytest.mark.parametrize("name", ["\u202e", "", "x" * 41])
def test_a_name_that_cannot_be_shown_does_not_stand_at_the_door(door: Door, name: str) -> None:
    assert code_of(door.knocks.knock, guest(name), "10.0.0.2") == "name_invalid"


def test_the_host_sees_who_it_is(door: Door, tmp_path: Path) -> None:
    identity = Identity.load_or_create(tmp_path)
    key = to_base64url(identity.public_key)
    door.knocks.knock(Asking(" minsu ", "lan", key=key, member=identity.member), "10.0.0.2")
    door.knocks.knock(guest(), "10.0.0.3")
    state = State(members={"m_1": Member("m_1", "Minsu", 3, 1, "lan", key="other")})
    keyed, plain = door.knocks.told(state)
    assert (keyed["name"], keyed["like"], keyed["known"]) == ("minsu", "Minsu", False)
    assert keyed["check_number"] == check_number(identity.fingerprint)
    assert (keyed["address"], keyed["member"]) == ("10.0.0.2", identity.member)
    assert (plain["like"], plain["door"]) == (None, "guest")
    assert "member" not in plain
    member = Member(identity.member, "Min", 3, 1, "lan", key=key, here=False, out="removed")
    again = door.knocks.told(State(members={identity.member: member}))[0]
    assert (again["known"], again["was"], again["removed"]) == (True, "Min", True)
    # As they showed themselves here, but for their words.
    shown = replace(member, status="buy now", colour=0, picture="🦊")
    seen = door.knocks.told(State(members={identity.member: shown}))[0]
    assert seen == {**again, "colour": 0, "picture": "🦊"}


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("Yumi Park", "Yumi Park"),
        ("Yurni Park", "Yumi Park"),
        ("Yumi Parc", "Yumi Park"),
        ("Jun", None),
    ],
)
def test_a_name_that_could_be_taken_for_a_member_s_is_named(
    door: Door, name: str, like: str | None
) -> None:
    door.knocks.knock(guest(name), "10.0.0.2")
    members = {
        "m_1": Member("m_1", "Yumi Park", 3, 1, "lan"),
        "m_2": Member("m_2", "Jin", 4, 1, "lan"),
    }
    gone = {"m_3": Member("m_3", "Jun", 5, 1, "lan", here=False)}
    (told,) = door.knocks.told(State(members={**members, **gone}))
    assert told["like"] == like


def test_a_name_is_compared_with_those_who_come_later_too(door: Door) -> None:
    door.knocks.knock(guest("Jiyoung"), "10.0.0.2")
    first = Member("m_1", "Bo", 3, 1, "lan")
    assert door.knocks.told(State(members={"m_1": first}))[0]["like"] is None
    members = {"m_1": first, "m_2": Member("m_2", "jiyoung", 4, 1, "lan")}
    assert door.knocks.told(State(members=members))[0]["like"] == "jiyoung"
