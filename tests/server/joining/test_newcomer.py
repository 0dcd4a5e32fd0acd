"""Joining a room whose host is asked first, between two programs."""

from __future__ import annotations

from collections.abc import Callable

from tests.server.asking import Two, card
from tests.server.doors.program import Program
from tests.support.wait import wait_for


def test_who_is_let_in_is_in(two: Two) -> None:
    probe = two.knock()
    wait_for(lambda: card(two.home, two.room).get("knocks") == 1, "the card to say so")
    wait_for(lambda: ("ask_attention",) in two.host.desk.asked, "attention in the background")
    assert two.waiting()[0]["name"] == "Minsu"
    assert two.waiting()[0]["check_number"].count(" ") == 4
    two.answer("let_in")
    wait_for(lambda: two.far.all("join_ended"), "the end of the wait")
    assert two.far.next("join_ended") == {"probe": probe, "room": two.room, "name": "방"}
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
    state = card(two.far, two.room)["state"]
    assert state["message"].endswith(": spam")
    assert state["why"] == "spam"
    assert two.far.ask("come_in", room=two.room)["ok"]
    two.answer("let_in")
    wait_for(lambda: card(two.far, two.room).get("state") == {"kind": "connected"}, "to be in")


def test_the_program_of_somebody_removed_does_not_ask_for_them_when_it_starts(
    two: Two, programs: Callable[[str], Program]
) -> None:
    two.knock()
    two.answer("let_in")
    wait_for(lambda: card(two.far, two.room).get("state") == {"kind": "connected"}, "to be in")
    member = two.friend.page().next("home")["me"]["member"]
    assert two.inside.ask("remove", id="r-1", member=member, why="spam")["ok"]
    wait_for(lambda: card(two.far, two.room)["state"].get("code") == "removed", "to be out")
    two.friend.stop()
    again = programs("friend").page()
    state = again.next("home")["rooms"][0]["state"]
    assert (state["code"], state["why"]) == ("removed", "spam")
    assert not two.waiting()
    assert again.ask("retry_now", room=two.room)["ok"]
    two.answer("let_in")
    wait_for(lambda: card(again, two.room).get("state") == {"kind": "connected"}, "to be in")


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
