"""Joining a room whose host is asked first, between two programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for


class Two:
    """A host at its room, and somebody who asks to come in."""

    def __init__(self, programs: Callable[[str], Program]) -> None:
        self.host, self.friend = programs("host"), programs("friend")
        self.home, self.far = self.host.page(), self.friend.page()
        self.room = self.home.ask("host", name="방", admission="ask")["room"]
        self.inside = self.host.page("/room", room=self.room)
        port = self.home.ask("invite", room=self.room)["port"]
        self.address = f"127.0.0.1:{port}"

    def knock(self, name: str = "Minsu") -> str:
        probe = str(self.far.ask("probe", text=self.address)["probe"])
        answer = self.far.ask("join", probe=probe, name=name)
        assert answer["error"]["code"] == "waiting", answer
        assert answer["error"]["probe"] == probe
        return probe

    def waiting(self) -> list[dict[str, Any]]:
        told = self.inside.all("knocks")
        return list(told[-1]) if told else []

    def answer(self, how: str) -> None:
        wait_for(self.waiting, "the knock")
        knock = self.waiting()[0]["knock"]
        assert self.inside.ask("answer_knock", knock=knock, answer=how)["ok"]


@pytest.fixture
def two(programs: Callable[[str], Program]) -> Two:
    return Two(programs)


def card(home: Page, room: str) -> dict[str, Any]:
    cards = home.all("rooms")
    return next((dict(one) for one in (cards[-1] if cards else []) if one["id"] == room), {})


def test_who_is_let_in_is_in(two: Two) -> None:
    probe = two.knock()
    wait_for(lambda: card(two.home, two.room).get("knocks") == 1, "the card to say so")
    wait_for(lambda: ("ask_attention",) in two.host.desk.asked, "attention in the background")
    assert two.waiting()[0]["name"] == "Minsu"
    assert two.waiting()[0]["check_number"].count(" ") == 4
    two.answer("let_in")
    wait_for(lambda: two.far.all("join_ended"), "the end of the wait")
    assert two.far.next("join_ended") == {"probe": probe, "room": two.room}
    wait_for(lambda: card(two.far, two.room).get("state") == {"kind": "connected"}, "to be in")
    wait_for(lambda: card(two.home, two.room).get("knocks") == 0, "nobody waits")


def test_who_is_refused_hears_so(two: Two) -> None:
    probe = two.knock()
    two.answer("refuse")
    ended = two.far.next("join_ended")
    assert (ended["probe"], ended["error"]["code"]) == (probe, "waiting_refused")
    assert not two.far.all("rooms") or not two.far.all("rooms")[-1]


def test_who_gives_up_waits_no_more(two: Two) -> None:
    probe = two.knock()
    wait_for(two.waiting, "the knock")
    assert two.far.ask("cancel_join", probe=probe)["ok"]
    wait_for(lambda: not two.waiting(), "the host sees nobody", seconds=40)
    assert not two.far.all("join_ended")


def test_a_removed_member_is_told_why_and_may_ask_again(two: Two) -> None:
    two.knock()
    two.answer("let_in")
    wait_for(lambda: card(two.far, two.room).get("state") == {"kind": "connected"}, "to be in")
    member = two.friend.page().next("home")["me"]["member"]
    removed = two.inside.ask("remove", id="r-1", member=member, why="spam")
    assert removed["ok"], removed
    wait_for(lambda: card(two.far, two.room)["state"].get("code") == "removed", "to be out")
    assert card(two.far, two.room)["state"]["message"].endswith(": spam")
    assert two.far.ask("come_in", room=two.room)["ok"]
    two.answer("let_in")
    wait_for(lambda: card(two.far, two.room).get("state") == {"kind": "connected"}, "to be in")


def test_a_moderator_elsewhere_sees_and_answers(
    two: Two, programs: Callable[[str], Program]
) -> None:
    two.knock()
    two.answer("let_in")
    wait_for(lambda: card(two.far, two.room).get("state") == {"kind": "connected"}, "to be in")
    member = two.friend.page().next("home")["me"]["member"]
    assert two.inside.ask("set_role", id="m-1", member=member, role="moderator")["ok"]
    mine = two.friend.page("/room", room=two.room)
    mine.next("welcome")
    third = programs("third").page()
    probe = third.ask("probe", text=two.address)["probe"]
    assert third.ask("join", probe=probe, name="Jun")["error"]["code"] == "waiting"
    wait_for(lambda: mine.all("knocks") and mine.all("knocks")[-1], "the moderator to see it")
    wait_for(lambda: card(two.far, two.room).get("knocks") == 1, "its card to say so")
    knock = mine.all("knocks")[-1][0]["knock"]
    assert mine.ask("answer_knock", knock=knock, answer="let_in")["ok"]
    wait_for(lambda: third.all("join_ended"), "the end of the wait")
    assert third.next("join_ended")["room"] == two.room
    assert mine.ask("set_topic", id="t-1", topic="news")["ok"]
    assert mine.ask("set_role", id="t-2", member=member, role="member")["error"]["code"] == (
        "not_allowed"
    )
