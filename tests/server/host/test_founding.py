from __future__ import annotations

import pytest

from server.encoding import from_base64url, to_base64url
from server.host.founding import found_room, new_id, room_id
from server.room.entry import START, chained
from server.room.refusal import Refused
from server.room.requests import Leave
from server.room.rules import check_form
from server.room.state import State, fold
from tests.server.scene import Computer
from tests.support.stored import stored


def test_a_rooms_id_is_what_it_always_was() -> None:
    assert room_id(b"key", bytes(16)) == "e36b304797766bab225ac9e4556d067d"


def test_a_room_begins_with_two_entries(computer: Computer) -> None:
    row = found_room(
        computer.store, computer.identity, name=" 방 ", my_name="민수", admission="invited"
    )
    opened, joined = stored(computer.store, row.key)
    assert opened.body is not None
    key, nonce = opened.body["key"], opened.body["nonce"]
    assert key == to_base64url(computer.identity.public_key)
    assert room_id(from_base64url(key), bytes.fromhex(nonce)) == row.state.room
    assert (opened.number, opened.term, opened.kind, opened.body["open"]) == (1, 1, "opened", False)
    assert (joined.number, joined.kind, joined.author) == (2, "joined", computer.identity.member)
    assert joined.body == {"first": 1, "door": "window", "key": key}
    assert joined.at == opened.at
    first = chained(opened, START)
    assert (first.chain, chained(joined, first.chain).chain) == (opened.chain, joined.chain)
    assert row.state == fold(State(room=row.state.room), [opened, joined])
    assert row.state.name == "방"


@pytest.mark.parametrize(("name", "mine"), [("", "M"), ("x" * 61, "M"), ("r", "\u202e"), ("r", "")])
def test_bad_names_found_nothing(computer: Computer, name: str, mine: str) -> None:
    with pytest.raises(Refused):
        found_room(computer.store, computer.identity, name=name, my_name=mine, admission="open")
    assert computer.store.rooms.all() == []


def test_two_rooms_are_two(computer: Computer) -> None:
    rooms = [
        found_room(computer.store, computer.identity, name="r", my_name="M", admission="open")
        for _ in range(2)
    ]
    assert rooms[0].state.room != rooms[1].state.room


def test_an_id_made_here_is_of_the_form_that_is_asked_of_others() -> None:
    check_form(Leave(new_id()))
    assert new_id() != new_id()
