"""Who asks to come in, told to every page of the program, and answered from there."""

from __future__ import annotations

from collections.abc import Callable

from tests.server.asking import Two
from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_every_page_hears_of_a_knock_at_any_room(programs: Programs) -> None:
    two = Two(programs)
    asked = len(two.host.desk.asked)
    two.knock("Minsu")
    (knock,) = wait_for(lambda: two.home.all("knocks")[-1:] and two.home.all("knocks")[-1], "it")
    assert (knock["room"], knock["name"], knock["network"]) == (two.room, "Minsu", "here")
    assert two.host.page().next("home")["knocks"] == [knock]
    later = two.host.desk.asked[asked:]
    assert ("ask_attention",) in later
    wait_for(lambda: ("set_title", None, 0, 1) in two.host.desk.asked, "the title to say so")
    assert two.home.ask("answer_knock", room=two.room, knock=knock["knock"], answer="let_in")["ok"]
    assert two.far.next("join_ended")["room"] == two.room
    wait_for(lambda: two.home.all("knocks")[-1] == [], "nobody to wait")
    wait_for(lambda: ("set_title", None, 0, 0) in two.host.desk.asked, "the title to say so")


def test_what_cannot_be_answered_is_refused(programs: Programs) -> None:
    two = Two(programs)

    def code(**asked: str) -> str:
        return str(two.home.ask("answer_knock", **asked)["error"]["code"])

    assert code(room="nowhere", knock="k", answer="let_in") == "unknown_room"
    assert code(room=two.room, knock="k", answer="let_in") == "unknown_knock"
    assert code(room=two.room, knock="k", answer="perhaps") == "malformed"
    assert code(room=two.room) == "malformed"


def test_a_moderator_s_answer_that_the_host_refuses_is_a_refusal(programs: Programs) -> None:
    two = Two(programs)
    two.knock()
    two.answer("let_in")
    two.far.next("join_ended")
    member = two.friend.page().next("home")["me"]["member"]
    assert two.inside.ask("set_role", id="m-1", member=member, role="moderator")["ok"]
    third = programs("third").page()
    probe = third.ask("probe", text=two.address)["probe"]
    assert third.ask("join", probe=probe, name="Jun")["error"]["code"] == "waiting"
    (knock,) = wait_for(lambda: two.far.all("knocks")[-1:] and two.far.all("knocks")[-1], "it")
    assert knock["room"] == two.room
    assert "network" not in knock  # by which of the host's networks is not ours to tell
    asked = {"room": two.room, "knock": knock["knock"], "answer": "refuse"}
    assert two.far.ask("answer_knock", **asked)["ok"]
    assert two.far.ask("answer_knock", **asked)["error"]["code"] == "unknown_knock"
    assert third.next("join_ended")["error"]["code"] == "waiting_refused"
