"""What the host and moderators do with invitations, here and from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.address import Address
from server.host.host import HostedRoom
from server.host.invitations import hashed
from server.host.view import HostedView
from server.invitation import Invitation
from server.local import LocalLog
from server.room.refusal import Refused
from server.room.requests import Ban, SetRole
from tests.server.replica_stage import Replica
from tests.server.scene import Computer, come, go, until

MakeComputer = Callable[..., Computer]


class Links:
    """What the doors do: they make links while they are open."""

    def __init__(self, room: HostedRoom) -> None:
        self.open = {"lan", "guest"}
        self._room = room
        room.inviting.link_to = self.link_to

    def link_to(self, door: str, secret: str) -> str | None:
        if door not in self.open:
            return None
        if door == "guest":
            return f"http://10.0.0.2:47880/#invite={secret}"
        return Invitation(self._room.id, "1" * 64, (Address("10.0.0.2", 47800),), secret).link()


@pytest.fixture
def host(make_computer: MakeComputer) -> Computer:
    return make_computer("host")


@pytest.fixture
def room(host: Computer) -> HostedRoom:
    return host.found(open=False)


@pytest.fixture
def links(room: HostedRoom) -> Links:
    return Links(room)


def ask(room: HostedRoom, name: str, who: str = "", **payload: Any) -> dict[str, Any]:
    return room.inviting.answer(who or room.me, name, payload)


def refusal(function: Callable[..., Any], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value.code


def test_one_is_made_used_and_taken_back(room: HostedRoom, links: Links) -> None:
    made = ask(room, "make_invitation", uses=5, hours=24, label="동아리")["invitation"]
    link = links.link_to("lan", made["link"].partition("#")[2])
    assert made == {
        "invitation": hashed(made["link"].partition("#")[2]),
        "label": "동아리",
        "door": "lan",
        "by": {"id": room.me, "name": "Host"},
        "made_at": made["made_at"],
        "uses": 5,
        "used": 0,
        "left_ms": pytest.approx(24 * 3_600_000, abs=10_000),
        "always": False,
        "standing": "good",
        "came": [],
        "link": link,
    }
    seat, _ = come(room, "Minsu", invite=made["link"].partition("#")[2])
    (listed,) = ask(room, "invitations")["invitations"]
    assert (listed["used"], listed["came"]) == (1, [{"id": seat.member, "name": "Minsu"}])
    assert ask(room, "revoke_invitation", invitation=made["invitation"]) == {"ok": True}
    (listed,) = ask(room, "invitations")["invitations"]
    assert (listed["standing"], listed["link"]) == ("taken_back", "")


def test_only_who_may_invite_does(room: HostedRoom, links: Links) -> None:
    secret = room.secrets.invitation("lan")
    seat, ear = come(room, "Jun", invite=secret)
    for name in ("make_invitation", "invitations", "revoke_invitation"):
        assert refusal(ask, room, name, seat.member) == "not_allowed"
        assert refusal(ask, room, name, "m_nobody") == "not_allowed"
    room.act(room.me, SetRole("r", seat.member, "moderator"))
    made = ask(room, "make_invitation", seat.member, uses=1)["invitation"]
    assert made["by"] == {"id": seat.member, "name": "Jun"}
    newcomer, _ = come(room, "Minsu", invite=made["link"].partition("#")[2])
    member = room.state.members[newcomer.member]
    assert (member.way, member.by) == ("invite", seat.member)
    assert ask(room, "revoke_invitation", seat.member, invitation=hashed(secret))["ok"]
    go(room, seat, ear)


def test_the_good_ones_come_first_and_old_ones_are_forgotten(
    room: HostedRoom, links: Links
) -> None:
    first = ask(room, "make_invitation", label="first")["invitation"]
    for number in range(25):
        ended = ask(room, "make_invitation", label=f"ended {number}")["invitation"]
        ask(room, "revoke_invitation", invitation=ended["invitation"])
    listed = ask(room, "invitations")["invitations"]
    assert [one["label"] for one in listed[:2]] == ["first", "ended 24"]
    assert len(listed) == 21
    assert first["invitation"] == listed[0]["invitation"]


def test_the_lasting_one_is_listed_as_the_host_s(room: HostedRoom, links: Links) -> None:
    secret = room.secrets.invitation("lan")
    (listed,) = ask(room, "invitations")["invitations"]
    assert (listed["always"], listed["by"]["id"]) == (True, room.me)
    assert listed["link"].endswith(f"#{secret}")


def test_where_browsers_are_not_let_in_nobody_is_invited_there(
    room: HostedRoom, links: Links
) -> None:
    assert ask(room, "invitations")["guests"]
    assert ask(room, "make_invitation", door="guest")["invitation"]["link"].startswith("http://")
    links.open = {"lan"}
    listed = ask(room, "invitations")
    assert (listed["guests"], listed["invitations"][0]["link"]) == (False, "")
    assert refusal(ask, room, "make_invitation", door="guest") == "guests_closed"


def test_through_the_guest_door_no_secret_of_the_other_is_told(
    room: HostedRoom, links: Links
) -> None:
    lan = ask(room, "make_invitation")["invitation"]
    guest = ask(room, "make_invitation", door="guest")["invitation"]

    def through(name: str, **payload: Any) -> dict[str, Any]:
        return room.inviting.answer(room.me, name, payload, through="guest")

    listed = through("invitations")["invitations"]
    assert [one["invitation"] for one in listed] == [guest["invitation"]]
    assert refusal(through, "make_invitation") == "not_allowed"
    assert refusal(through, "revoke_invitation", invitation=lan["invitation"]) == "not_allowed"
    assert through("revoke_invitation", invitation=guest["invitation"])["ok"]
    assert refusal(through, "revoke_invitation", invitation="0" * 64) == "unknown_invitation"


def test_the_host_is_told_that_a_ban_changed_the_invitation(room: HostedRoom, links: Links) -> None:
    assert room.inviting.renewed() is None
    seat, _ = come(room, "Jun", invite=room.secrets.invitation("lan"))
    other, _ = come(room, "Yuna", door="guest", invite=room.secrets.invitation("guest"))
    room.act(room.me, Ban("c", other.member))
    assert room.inviting.renewed() is None
    room.act(room.me, Ban("b", seat.member))
    assert room.inviting.renewed() == "Jun"
    secret = room.secrets.invitation("lan")
    assert room.inviting.renewed() == "Jun"
    come(room, "Minsu", invite=secret)
    assert room.inviting.renewed() is None


def test_the_host_and_moderators_are_told_who_came_by_whom(room: HostedRoom, links: Links) -> None:
    seat, _ = come(room, "Jun", invite=room.secrets.invitation("lan"))
    mine = {m["id"]: m for m in room.members(room.me, "", 200)["members"]}
    assert mine[seat.member]["way"] == "invite"
    assert mine[seat.member]["by"] == {"id": room.me, "name": "Host"}
    theirs = {m["id"]: m for m in room.members(seat.member, "", 200)["members"]}
    assert not {"way", "by"} & theirs[seat.member].keys()
    room.act(room.me, SetRole("r", seat.member, "moderator"))
    theirs = {m["id"]: m for m in room.members(seat.member, "", 200)["members"]}
    assert theirs[seat.member] == mine[seat.member] | {"role": "moderator"}


def test_a_welcome_tells_ways_to_whom_they_concern(room: HostedRoom) -> None:
    secret = room.secrets.invitation("lan")
    seat, ear = come(room, "Jun", invite=secret)
    plain, _ = come(room, "Yuna", invite=secret)
    assert all("way" not in member for member in ear.welcome["members"])
    room.act(room.me, SetRole("r", plain.member, "moderator"))
    _, again = come(room, "Yuna", session=room.secrets.session_of(plain.member))
    told = {member["id"]: member for member in again.welcome["members"]}
    assert told[seat.member]["by"] == {"id": room.me, "name": "Host"}


# --- from elsewhere ----------------------------------------------------------------------------


@pytest.fixture
def friend(make_computer: MakeComputer, room: HostedRoom, links: Links) -> Replica:
    joined = Replica(make_computer("friend"), room)
    joined.line.invite = room.secrets.invitation("lan")
    joined.join()
    until(lambda: joined.room.connected, "it is connected")
    return joined


def test_a_moderator_elsewhere_invites(friend: Replica, room: HostedRoom) -> None:
    view = friend.room
    assert view.invite("invitations", {})["error"]["code"] == "not_allowed"
    room.act(room.me, SetRole("r", view.me, "moderator"))
    made = view.invite("make_invitation", {"uses": 1, "label": "from afar"})["invitation"]
    assert made["by"] == {"id": view.me, "name": "Minsu"}
    newcomer, _ = come(room, "Jun", invite=made["link"].partition("#")[2])
    listed = view.invite("invitations", None)["invitations"]
    assert listed[0]["standing"] == "good"  # the lasting one
    assert (listed[1]["label"], listed[1]["standing"]) == ("from afar", "used_up")
    assert view.invite("revoke_invitation", {"invitation": listed[0]["invitation"]}) == {"ok": True}
    until(lambda: newcomer.member in view.state.members, "it is in the log there")
    told = {one["id"]: one for one in view.people()}
    assert told[newcomer.member]["by"] == {"id": view.me, "name": "Minsu"}


def test_what_is_not_of_its_form_is_not_sent(friend: Replica) -> None:
    before = len(friend.line.asked)
    assert refusal(friend.room.invite, "make_invitation", {"uses": 0}) == "malformed"
    assert len(friend.line.asked) == before


def test_a_host_s_link_to_somewhere_else_is_not_shown(friend: Replica, room: HostedRoom) -> None:
    room.act(room.me, SetRole("r", friend.room.me, "moderator"))

    def bend(name: str, payload: Any) -> Any:
        if name == "make_invitation":
            payload["invitation"]["link"] = "javascript:alert(1)"
        return payload

    friend.line.bend = bend
    assert refusal(friend.room.invite, "make_invitation", {}) == "malformed"


def test_while_the_host_is_away_nobody_invites(friend: Replica, room: HostedRoom) -> None:
    room.act(room.me, SetRole("r", friend.room.me, "moderator"))
    friend.line.cut()
    assert refusal(friend.room.invite, "invitations", {}) == "away"


def test_the_host_s_own_window_invites_while_the_room_is_open(
    host: Computer, room: HostedRoom, links: Links
) -> None:
    view = HostedView(room, store=host.store, disk=host.disk, identity=host.identity)
    made = view.invite("make_invitation", {"hours": 1})["invitation"]
    assert view.invite("invitations", {})["invitations"] == [
        {**made, "left_ms": pytest.approx(made["left_ms"], abs=5000)}
    ]
    row = host.store.rooms.get(room.id)
    assert row is not None
    stopped = LocalLog(row, store=host.store, disk=host.disk, me=room.me)
    assert refusal(stopped.invite, "invitations", {}) == "closing"
