"""The welcome's form, which clients that nobody here wrote rely on."""

from __future__ import annotations

import json

import pytest

from server.host.host import Limits
from server.room.state import Member, State
from server.welcome import member_of, welcome_of
from tests.server.scene import Computer, come


def test_what_the_contract_names_is_there(computer: Computer) -> None:
    room = computer.found()
    _, ear = come(room, "Yuna")
    welcome = ear.welcome
    names = "protocol room you session members members_total first from last chain state limits"
    assert set(names.split()) <= welcome.keys()
    assert {"id", "name", "open", "admission", "topic", "history", "slow_mode"} == set(
        welcome["room"]
    )
    assert set(welcome["you"]) == {"id", "name", "role"}
    assert {"text", "name"} <= welcome["limits"].keys()


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(), '"rate":10,"burst":50}'),
        (Limits(rate=10.0, burst=50.0), '"rate":10,"burst":50}'),  # from the command line
        (Limits(rate=0.5), '"rate":0.5,"burst":50}'),
    ],
)
def test_whole_numbers_are_told_as_such(computer: Computer, limits: Limits, told: str) -> None:
    _, ear = come(computer.found(limits=limits), "Yuna")
    # A client in a strict language takes 10.0 for no integer.
    assert json.dumps(ear.welcome["limits"], separators=(",", ":")).endswith(told)


def test_the_state_is_that_before_the_page(computer: Computer) -> None:
    room = computer.found(open=True)
    rows = computer.store.log.after(room.key, 0, 100)
    me = room.state.members[computer.identity.member]

    def state_from(start: int) -> object:
        page = [row for row in rows if row.number >= start]
        told = welcome_of(
            room.state, me, start=start, last=2, page=page, members=[], members_total=1
        )
        return told["state"]["name"]

    assert state_from(1) == ""  # before the founding there was no room
    assert state_from(2) == "사랑방"


def test_a_members_role_is_what_they_can_prove() -> None:
    state = State(host="m_host")
    roles = {
        id: member_of(Member(id, "x", 1, 1, "lan", key=key), state, False)["role"]
        for id, key in (("m_host", "k"), ("m_other", "k"), ("g_guest", None))
    }
    assert roles == {"m_host": "host", "m_other": "member", "g_guest": "guest"}


def test_what_a_member_has_chosen_is_told_and_nothing_else() -> None:
    state = State(host="m_host")
    plain = member_of(Member("m_other", "x", 7, 1, "lan"), state, True)
    assert not {"status", "colour", "picture"} & plain.keys()
    told = member_of(Member("m_other", "x", 7, 1, "lan", colour=0, picture="🦊"), state, True)
    assert told.keys() - plain.keys() == {"colour", "picture"}


def test_a_member_is_told_with_its_key_and_its_joining() -> None:
    state = State(host="m_host")
    told = member_of(Member("m_other", "x", 7, 1, "lan", key="k"), state, True)
    assert (told["key"], told["joined"]) == ("k", 7)
    assert "key" not in member_of(Member("g_guest", "x", 8, 1, "lan"), state, True)
