"""All rooms of a computer: hosted, joined, left, set aside; and the way into one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gevent
import pytest

from server.address import Address
from server.joining.acquaintance import own_of_name
from server.room.refusal import Refused
from server.room.requests import Say
from tests.server.houses import House
from tests.server.scene import Ear, come, say, until

AT = Address("192.168.0.5", 47800)


MakeHouse = Callable[[str], House]


def code(function: Callable[..., Any], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value.code


# --- hosting -----------------------------------------------------------------------------------


def test_a_hosted_room_is_stopped_and_started_with_its_log(make_house: MakeHouse) -> None:
    house = make_house("host")
    room = house.host_room()
    seat, ear = come(room, "Yuna")
    say(room, seat, "a")
    house.all.stop(room.id)
    assert ear.dropped == "closing"
    assert house.state_of(room.id) == {"kind": "stopped"}
    assert house.all.find_hosted(room.id) is None
    view = Ear()
    house.all.get(room.id).enter(view, -1)
    until(lambda: view.texts == ["a"], "it is still read")
    house.all.start(room.id)
    assert view.dropped == "moved"
    again = house.all.find_hosted(room.id)
    assert again is not None
    assert again.state == room.state
    assert house.state_of(room.id) == {"kind": "hosting"}


def test_rooms_stay_stopped_after_a_restart(make_house: MakeHouse) -> None:
    id = make_house("host").host_room().id
    house = make_house("host")
    assert house.state_of(id) == {"kind": "stopped"}
    house.all.start(id, "invited")
    assert house.all.hosted[0].state.open is False


def test_two_starts_at_once_are_one(make_house: MakeHouse) -> None:
    house = make_house("host")
    id = house.host_room().id
    house.all.stop(id)
    before = fence(house)
    starts = [gevent.spawn(house.all.start, id, True) for _ in range(3)]
    gevent.joinall(starts, timeout=10, raise_error=True)
    (room,) = house.all.hosted
    seat, _ = come(room, "Yuna")
    assert say(room, seat, "a")["ok"]
    assert fence(house) == before + 1  # one writer was made


def fence(house: House) -> int:
    with house.store.database.pen() as (_, driver):
        return int(driver.execute("SELECT max(fence) FROM rooms").fetchone()[0])


def test_the_room_opened_last_is_the_main_one(make_house: MakeHouse) -> None:
    house = make_house("host")
    first, second = house.host_room("one"), house.host_room("two")
    assert house.all.find_hosted(None) is second
    gevent.sleep(0.005)
    house.all.stop(first.id)
    house.all.start(first.id)
    main = house.all.find_hosted(None)
    assert main is not None
    assert main.id == first.id
    assert own_of_name(house.all.rows, "two") == second.id


def test_forgetting_a_hosted_room(make_house: MakeHouse) -> None:
    house = make_house("host")
    id = house.host_room().id
    house.all.forget(id)
    assert house.all.cards() == []
    assert code(house.all.get, id) == "unknown_room"
    assert make_house("host").all.cards() == []


def test_on_another_network_the_card_says_so(make_house: MakeHouse) -> None:
    house = make_house("host")
    id = house.host_room().id
    assert house.all.cards()[0]["network_changed"] is False
    house.all._network = lambda: "café"
    house.all.stop(id)
    cards = {card["id"]: card for card in house.all.cards()}
    assert cards[id]["network_changed"] is True


# --- joining -----------------------------------------------------------------------------------


def test_joining_by_link_and_coming_back_after_a_restart(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room(open=False)
    seat, _ = come(room, "Yuna", invite=room.secrets.invitation("lan"))
    say(room, seat, "hello")
    joined = friend.join(host.link_to(room))
    assert joined.id == room.id
    until(lambda: joined.state == room.state, "all is here")
    assert friend.state_of(room.id) == {"kind": "connected"}
    friend = make_house("friend")
    again = friend.all.joined(room.id)
    until(lambda: again.connected, "it comes back by itself")
    assert [m.name for m in room.state.members.values()] == ["Host", "Yuna", "Minsu"]


def test_joining_by_address_leads_to_the_main_room(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room(open=True)
    found = friend.joining.probe("192.168.0.5")
    assert found["kind"] == "address"
    assert found["check_number"] == host.identity.check_number
    assert friend.joining.join(found["probe"], "Minsu", None) == room.id
    known = friend.joining.probe("192.168.0.5")
    assert known["room"] == room.id
    assert code(friend.joining.join, found["probe"], "Minsu", None) == "no_answer"


def test_an_invited_room_asks_for_the_invitation(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room(open=False)
    found = friend.joining.probe("192.168.0.5")["probe"]
    assert code(friend.joining.join, found, "Minsu", None) == "invite_needed"
    assert code(friend.joining.join, found, "Minsu", "wrong") == "invite_wrong"
    assert code(friend.joining.join, found, "\u202e", None) == "name_invalid"
    assert code(friend.joining.join, found, "Host", host.link_to(room)) == "name_taken"
    assert friend.all.cards() == []
    assert friend.joining.join(found, "Minsu", host.link_to(room)) == room.id
    assert all(line.closed for line in friend.lines[:-1])


def test_ones_own_room_is_not_joined(make_house: MakeHouse) -> None:
    host = make_house("host")
    room = host.host_room()
    assert code(host.joining.probe, host.link_to(room)) == "own_room"


def test_a_link_to_a_room_one_has_opens_it(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room()
    friend.join(host.link_to(room))
    found = friend.joining.probe(host.link_to(room))
    assert found["room"] == room.id
    until(lambda: friend.all.joined(room.id).connected, "it is followed again")
    assert len(friend.all.cards()) == 1


# --- leaving -----------------------------------------------------------------------------------


def test_leaving_for_good_and_coming_again(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room()
    friend.join(host.link_to(room))
    friend.all.leave(room.id)
    assert not room.state.members[friend.identity.member].here
    assert friend.state_of(room.id) == {"kind": "left"}
    friend = make_house("friend")
    assert friend.state_of(room.id) == {"kind": "left"}
    friend.joining.probe(host.link_to(room))
    until(lambda: friend.all.joined(room.id).connected, "it is joined again")
    assert room.state.members[friend.identity.member].here


def test_leaving_needs_no_answer_of_the_host(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room()
    joined = friend.join(host.link_to(room))
    line = friend.lines[-1]
    line.hold = True
    leaving = gevent.spawn(friend.all.leave, room.id)
    until(lambda: not room.state.members[friend.identity.member].here, "the host knows")
    line.cut()
    leaving.get(timeout=5)
    assert friend.state_of(room.id) == {"kind": "left"}
    assert not joined.connected


# --- another log -------------------------------------------------------------------------------


def test_a_differing_log_is_kept_aside_and_the_hosts_is_fetched(make_house: MakeHouse) -> None:
    host, friend = make_house("host"), make_house("friend")
    room = host.host_room()
    joined = friend.join(host.link_to(room))
    joined.say(Say("kept", "x"))
    until(lambda: joined.state == room.state and joined.state.last == 4, "it is there")
    last, chain = room.state.last, room.state.chain
    joined.say(Say("lost", "안녕"))
    until(lambda: joined.state.last == last + 1, "it is there, too")
    host.all.stop(room.id)
    friend.lines[-1].cut("closing")
    host.store.log.drop_after(room.key, last)
    with host.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE rooms SET last = ?, chain = ?", (last, chain))
    host.all.start(room.id)
    new = host.all.hosted[0]
    assert code(friend.all.follow_host, room.id) == "not_allowed"  # it is the host's so far
    friend.all.relink(room.id)
    until(lambda: "parting" in friend.state_of(room.id), "it is known where they part")
    assert friend.state_of(room.id)["parting"]["number"] == last + 1
    assert [card["id"] for card in friend.all.cards()] == [room.id]  # nothing is done by itself
    window = Ear()
    friend.all.get(room.id).enter(window, -1)
    until(lambda: window.texts == ["x", "안녕"], "all that was said is read")
    friend.all.follow_host(room.id)
    assert window.dropped == "closing"
    assert len(friend.all.cards()) == 2
    until(lambda: friend.all.joined(room.id).state == new.state, "the new one is fetched")
    until(lambda: [r.id for r in host.store.log.after(room.key, last, 9)] == ["lost"], "said again")
    aside = next(id for id in friend.all.ids if "~" in id)
    assert friend.state_of(aside)["code"] == "log_differs"
    ear = Ear()
    friend.all.get(aside).enter(ear, -1)
    until(lambda: ear.texts == ["x", "안녕"], "the old one is read")
    assert ear.welcome["parted"] == [last + 1]
    new_ear = Ear()
    friend.all.get(room.id).enter(new_ear, -1)
    assert new_ear.welcome["parted"] == [last + 1]
    assert "parting" not in friend.all.details(room.id)
    friend = make_house("friend")
    assert friend.state_of(aside)["code"] == "log_differs"
    until(lambda: friend.state_of(room.id)["kind"] == "connected", "the new one is followed")


# --- reading -----------------------------------------------------------------------------------


def test_unread_is_what_others_said(make_house: MakeHouse) -> None:
    house = make_house("host")
    room = house.host_room()
    seat, _ = come(room, "Yuna")
    said: list[str] = []
    house.all.said = lambda id, rows: said.extend(id for row in rows if row.kind == "said")
    for n in range(5):
        say(room, seat, f"s-{n}", f"text {n}")
    (card,) = house.all.cards()
    assert (card["unread"], house.all.unread, len(said)) == (5, 5, 5)
    assert (card["last"]["name"], card["last"]["text"]) == ("Yuna", "text 4")
    house.all.read(room.id, 5)
    assert house.all.unread == 3
    house.all.read(room.id, 3)  # never back
    assert house.all.unread == 3
    house.all.draft(room.id, "안녕")
    again = make_house("host").all.cards()[0]
    assert (again["unread"], again["draft"]) == (3, "안녕")


def test_unread_counts_beyond_a_thousand(make_house: MakeHouse) -> None:
    house = make_house("host")
    room = house.host_room()
    seat, _ = come(room, "Yuna")
    asked = [gevent.spawn(say, room, seat, f"s-{n}") for n in range(1200)]
    gevent.joinall(asked, timeout=30, raise_error=True)
    house.all.read(room.id, 10)
    assert house.all.unread == room.state.last - 10


def test_cards_are_told_now_and_then(make_house: MakeHouse) -> None:
    house = make_house("host")
    room = house.host_room()
    told: list[int] = []
    house.all.cards_changed = lambda: told.append(1)
    seat, _ = come(room, "Yuna")
    for n in range(30):
        say(room, seat, f"s-{n}")
    until(lambda: told, "a card is told")
    assert len(told) < 5
