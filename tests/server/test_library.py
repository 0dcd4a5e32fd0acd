"""Searching all rooms of a computer, through the page's request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import gevent
import pytest

from server.library import BUSY, Library
from server.room.refusal import Refused
from server.room.requests import Amend, Leave, Say, SetProfile
from tests.server.doors.program import Program
from tests.server.replica_stage import Replica, fill
from tests.server.scene import Computer, come, say, until
from tests.support.wait import wait_for

MakeComputer = Callable[..., Computer]


def test_what_is_said_is_found_in_every_room(make_computer: MakeComputer) -> None:
    computer = make_computer("host")
    rooms = {room.id: room for room in (computer.found(), computer.found())}
    library = Library(computer.store, computer.disk, lambda: rooms)
    for number, room in enumerate(rooms.values()):
        seat, _ = come(room, "Yuna")
        say(room, seat, f"s-{number}", f"고등학교 {number}")
    assert library.find("학교") == {"hits": [], "more": False, "indexing": True}
    library.catch_up()
    found = library.find("학교")
    assert (len(found["hits"]), found["more"], found["indexing"]) == (2, False, False)
    assert {hit["room"] for hit in found["hits"]} == set(rooms)
    hit = found["hits"][0]
    assert (hit["text"][hit["marks"][0][0] : hit["marks"][0][1]], hit["name"]) == ("학교", "Yuna")
    one = next(iter(rooms))
    assert [hit["room"] for hit in library.find("학교", room=one)["hits"]] == [one]
    assert library.find("학교", limit=1)["more"] is True
    assert library.find("")["hits"] == []
    with pytest.raises(Refused):
        library.find("학교", room="0" * 32)


def test_by_person_and_by_time(make_computer: MakeComputer) -> None:
    computer = make_computer("host")
    rooms = {room.id: room for room in (computer.found(), computer.found())}
    library = Library(computer.store, computer.disk, lambda: rooms)
    one, two = rooms.values()
    yuna, _ = come(one, "Yuna")
    jun, _ = come(two, "Jun")
    say(one, yuna, "s-1", "저녁에 만나요")
    say(two, jun, "s-2", "내일 만나요")
    library.catch_up()
    assert [p["name"] for p in library.people("yU")["people"]] == ["Yuna"]
    assert "Jun" not in [p["name"] for p in library.people("", room=one.id)["people"]]
    assert [hit["name"] for hit in library.find("만나", author=jun.member)["hits"]] == ["Jun"]
    (hit,) = library.find("", author=yuna.member)["hits"]
    assert (hit["text"], hit["marks"], hit["cut"]) == ("저녁에 만나요", [], [False, False])
    since = library.find("", since=hit["at"])["hits"]
    assert {hit["name"] for hit in since} == {"Jun", "Yuna"}
    assert library.find("만나", until=hit["at"] - 1)["hits"] == []
    assert library.find("?!", author=yuna.member)["hits"] == []
    with pytest.raises(Refused):
        library.people("", room="0" * 32)


def test_who_is_found_looks_as_they_have_chosen(make_computer: MakeComputer) -> None:
    room = make_computer("host").found()
    library = Library(room._store, room._disk, lambda: {room.id: room})
    yuna, _ = come(room, "Yuna")
    say(room, yuna, "s-1", "저녁에 만나요")
    library.catch_up()
    assert "colour" not in library.find("만나")["hits"][0]
    room.ask(yuna, SetProfile("p", "late", 0, "🦊"))
    assert library.find("만나")["hits"][0]["colour"] == 0
    (found,) = library.people("yuna")["people"]
    told = {"status": "late", "colour": 0, "picture": "🦊"}
    assert found == {"id": yuna.member, "name": "Yuna", **told}
    room.ask(yuna, Leave("l"))
    assert "colour" not in library.find("만나")["hits"][0]


def test_a_long_message_is_shown_around_what_was_found(make_computer: MakeComputer) -> None:
    computer = make_computer("host")
    room = computer.found()
    library = Library(computer.store, computer.disk, lambda: {room.id: room})
    seat, _ = come(room, "Yuna")
    say(room, seat, "s-1", "x " * 3000 + "needle" + " y" * 1000)
    library.catch_up()
    (hit,) = library.find("needle")["hits"]
    assert hit["cut"] == [True, True]
    start, end = hit["marks"][0]
    assert hit["text"][start:end] == "needle"
    assert len(hit["text"]) <= 240


def test_a_joined_rooms_log_is_searched_also_what_was_fetched_late(
    make_computer: MakeComputer,
) -> None:
    host = make_computer("host").found()
    fill(host, 700, "old")
    friend = Replica(make_computer("friend"), host).join()
    friend.same()
    rooms = {host.id: friend.room}
    library = Library(friend.computer.store, friend.computer.disk, lambda: rooms)
    library.catch_up()
    assert library.find("old-3")["hits"]
    assert not library.find("old-3")["indexing"]
    seat, _ = come(host, "Yuna")
    number = room_number(host.ask(seat, Say("s-1", "first words")))
    host.ask(seat, Amend("a-1", number, "second words"))
    until(lambda: friend.room.state.last == host.state.last, "it has caught up")
    library.catch_up()
    assert library.find("first")["hits"] == []
    assert [hit["number"] for hit in library.find("second")["hits"]] == [number]


def test_a_room_begun_anew_while_it_is_put_into_the_index(
    make_computer: MakeComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer = make_computer("host")
    old, new = computer.found(), computer.found()
    for room, text in ((old, "before"), (new, "afterwards")):
        seat, _ = come(room, "Yuna")
        for number in range(5 if room is old else 1):
            say(room, seat, f"s-{number}", f"{text} {number}")
    rooms = {"r": old}
    library = Library(computer.store, computer.disk, lambda: rooms)
    work = computer.disk.work

    def replaced(*given: Any) -> Any:
        if rooms["r"] is old:
            rooms["r"] = new
            library.forgotten("r")
        return work(*given)

    monkeypatch.setattr(computer.disk, "work", replaced)
    library.catch_up()
    library.catch_up()
    assert [hit["text"] for hit in library.find("afterwards")["hits"]] == ["afterwards 0"]


@pytest.mark.parametrize("share", [2 * BUSY, BUSY / 2])
def test_it_waits_while_the_program_works_for_others(
    make_computer: MakeComputer, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    room = make_computer("host").found()
    fill(room, 5, "s")
    began = time.monotonic()
    library = Library(
        *(room._store, room._disk, lambda: {room.id: room}),
        lambda: share * (time.monotonic() - began),
    )
    monkeypatch.setattr("server.library.AT_ONCE", 3)
    monkeypatch.setattr("server.library.EVERY", 60.0)
    catching_up = gevent.spawn(library.catch_up)
    if share > BUSY:
        until(lambda: library._done.get(room.id) == 3, "a step is made")
        catching_up.join(0.5)
        assert (library._done[room.id], catching_up.dead) == (3, False)
        assert library.find("s")["indexing"]
    else:
        catching_up.join(10)
        assert catching_up.dead
        assert not library.find("s")["indexing"]
    catching_up.kill()


def room_number(answer: dict[str, object]) -> int:
    assert isinstance(answer["number"], int)
    return answer["number"]


def test_the_page_searches(programs: Callable[[str], Program]) -> None:
    program = programs("one")
    home = program.page()
    room = home.ask("host", name="방", admission="open")["room"]
    inside = program.page("/room", room=room)
    inside.next("welcome")
    assert inside.say("고등학교에서 만나요")["ok"]
    wait_for(lambda: home.ask("search", text="학교")["hits"], "it to be found")
    assert home.ask("search", text="등학", room=room)["hits"][0]["room"] == room
    me = home.ask("search_people", text="", room=room)["people"]
    assert len(me) == 1
    assert len(home.ask("search", text="", author=me[0]["id"])["hits"]) == 1
    assert home.ask("search", text="학교", until=-5, since=2**53 - 1)["hits"] == []
    assert home.ask("search", text="학교", since=2**60)["error"]["code"] == "malformed"
    assert home.ask("search_people", text="x" * 201)["error"]["code"] == "malformed"
    assert home.ask("search", text="x" * 201)["error"]["code"] == "malformed"
    assert home.ask("forget", room=room)["ok"]
    assert home.ask("search", text="학교")["hits"] == []
