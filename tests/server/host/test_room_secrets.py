"""The secrets of a room: each opens one door, for one thing."""

from __future__ import annotations

from server.host.invitations import hashed
from server.host.room_secrets import RoomSecrets
from tests.server.scene import Computer, come


def test_an_invitation_is_made_once_and_opens_one_door(computer: Computer) -> None:
    room = computer.found(open=False)
    lan, guest = room.secrets.invitation("lan"), room.secrets.invitation("guest")
    assert lan != guest
    assert room.secrets.invitation("lan") == lan
    again = RoomSecrets(computer.store, computer.disk, room.key, room.state)
    assert again.invitation("lan") == lan


def test_a_session_names_its_member_at_its_door_while_they_are_here(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "Yuna", door="guest")
    session = ear.welcome["session"]
    assert len(session) >= 22  # 128 bits in base64url
    assert room.secrets.member_of(session, "guest", room.state) == seat.member
    assert room.secrets.member_of(session, "lan", room.state) is None
    assert room.secrets.member_of("unknown", "guest", room.state) is None
    again = RoomSecrets(computer.store, computer.disk, room.key, room.state)
    assert again.session_of(seat.member) == session
    assert again.member_of(session, "guest", room.state) == seat.member


def test_only_hashes_stand_in_the_log(computer: Computer) -> None:
    room = computer.found(open=False)
    invite = room.secrets.invitation("lan")
    _, ear = come(room, "Yuna", invite=invite)
    session = ear.welcome["session"]
    spelled = "".join(row.body or "" for row in computer.store.log.after(room.key, 0, 100))
    assert hashed(invite) in spelled
    assert hashed(session) in spelled
    assert invite not in spelled
    assert session not in spelled
