"""While a host is asked: what the page is told of it, also one that comes later."""

from __future__ import annotations

from collections.abc import Callable

from tests.server.asking import Two
from tests.server.doors.program import Program
from tests.support.wait import wait_for


def test_a_page_that_comes_later_learns_what_is_waited_for(two: Two) -> None:
    probe = two.knock("Minsu")
    (wish,) = two.friend.page().next("home")["joins"]
    assert (wish["probe"], wish["name"], wish["away"]) == (probe, "Minsu", False)
    assert wish["address"] == two.address
    number = two.home.next("home")["me"]["check_number"]
    assert wish["check_number"] == number
    assert two.far.all("joins")[-1] == [wish]
    assert two.far.ask("cancel_join", probe=probe)["ok"]
    assert two.far.all("joins")[-1] == []


def test_what_was_answered_is_waited_for_no_longer(two: Two) -> None:
    two.knock()
    two.answer("refuse")
    two.far.next("join_ended")
    wait_for(lambda: two.far.all("joins")[-1] == [], "the list to be empty")
    assert two.friend.page().next("home")["joins"] == []


def test_a_host_that_goes_away_is_asked_again_when_it_is_back(
    two: Two, programs: Callable[[str], Program]
) -> None:
    two.knock()
    wait_for(two.waiting, "the knock")
    two.home.ask("stop", room=two.room)
    wait_for(lambda: two.far.all("joins")[-1][0]["away"], "to see that the host is away")
    two.home.ask("start", room=two.room)
    two.inside = two.host.page("/room", room=two.room)
    wait_for(lambda: not two.far.all("joins")[-1][0]["away"], "to have asked again")
    two.answer("let_in")
    assert two.far.next("join_ended")["room"] == two.room


def test_a_name_taken_meanwhile_is_changed_without_asking_again(
    two: Two, programs: Callable[[str], Program]
) -> None:
    probe = two.knock("Minsu")
    third = programs("third").page()
    other = str(third.ask("probe", text=two.address)["probe"])
    assert third.ask("join", probe=other, name="Minsu")["error"]["code"] == "waiting"
    wait_for(lambda: len(two.waiting()) == 2, "both to wait")
    for _ in range(2):
        two.answer("let_in")
    ended = wait_for(
        lambda: [*two.far.all("join_ended"), *third.all("join_ended")][1:], "both answers"
    )
    del ended
    page, mine = (two.far, probe) if "error" in two.far.next("join_ended") else (third, other)
    error = page.next("join_ended")["error"]
    assert (error["code"], error["suggestion"]) == ("name_taken", "Minsu (2)")
    assert page.ask("join", probe=mine, name="Minsu (2)")["room"] == two.room
