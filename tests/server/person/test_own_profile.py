"""One profile for all rooms: told where one is, and where one comes in later."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from server.room.profile import Profile
from tests.server.doors.program import Page, Program
from tests.server.doors.test_asks_private import card, shared
from tests.support.wait import wait_for

Programs = Callable[[str], Program]
LAP = Profile("on the lap")


def shown(program: Program, room: str, member: str) -> Profile:
    """How `member` is shown in `room`, as `program` has it."""
    parts = program.app._parts
    assert parts is not None
    return parts.rooms.get(room).state.members[member].profile


def profiled(page: Page) -> list[dict[str, Any]]:
    told = [entry for batch in page.all("entries") for entry in batch]
    return [one["body"] for one in told if one["kind"] == "profiled"]


def test_it_is_told_to_rooms_here_and_elsewhere_and_to_those_opened_later(
    programs: Programs,
) -> None:
    kept = cache(programs)  # one program of each name
    home, door, room, member = shared(kept)
    host, friend = kept("host"), kept("friend")
    me = home.next("home")["me"]["member"]
    fox = Profile("점심", 4, "🦊")
    assert door.ask("set_profile", **fox.chosen)["ok"]
    wait_for(lambda: shown(host, room, member) == fox, "the host to know the friend's")
    assert home.ask("set_profile", status="hosting")["ok"]
    wait_for(lambda: shown(friend, room, me) == Profile("hosting"), "the friend to know the host's")
    # A room that is opened later is told as well.
    later = home.ask("host", name="둘째", admission="open")["room"]
    wait_for(lambda: shown(host, later, me) == Profile("hosting"), "the new room to know it")
    # What is chosen while a room is away is said when it is back, and only once.
    assert home.ask("stop", room=room)["ok"]
    wait_for(lambda: not connected(friend, room), "the host to be away")
    assert door.ask("set_profile", status="back at two")["ok"]
    assert home.ask("set_profile")["ok"]
    assert home.ask("start", room=room)["ok"]
    assert door.ask("retry_now", room=room)["ok"]
    back = Profile("back at two")
    wait_for(lambda: shown(host, room, member) == back, "the room to hear of it")
    wait_for(lambda: shown(host, room, me) == Profile(), "the host's to be taken back")
    assert shown(host, later, me) == Profile()
    page = host.page("/room", room=room, after=0)
    page.say("the end")
    wait_for(lambda: len(profiled(page)) == 4, "all of them")
    for told in (fox.chosen, {"status": "hosting"}, back.chosen, {}):
        assert profiled(page).count(told) == 1


def connected(program: Program, room: str) -> bool:
    parts = program.app._parts
    assert parts is not None
    return bool(parts.rooms.get(room).status["kind"] == "connected")


def test_who_is_muted_takes_back_at_once_and_says_more_once_they_may_speak(
    programs: Programs,
) -> None:
    kept = cache(programs)
    _, door, room, member = shared(kept)
    page = kept("host").page("/room", room=room)
    page.next("welcome")
    assert door.ask("set_profile", status="buy now")["ok"]
    loud = Profile("buy now")
    wait_for(lambda: shown(kept("friend"), room, member) == loud, "the first")
    assert page.ask("mute", id="m", member=member)["ok"]
    wait_for(lambda: muted(kept("friend"), room, member), "the friend to know that")
    assert door.ask("set_profile")["ok"]
    wait_for(lambda: shown(kept("friend"), room, member) == Profile(), "it to be taken back")
    assert door.ask("set_profile", status="let me in")["ok"]
    assert page.ask("unmute", id="u", member=member)["ok"]
    wait_for(lambda: shown(kept("host"), room, member) == Profile("let me in"), "the profile")

    def told() -> list[str]:
        return [entry["kind"] for batch in page.all("entries") for entry in batch]

    # The host has it before it is told.
    wait_for(lambda: told()[-3:] == ["profiled", "unmuted", "profiled"], "all to be told")
    assert told()[-4:] == ["muted", "profiled", "unmuted", "profiled"]


def muted(program: Program, room: str, member: str) -> bool:
    parts = program.app._parts
    assert parts is not None
    return parts.rooms.get(room).state.members[member].muted


def test_two_computers_of_one_person_do_not_undo_each_other(programs: Programs) -> None:
    kept = cache(programs)
    _, door, room, member = shared(kept)
    assert door.ask("set_profile", status="on the desk")["ok"]
    desk = Profile("on the desk")
    wait_for(lambda: shown(kept("host"), room, member) == desk, "the first")
    # As the other computer with the same key would ask.
    page = kept("friend").page("/room", room=room)
    page.next("welcome")
    assert page.ask("profile", id="p", status="on the lap")["ok"]
    wait_for(lambda: shown(kept("friend"), room, member) == LAP, "the second to come down")
    page.say("the end")
    wait_for(lambda: "the end" in str(page.all("entries")), "the end")
    assert shown(kept("host"), room, member) == LAP


def lap_is_chosen_elsewhere(host: Program, friend: Program, room: str, member: str) -> None:
    """As the friend's other computer, with the same key, would ask; and it stands."""
    page = friend.page("/room", room=room)
    page.next("welcome")
    assert page.ask("profile", id="p", status="on the lap")["ok"]
    wait_for(lambda: shown(friend, room, member) == LAP, "the other's to come down")
    looked_at(host, friend, room, "the end")
    assert shown(host, room, member) == LAP


def looked_at(host: Program, friend: Program, room: str, text: str) -> None:
    """Until the friend's program has looked at the room again, and the host heard what it said."""
    page, home = friend.page("/room", room=room), friend.page()
    page.next("welcome")
    page.say(text)
    wait_for(lambda: (card(home, room).get("last") or {}).get("text") == text, "the card")
    page.say(f"{text}, really")
    heard = host.page("/room", room=room)
    wait_for(lambda: f"{text}, really" in str(heard.all("entries")), "the host to hear all")


def come_again(home: Page, door: Page, friend: Program, room: str) -> None:
    """The friend's program comes in anew."""
    assert home.ask("stop", room=room)["ok"]
    wait_for(lambda: not connected(friend, room), "the host to be away")
    assert home.ask("start", room=room)["ok"]
    assert door.ask("retry_now", room=room)["ok"]
    wait_for(lambda: connected(friend, room), "the host to be back")


def test_what_another_computer_chose_stands_where_ones_own_was_shown_before(
    programs: Programs,
) -> None:
    kept = cache(programs)
    home, door, room, member = shared(kept)
    host, friend = kept("host"), kept("friend")
    assert door.ask("set_profile", status="on the desk")["ok"]
    desk = Profile("on the desk")
    wait_for(lambda: shown(friend, room, member) == desk, "the first")
    come_again(home, door, friend, room)
    looked_at(host, friend, room, "nothing to say to this connection")
    lap_is_chosen_elsewhere(host, friend, room, member)
    come_again(home, door, friend, room)
    looked_at(host, friend, room, "nothing to say any more")
    assert shown(host, room, member) == LAP
    # Who chooses here once more, be it the same, means it.
    assert door.ask("set_profile", status="on the desk")["ok"]
    wait_for(lambda: shown(host, room, member) == desk, "the first again")


def test_a_computer_where_nothing_was_chosen_takes_nothing_back(programs: Programs) -> None:
    kept = cache(programs)
    home, door, room, member = shared(kept)
    host, friend = kept("host"), kept("friend")
    lap_is_chosen_elsewhere(host, friend, room, member)
    come_again(home, door, friend, room)
    looked_at(host, friend, room, "nothing was ever chosen here")
    assert shown(host, room, member) == LAP
