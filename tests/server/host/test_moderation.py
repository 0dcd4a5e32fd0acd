"""What the host and moderators do in a hosted room, and what becomes of those it is done to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.host.host import HostedRoom
from server.room.admission import Asking
from server.room.refusal import Refused
from server.room.requests import (
    Ban,
    FreeName,
    Leave,
    Mute,
    Remove,
    Request,
    Say,
    SetAdmission,
    SetHistory,
    SetRole,
    SetSlowMode,
    Unban,
)
from server.room.rules import Stored
from server.wire import Page
from tests.server.scene import Computer, Ear, come, go, say, until

MakeComputer = Callable[..., Computer]


@pytest.fixture
def room(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


def do(room: HostedRoom, request: Request, who: str | None = None) -> None:
    assert room.act(who or room.me, request)["ok"]


def refusal(function: Callable[..., Any], *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value


# --- put out -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "code"), [(Remove, "removed"), (Ban, "banned")])
def test_who_is_put_out_is_told_why_and_hears_no_more(
    room: HostedRoom, make: Any, code: str
) -> None:
    seat, ear = come(room, "Yuna")
    _, witness = come(room, "Jun")
    do(room, make("a", seat.member, "spam"))
    until(lambda: ear.dropped, "they are let go")
    assert ear.dropped == code
    bye = ear.heard("bye")[0]
    assert bye["why"] == "spam"
    assert bye["message"].endswith(": spam")
    host_seat = room.own_seat()
    say(room, host_seat, "after")
    assert "after" not in ear.texts
    until(lambda: "after" in witness.texts, "the others hear it")
    assert refusal(say, room, seat, "x").code == "not_allowed"


def test_who_was_removed_does_not_come_back_by_refreshing(room: HostedRoom) -> None:
    seat, ear = come(room, "Yuna", door="guest")
    session = ear.welcome["session"]
    do(room, Remove("a", seat.member))
    go(room, seat, ear)
    back = refusal(come, room, "Yuna", door="guest", session=session)
    assert back.code == "waiting"  # also in an open room
    room.answer_knock(room.me, back.data["knock"], "let_in")
    again, other = come(room, "Yuna", door="guest", session=session)
    assert again.member != seat.member  # without a key nobody is who they were
    assert other.welcome["session"] != session
    until(lambda: other.numbers, "the page")
    joined = [e for e in other.entries if e["kind"] == "joined"][-1]
    assert (joined["body"]["way"], joined["body"]["by"]) == ("let_in", room.me)


def test_a_key_that_is_banned_stays_out_under_any_name(
    room: HostedRoom, make_computer: MakeComputer
) -> None:
    friend = make_computer("friend")
    seat, ear = come(room, "Minsu", who=friend)
    do(room, Ban("a", seat.member, "spam"))
    go(room, seat, ear)
    invite = room.secrets.invitation("lan")
    for name, secret in (("Minsu", None), ("Other", None), ("Other", invite)):
        assert refusal(come, room, name, who=friend, invite=secret).code == "banned"
    assert [one["name"] for one in room.banned(room.me)["banned"]] == ["Minsu"]
    do(room, Unban("b", seat.member))
    assert come(room, "Minsu", who=friend)[1].welcome["you"]["id"] == seat.member


def test_a_guest_that_is_banned_stays_out_by_session_and_address(room: HostedRoom) -> None:
    seat = room.admit(Asking("Yuna", "guest"), address="10.0.0.2")
    ear = Ear(seat.member)
    room.enter(seat, ear, -1)
    session = ear.welcome["session"]
    do(room, Ban("a", seat.member))
    go(room, seat, ear)
    asking = Asking("Yuna", "guest")
    assert refusal(room.admit, asking, session=session, address="10.0.0.3").code == "banned"
    assert refusal(room.admit, asking, address="10.0.0.2").code == "banned"
    assert room.admit(asking, address="10.0.0.3").name == "Yuna"


def test_a_guest_that_is_forgiven_comes_in_again_from_where_they_are(room: HostedRoom) -> None:
    seats = [room.admit(Asking(name, "guest"), address="10.0.0.2") for name in ("Yuna", "Jun")]
    for seat in seats:
        room.enter(seat, Ear(seat.member), -1)
    for number, seat in enumerate(seats):
        do(room, Ban(f"ban-{number}", seat.member))
    asking = Asking("Mina", "guest")
    do(room, Unban("once", seats[0].member))
    assert refusal(room.admit, asking, address="10.0.0.2").code == "banned"  # for the other
    do(room, Unban("twice", seats[1].member))
    assert room.admit(asking, address="10.0.0.2").name == "Mina"


# --- asking to come in -------------------------------------------------------------------------


def test_the_host_and_moderators_see_who_asks_and_others_do_not(
    room: HostedRoom, make_computer: MakeComputer
) -> None:
    do(room, SetRole("r", come(room, "Mod", who=make_computer("mod"))[0].member, "moderator"))
    moderator, mod_ear = come(room, "Mod", who=make_computer("mod"))
    _, ear = come(room, "Yuna")
    do(room, SetAdmission("a", "ask"))
    waiting = refusal(come, room, "Jun")
    assert waiting.code == "waiting"
    assert waiting.data["retry_after_ms"] > 0
    assert [k["name"] for k in mod_ear.heard("knocks")[-1]] == ["Jun"]
    assert not ear.heard("knocks")
    _, late = come(room, "Mod", who=make_computer("mod"))
    assert [k["name"] for k in late.heard("knocks")[-1]] == ["Jun"]  # who comes later, too
    knock = waiting.data["knock"]
    yuna = next(m for m in room.state.members.values() if m.name == "Yuna")
    assert refusal(room.answer_knock, yuna.id, knock, "let_in").code == "not_allowed"
    room.answer_knock(moderator.member, knock, "let_in")
    assert mod_ear.heard("knocks")[-1] == []
    assert room.admit(Asking("Jun", "lan"), knock=knock).name == "Jun"


def test_who_is_refused_hears_it_and_for_good_is_a_ban(
    room: HostedRoom, make_computer: MakeComputer
) -> None:
    do(room, SetAdmission("a", "ask"))
    friend = make_computer("friend")
    once = refusal(come, room, "Minsu", who=friend)
    room.answer_knock(room.me, once.data["knock"], "refuse")
    assert refusal(come, room, "Minsu", who=friend).code == "waiting_refused"
    other = make_computer("other")
    twice = refusal(come, room, "Jun", who=other)
    room.answer_knock(room.me, twice.data["knock"], "refuse_for_good")
    assert refusal(come, room, "Jun", who=other).code == "banned"
    assert [one["name"] for one in room.banned(room.me)["banned"]] == ["Jun"]
    guest = refusal(room.admit, Asking("G", "guest"), address="10.0.0.2")
    room.answer_knock(room.me, guest.data["knock"], "refuse_for_good")
    assert refusal(room.admit, Asking("H", "guest"), address="10.0.0.2").code == "banned"


def test_who_is_let_in_under_a_taken_name_takes_another_and_need_not_ask_again(
    room: HostedRoom, make_computer: MakeComputer
) -> None:
    come(room, "Yuna")
    do(room, SetAdmission("a", "ask"))
    friend = make_computer("friend")
    asked = refusal(come, room, "Yuna", who=friend)
    room.answer_knock(room.me, asked.data["knock"], "let_in")
    assert refusal(come, room, "Yuna", who=friend).code == "name_taken"
    assert come(room, "Yuna (2)", who=friend)[1].welcome["you"]["name"] == "Yuna (2)"


def test_members_come_back_without_asking(room: HostedRoom, make_computer: MakeComputer) -> None:
    friend = make_computer("friend")
    seat, ear = come(room, "Minsu", who=friend)
    go(room, seat, ear)
    do(room, SetAdmission("a", "ask"))
    assert come(room, "Minsu", who=friend)[1].welcome


# --- rules of the room -------------------------------------------------------------------------


def test_slow_mode_holds_members_and_not_moderators(
    room: HostedRoom, make_computer: MakeComputer
) -> None:
    seat, _ = come(room, "Yuna")
    moderator, _ = come(room, "Mod", who=make_computer("mod"))
    do(room, SetRole("r", moderator.member, "moderator"))
    do(room, SetSlowMode("a", 60))
    say(room, seat, "one")
    refused = refusal(say, room, seat, "two")
    assert refused.code == "too_fast"
    assert 50_000 < refused.data["retry_after_ms"] <= 60_001
    for n in range(3):
        say(room, moderator, f"mod-{n}")
        say(room, room.own_seat(), f"host-{n}")
    do(room, SetSlowMode("b", 0))
    assert say(room, seat, "three")["ok"]


def test_slow_mode_counts_what_was_stored_and_nothing_else(room: HostedRoom) -> None:
    seat, _ = come(room, "Yuna")
    early = room.ask(seat, Say("early", "before it"))
    do(room, SetSlowMode("a", 60))
    # A client whose acknowledgements were lost says the same again and is told where it stands.
    assert room.ask(seat, Say("early", "before it")) == early
    assert refusal(room.ask, seat, Say("b", "to nobody", reply_to=99)).code == "unknown_entry"
    one = room.ask(seat, Say("c", "one"))
    assert room.ask(seat, Say("c", "one")) == one
    assert room.ask(seat, Say("early", "before it")) == early
    assert refusal(room.ask, seat, Say("d", "two")).code == "too_fast"


def test_in_slow_mode_of_many_at_once_the_first_is_taken(room: HostedRoom) -> None:
    seat, _ = come(room, "Yuna")
    do(room, SetSlowMode("a", 60))
    answers: list[Stored | Refused] = []
    for id in ("one", "two", "one"):
        room.ask_then(seat, Say(id, id), answers.append)
    until(lambda: len(answers) == 3, "all are answered")
    first, second, again = answers
    assert isinstance(first, Stored)
    assert again == first
    assert isinstance(second, Refused)
    assert second.code == "too_fast"


def test_who_is_muted_is_told_so(room: HostedRoom) -> None:
    seat, ear = come(room, "Yuna")
    do(room, Mute("a", seat.member))
    assert refusal(say, room, seat, "x").code == "not_allowed"
    say(room, room.own_seat(), "hello")
    until(lambda: "hello" in ear.texts, "and hears all the same")
    told = {m["id"]: m for m in room.members(room.me, "", 200)["members"]}
    assert told[seat.member]["muted"] is True


def test_who_left_muted_and_comes_again_is_muted_for_all(
    room: HostedRoom, make_computer: MakeComputer
) -> None:
    yuna = make_computer("yuna")
    seat, ear = come(room, "Yuna", who=yuna)
    _, witness = come(room, "Jun")
    do(room, Mute("a", seat.member))
    room.ask(seat, Leave("b"))
    go(room, seat, ear)
    again, _ = come(room, "Yuna", who=yuna)
    assert again.member == seat.member
    came = {"kind": "online", "member": seat.member, "name": "Yuna", "muted": True}
    until(lambda: any(came in told for told in witness.heard("signals")), "the others are told")
    assert refusal(say, room, again, "x").code == "not_allowed"


def test_who_may_let_people_in_from_now_on_is_told_who_waits(
    room: HostedRoom, make_computer: MakeComputer
) -> None:
    seat, ear = come(room, "Yuna", who=make_computer("yuna"))
    do(room, SetAdmission("a", "ask"))
    assert refusal(come, room, "Jun").code == "waiting"
    assert ear.heard("knocks") == []
    do(room, SetRole("b", seat.member, "moderator"))
    until(lambda: ear.heard("knocks"), "it is told")
    assert [one["name"] for one in ear.heard("knocks")[-1]] == ["Jun"]
    do(room, SetRole("c", seat.member, "member"))
    until(lambda: ear.heard("knocks")[-1] == [], "nobody waits for it any more")


@pytest.mark.parametrize(("history", "above"), [(0, 0), (3, 3)])
def test_a_newcomer_reads_no_more_than_the_rule(room: HostedRoom, history: int, above: int) -> None:
    writer, _ = come(room, "Writer")
    for n in range(30):
        say(room, writer, f"s-{n}")
    do(room, SetHistory("a", history))
    before = room.state.last
    seat, ear = come(room, "Yuna")
    first = before + 1 - above
    assert (ear.welcome["first"], ear.welcome["from"]) == (first, first)
    until(lambda: ear.numbers and ear.numbers[-1] == room.state.last, "the page")
    assert ear.numbers[0] == first
    chain = room.log.chain_at(first - 1)
    assert ear.welcome["first_chain"] == chain

    assert room.history(seat, Page(before=first + 1, limit=50))["entries"] != []
    older = room.history(seat, Page(before=first, limit=50))
    assert (older["entries"], older["more"]) == ([], False)
    assert room.history(seat, Page(after=0, limit=5))["entries"] != []
    _, other = come(room, "Yuna", session=ear.welcome["session"], after=0)
    assert other.welcome["first"] == first


def test_a_freed_name_may_be_taken(room: HostedRoom, make_computer: MakeComputer) -> None:
    friend = make_computer("friend")
    seat, ear = come(room, "Minsu", who=friend)
    go(room, seat, ear)
    assert refusal(come, room, "Minsu").code == "name_taken"
    do(room, FreeName("a", seat.member))
    come(room, "Minsu")
    assert refusal(come, room, "Minsu", who=friend).code == "name_taken"
    assert come(room, "Minsu (2)", who=friend)[1].welcome["you"]["id"] == seat.member


def test_a_state_is_stored_as_it_is(make_computer: MakeComputer) -> None:
    room = make_computer("host").found()
    seat, _ = come(room, "Yuna")
    say(room, seat, "a")
    do(room, SetAdmission("b", "ask"))
    do(room, SetHistory("c", 7))
    do(room, Ban("d", seat.member, "spam"))
    do(room, SetSlowMode("e", 5))
    row = make_computer("host").store.rooms.get(room.id)
    assert row is not None
    assert row.state == room.state
