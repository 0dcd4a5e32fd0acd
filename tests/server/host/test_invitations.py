"""Invitations with limits: each lets in as many as it says, until it ends, and nobody more.

Against a real store and a real room; only the clocks are the test's, so that they can be set.
"""

from __future__ import annotations

from collections.abc import Callable

import gevent
import pytest

from server.host import invitations
from server.host.host import HostedRoom, Seat
from server.host.invitations import GOOD, MOST_GOOD, OVER, TAKEN_BACK, USED_UP, hashed
from server.room.admission import Asking
from server.room.refusal import Refused
from server.room.requests import Ban, Leave, Remove, SetRole
from server.store import Invitation
from tests.server.inviting import HOUR, Clocks, make, refusal
from tests.server.scene import Computer, Ear, come, go

MakeComputer = Callable[..., Computer]


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    clocks.use(monkeypatch)
    return clocks


@pytest.fixture
def room(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found(open=False)


def standing(room: HostedRoom, invitation: Invitation) -> str:
    known = room.secrets.invitations.get(invitation.id)
    assert known is not None
    return room.secrets.invitations.standing(known)


def uses_on_disk(computer: Computer, room: HostedRoom) -> dict[str, int]:
    return {one.id: one.uses for one in computer.store.invitations.of(room.key)}


# --- uses --------------------------------------------------------------------------------------


def test_one_use_is_one_person(room: HostedRoom) -> None:
    one = make(room, uses=1)
    come(room, "Yuna", invite=one.secret)
    assert standing(room, one) == USED_UP
    assert refusal(come, room, "Jun", invite=one.secret) == "invite_wrong"


def test_who_comes_back_uses_nothing_up(make_computer: MakeComputer) -> None:
    host, friend = make_computer("host"), make_computer()
    room = host.found(open=False)
    two = make(room, uses=2)
    seat, ear = come(room, "Minsu", who=friend, invite=two.secret)
    guest, other = come(room, "Yuna", invite=two.secret)
    for _ in range(2):
        go(room, seat, ear)
        seat, ear = come(room, "Minsu", who=friend, invite=two.secret)
        go(room, guest, other)
        guest, other = come(
            room, "Yuna", invite=two.secret, session=other.heard("welcome")[0]["session"]
        )
    assert uses_on_disk(host, room)[two.id] == 2
    assert refusal(come, room, "Jun", invite=two.secret) == "invite_wrong"


def test_who_left_for_good_and_comes_again_is_one_more(room: HostedRoom) -> None:
    two = make(room, uses=2)
    for _ in range(2):
        seat, ear = come(room, "Yuna", invite=two.secret)
        room.ask(seat, Leave(f"l-{seat.member}"))
        go(room, seat, ear)
    assert refusal(come, room, "Yuna", invite=two.secret) == "invite_wrong"


def test_of_many_at_once_the_last_use_lets_in_exactly_one(make_computer: MakeComputer) -> None:
    host = make_computer("host", synchronous="FULL")
    room = host.found(open=False)
    three = make(room, uses=3)
    ended: list[str] = []

    def newcomer(name: str) -> None:
        try:
            come(room, name, invite=three.secret)
            ended.append("in")
        except Refused as refused:
            ended.append(refused.code)

    everybody = [gevent.spawn(newcomer, f"Newcomer {n}") for n in range(60)]
    gevent.joinall(everybody, timeout=20, raise_error=True)
    assert sorted(ended) == ["in"] * 3 + ["invite_wrong"] * 57
    assert uses_on_disk(host, room)[three.id] == 3


def test_a_batch_judges_what_the_door_could_not(room: HostedRoom) -> None:
    """Even had the door let both through, the log lets in one."""
    one = make(room, uses=1)
    seats = [room.admit(Asking("Yuna", "lan"), invite=one.secret)]
    room.secrets.invitations.let_go(one, seats[0].member)
    seats.append(room.admit(Asking("Jun", "lan"), invite=one.secret))
    ended: list[str] = []

    def enter(seat: Seat) -> None:
        try:
            room.enter(seat, Ear(seat.member), -1)
            ended.append("in")
        except Refused as refused:
            ended.append(refused.code)

    gevent.joinall([gevent.spawn(enter, seat) for seat in seats], timeout=10, raise_error=True)
    assert sorted(ended) == ["in", "invite_wrong"]


def test_a_use_that_was_kept_and_not_taken_is_free_again(room: HostedRoom) -> None:
    one = make(room, uses=1)
    seat = room.admit(Asking("Yuna", "lan"), invite=one.secret)
    assert refusal(room.admit, Asking("Jun", "lan"), invite=one.secret) == "invite_wrong"
    room.release(seat)
    come(room, "Jun", invite=one.secret)


def test_two_connections_of_one_newcomer_are_one_use(make_computer: MakeComputer) -> None:
    host, friend = make_computer("host"), make_computer()
    room = host.found(open=False)
    one = make(room, uses=1)
    asking = Asking("Minsu", "lan", key=friend.key, member=friend.identity.member)
    seats = [room.admit(asking, invite=one.secret) for _ in range(3)]
    coming = [gevent.spawn(room.enter, seat, Ear(seat.member), -1) for seat in seats]
    gevent.joinall(coming, timeout=10, raise_error=True)
    assert uses_on_disk(host, room)[one.id] == 1


def test_another_way_in_uses_nothing_up(room: HostedRoom) -> None:
    one = make(room, uses=1)
    seat = room.admit(Asking("Yuna", "lan", way="code", by=room.me), invite=one.secret)
    room.enter(seat, Ear(seat.member), -1)
    assert room.state.members[seat.member].invite is None
    assert standing(room, one) == GOOD


def test_in_an_open_room_one_that_ended_is_not_in_the_way(computer: Computer) -> None:
    room = computer.found(open=True)
    one = make(room, uses=1)
    first, _ = come(room, "Yuna", invite=one.secret)
    second, _ = come(room, "Jun", invite=one.secret)
    ways = [room.state.members[seat.member].way for seat in (first, second)]
    assert ways == ["invite", "open"]


# --- time --------------------------------------------------------------------------------------


def test_an_hour_is_an_hour_whatever_the_wall_clock_says(clocks: Clocks, room: HostedRoom) -> None:
    one = make(room, hours=1)
    clocks.wall -= 10**10
    clocks.go(HOUR - 1)
    come(room, "Yuna", invite=one.secret)
    clocks.wall += 10**11
    come(room, "Jun", invite=one.secret)
    assert room.secrets.invitations.left_ms(one) == 1000
    clocks.go(1)
    assert standing(room, one) == OVER
    assert refusal(come, room, "Minsu", invite=one.secret) == "invite_wrong"


def test_what_ends_on_the_way_in_lets_nobody_in(clocks: Clocks, room: HostedRoom) -> None:
    one = make(room, hours=1)
    seat = room.admit(Asking("Yuna", "lan"), invite=one.secret)
    clocks.go(HOUR)
    assert refusal(room.enter, seat, Ear(seat.member), -1) == "invite_wrong"
    assert seat.member not in room.state.members


@pytest.mark.parametrize(
    ("step", "left"),
    [
        (0, HOUR / 2),  # half an hour was gone, and the host was away for no time
        (HOUR / 4, HOUR / 4),  # away for a quarter
        (HOUR, 0),
        (-HOUR / 4, HOUR * 3 / 4),  # set back
        (-HOUR * 1000, HOUR),  # set back far: never longer than it was made for
    ],
)
def test_across_a_restart_the_wall_clock_counts(
    clocks: Clocks, make_computer: MakeComputer, step: float, left: float
) -> None:
    host = make_computer("host")
    room = host.found(open=False)
    one = make(room, hours=1)
    clocks.go(HOUR / 2)
    room.close("closing", "")
    clocks.wall += round(step * 1000)
    clocks.lasting = 5.0  # the computer was started anew
    room = make_computer("host").host(room.id)
    kept = room.secrets.invitations.get(one.id)
    assert kept is not None
    assert room.secrets.invitations.left_ms(kept) == pytest.approx(left * 1000)
    assert standing(room, one) == (GOOD if left else OVER)


# --- taken back --------------------------------------------------------------------------------


def test_what_is_taken_back_lets_nobody_in(room: HostedRoom) -> None:
    one = make(room)
    seat = room.admit(Asking("Yuna", "lan"), invite=one.secret)
    room.secrets.invitations.revoke(one.id)
    assert standing(room, one) == TAKEN_BACK
    assert refusal(room.enter, seat, Ear(seat.member), -1) == "invite_wrong"
    assert refusal(come, room, "Jun", invite=one.secret) == "invite_wrong"
    assert refusal(room.secrets.invitations.revoke, one.id) == "no_change"
    assert refusal(room.secrets.invitations.revoke, "0" * 64) == "unknown_invitation"


def test_the_lasting_one_comes_anew(make_computer: MakeComputer) -> None:
    room = make_computer("host").found(open=False)
    old = room.secrets.invitation("lan")
    guest = room.secrets.invitation("guest")
    room.secrets.invitations.revoke(hashed(old))
    new = room.secrets.invitation("lan")
    assert new != old
    assert room.secrets.invitation("guest") == guest
    assert refusal(come, room, "Yuna", invite=old) == "invite_wrong"
    come(room, "Yuna", invite=new)
    room.close("closing", "")
    room = make_computer("host").host(room.id)
    assert room.secrets.invitation("lan") == new


def test_two_who_need_the_lasting_one_at_once_get_the_same(computer: Computer) -> None:
    room = computer.found(open=False)
    asked = [gevent.spawn(room.secrets.invitation, "lan") for _ in range(5)]
    gevent.joinall(asked, timeout=10, raise_error=True)
    assert len({one.value for one in asked}) == 1


def test_a_ban_takes_back_what_the_banned_came_by(make_computer: MakeComputer) -> None:
    host = make_computer("host")
    room = host.found(open=False)
    lasting, limited = room.secrets.invitation("lan"), make(room, uses=5)
    changes: list[str] = []
    room.secrets.invitations.changed = lambda: changes.append("changed")
    first, _ = come(room, "Jun", invite=lasting)
    second, _ = come(room, "Yuna", invite=limited.secret)
    room.act(room.me, Remove("r", first.member))
    assert (changes, room.secrets.invitation("lan")) == ([], lasting)
    room.act(room.me, Ban("b", first.member))
    assert changes == ["changed"]
    assert room.secrets.invitation("lan") != lasting
    assert standing(room, limited) == GOOD
    room.act(room.me, Ban("c", second.member))
    assert standing(room, limited) == TAKEN_BACK
    on_disk = {one.id: one.revoked_at for one in host.store.invitations.of(room.key)}
    assert on_disk[limited.id]
    assert on_disk[hashed(lasting)]
    assert refusal(come, room, "Minsu", invite=limited.secret) == "invite_wrong"


def test_a_moderator_who_is_put_out_leaves_no_way_in_behind(make_computer: MakeComputer) -> None:
    room = make_computer("host").found(open=False)
    seat, _ = come(room, "Jun", invite=room.secrets.invitation("lan"))
    room.act(room.me, SetRole("r", seat.member, "moderator"))
    own = room.secrets.invitations.make(seat.member, "lan")
    mine = make(room)
    room.act(room.me, Remove("x", seat.member))
    assert (standing(room, own), standing(room, mine)) == (TAKEN_BACK, GOOD)


# --- bounds ------------------------------------------------------------------------------------


def test_there_are_only_so_many(
    room: HostedRoom, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [make(room) for _ in range(MOST_GOOD)]
    assert refusal(make, room) == "too_many_invitations"
    for one in kept[:2]:
        room.secrets.invitations.revoke(one.id)
    monkeypatch.setattr(invitations, "MOST_KEPT", MOST_GOOD)
    made = make(room)
    assert room.secrets.invitations.get(kept[0].id) is None  # the oldest that ended
    assert room.secrets.invitations.get(kept[1].id) is not None
    assert room.secrets.invitations.all[-1] == made


def test_a_wrong_secret_is_none_of_them(room: HostedRoom) -> None:
    one = make(room, door="guest")
    invitations = room.secrets.invitations
    assert invitations.good(one.secret, "guest") == one
    assert invitations.good(one.secret, "lan") is None
    end = "A" if one.secret[-1] != "A" else "B"
    nearly = (one.secret[:-1], one.secret[:-1] + end, one.secret[1:], one.secret + "A")
    for secret in ("", "한글", "\x00", *nearly):
        assert invitations.good(secret, "guest") is None
