"""Who comes into a hosted room: again, invited, and under which name."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import gevent
import pytest

from server.clock import now_ms
from server.host import entrance
from server.host.host import HostedRoom
from server.room.admission import Asking
from server.room.refusal import Refused
from server.room.requests import Leave, Rename
from tests.server.scene import Computer, Ear, come, go, say, until

MakeComputer = Callable[..., Computer]


def refusal(function: Callable[..., Any], *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value


def settled(ear: Ear, room: HostedRoom) -> list[int]:
    """The numbers of all that was told, once everything was."""
    until(lambda: ear.numbers and ear.numbers[-1] == room.state.last, "everything was told")
    return ear.numbers


# --- coming back -------------------------------------------------------------------------------


def test_a_session_brings_back_the_same_member(make_computer: MakeComputer) -> None:
    one = make_computer("host")
    room = one.found(open=False)
    seat, ear = come(room, "Yuna", invite=room.secrets.invitation("lan"))
    session = ear.welcome["session"]
    go(room, seat, ear)
    back, again = come(room, "Yuna", session=session)
    assert back.member == seat.member
    assert again.welcome["session"] == session
    room.close("closing", "")
    room = make_computer("host").host(room.id)  # and after a restart
    back, again = come(room, "Yuna", session=session)
    assert back.member == seat.member
    assert again.welcome["session"] == session
    settled(again, room)
    assert [e["kind"] for e in again.entries].count("joined") == 2


def test_an_unknown_session_is_none(computer: Computer) -> None:
    room = computer.found(open=False)
    assert refusal(room.admit, Asking("Y", "lan"), session="unknown").code == "invite_needed"
    seat, ear = come(room, "Y", invite=room.secrets.invitation("lan"), session="unknown")
    assert ear.welcome["session"] != "unknown"
    assert seat.member.startswith("g_")


def test_a_session_beside_an_older_connection(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "Yuna")
    other, second = come(room, "Yuna", session=ear.welcome["session"])
    assert other.member == seat.member
    say(room, other, "from the second")
    assert until(lambda: ear.texts and second.texts, "both hear it")
    go(room, seat, ear)
    assert seat.member in room.roster.online
    go(room, other, second)
    assert seat.member not in room.roster.online


def test_a_session_of_one_door_does_not_open_the_other(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "Yuna", door="guest")
    go(room, seat, ear)
    other, _ = come(room, "Yuna", door="lan", session=ear.welcome["session"])
    assert other.member != seat.member


def test_a_session_ends_with_its_member(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "Yuna")
    room.ask(seat, Leave("l"))
    go(room, seat, ear)
    back, again = come(room, "Yuna", session=ear.welcome["session"])
    assert back.member != seat.member
    assert again.welcome["session"] != ear.welcome["session"]
    assert say(room, back, "here")["ok"]


def test_a_key_brings_back_the_same_member_under_a_new_name(make_computer: MakeComputer) -> None:
    host, friend = make_computer(), make_computer()
    room = host.found(open=False)
    secret = room.secrets.invitation("lan")
    seat, ear = come(room, "Minsu", who=friend, invite=secret)
    assert seat.member == friend.identity.member
    assert "session" not in ear.welcome
    settled(ear, room)
    assert ear.entries[-1]["body"] == {
        "first": 1,
        "door": "lan",
        "key": friend.key,
        "invite": sha256(secret.encode()).hexdigest(),
        "way": "invite",
        "by": room.me,
    }
    go(room, seat, ear)
    _, again = come(room, "Minsu K", who=friend, after=room.state.last)
    settled(again, room)
    assert again.welcome["you"]["name"] == "Minsu K"
    assert [e["body"] for e in again.entries if e["kind"] == "renamed"] == [
        {"name": "Minsu K", "was": "Minsu"}
    ]


def test_two_first_connections_at_once_are_one_joining(make_computer: MakeComputer) -> None:
    host, friend = make_computer(), make_computer()
    room = host.found()
    asking = Asking("Minsu", "lan", key=friend.key, member=friend.identity.member)
    seats = [room.admit(asking) for _ in range(3)]
    ears = [Ear(seat.member) for seat in seats]
    coming = [
        gevent.spawn(room.enter, seat, ear, -1) for seat, ear in zip(seats, ears, strict=True)
    ]
    gevent.joinall(coming, timeout=10, raise_error=True)
    for ear in ears:
        assert ear.welcome["you"]["id"] == friend.identity.member
    kinds = [row.kind for row in host.store.log.after(room.key, 0, 99)]
    assert kinds.count("joined") == 2


# --- invitations -------------------------------------------------------------------------------


def test_the_secret_of_one_door_does_not_open_the_other(computer: Computer) -> None:
    room = computer.found(open=False)
    lan, guest = room.secrets.invitation("lan"), room.secrets.invitation("guest")
    assert lan != guest
    assert room.secrets.invitation("lan") == lan
    assert come(room, "A", door="lan", invite=lan)[1].welcome
    assert come(room, "B", door="guest", invite=guest)[1].welcome
    assert refusal(room.admit, Asking("C", "lan"), invite=guest).code == "invite_wrong"
    assert refusal(room.admit, Asking("C", "guest"), invite=lan).code == "invite_wrong"
    assert refusal(room.admit, Asking("C", "lan"), invite="").code == "invite_needed"
    assert refusal(room.admit, Asking("C", "lan"), invite="é\x00").code == "invite_wrong"


# --- names -------------------------------------------------------------------------------------


def test_a_name_is_taken_while_it_is_online_or_kept(
    make_computer: MakeComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, friend = make_computer(), make_computer()
    room = host.found()
    refused = refusal(come, room, "HOST")  # the host is away, but has a key
    assert refused.code == "name_taken"
    assert refused.data["suggestion"] == "HOST (2)"
    guest, ear = come(room, "Yuna")
    assert refusal(come, room, "yuna").code == "name_taken"
    go(room, guest, ear)
    guest, ear = come(room, "yuna")  # without a key a name is free when its holder is gone
    minsu, other = come(room, "Minsu", who=friend)
    go(room, minsu, other)
    assert refusal(come, room, "minsu").code == "name_taken"
    now = now_ms() + 31 * 24 * 3600 * 1000
    monkeypatch.setattr(entrance, "now_ms", lambda: now)
    assert come(room, "minsu")[1].welcome["you"]["name"] == "minsu"


def test_a_name_is_reserved_for_who_is_coming_in(computer: Computer) -> None:
    room = computer.found()
    seat = room.admit(Asking("Yuna", "lan"))
    assert refusal(room.admit, Asking("Yuna", "lan")).code == "name_taken"
    room.release(seat)
    room.release(seat)  # twice is once
    assert room.admit(Asking("Yuna", "lan")).name == "Yuna"


def test_a_renamed_member_frees_its_name(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    assert room.ask(seat, Rename("r", "Yuna K"))["ok"]
    assert refusal(come, room, "Yuna K").code == "name_taken"
    other, _ = come(room, "Yuna")
    assert refusal(room.ask, seat, Rename("s", "yuna")).code == "name_taken"
    assert refusal(room.ask, seat, Rename("t", "\u202e")).code == "name_invalid"
    assert room.state.members[other.member].name == "Yuna"


def test_nobody_holds_a_name_they_do_not_bear(computer: Computer) -> None:
    """An id asked again answers as the first time; the name of the second is nobody's."""
    room = computer.found()
    seat, _ = come(room, "Yuna")
    room.ask(seat, Rename("r", "Jun"))
    assert room.ask(seat, Rename("r", "Minsu"))["ok"]
    assert room.state.members[seat.member].name == "Jun"
    assert come(room, "Minsu")[1].welcome["you"]["name"] == "Minsu"
    assert refusal(come, room, "Jun").code == "name_taken"


def test_a_name_that_only_changed_its_spelling_stays_taken(make_computer: MakeComputer) -> None:
    host, friend = make_computer(), make_computer()
    room = host.found()
    seat, ear = come(room, "minsu", who=friend)
    room.ask(seat, Rename("r", "Minsu"))
    go(room, seat, ear)
    assert refusal(come, room, "MINSU").code == "name_taken"
