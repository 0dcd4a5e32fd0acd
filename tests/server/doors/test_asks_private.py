"""Talking in private, between whole programs that share a room."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def shared(programs: Programs) -> tuple[Page, Page, str, str]:
    """Pages of a host and of a friend in its room; the room's id, and the friend's member id."""
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    port = home.ask("invite", room=room)["port"]
    found = door.ask("probe", text=f"127.0.0.1:{port}")
    assert door.ask("join", probe=found["probe"], name="지영")["room"] == room
    member = friend.page("/room", room=room).next("welcome")["you"]["id"]
    return home, door, room, member


def card(page: Page, room: str) -> dict[str, Any]:
    cards = page.all("rooms")[-1] if page.all("rooms") else []
    return next((one for one in cards if one["id"] == room), {})


def wishes(page: Page) -> list[dict[str, Any]]:
    return list(page.next("private_wishes"))


def test_the_other_is_asked_and_comes_into_a_room_for_two(programs: Programs) -> None:
    kept = cache(programs)  # one program of each name
    home, door, room, member = shared(kept)
    assert home.ask("set_profile", status="at home", colour=4, picture="🦊")["ok"]
    common = kept("friend").page("/room", room=room)
    wait_for(lambda: "profiled" in str(common.all("entries")), "the friend to know it")
    asked = home.ask("talk_privately", room=room, member=member)
    assert asked.get("delivered") is True, asked
    wait_for(lambda: wishes(door), "the wish to arrive")
    wish = wishes(door)[0]
    assert wish["room"] == room
    assert (wish["colour"], wish["picture"], "status" in wish) == (4, "🦊", False)
    asked_of = kept("friend").desk.asked
    wait_for(lambda: ("set_title", None, 0, 1) in asked_of, "the title to count it")
    # Asked again it is the same room, and one wish.
    again = home.ask("talk_privately", room=room, member=member)
    assert again.get("room") == asked["room"], again
    wait_for(lambda: wishes(door)[0]["wish"] != wish["wish"], "the newer wish")
    assert len(wishes(door)) == 1
    came = door.ask("answer_private", wish=wishes(door)[0]["wish"], answer="accept")
    assert came.get("room") == asked["room"], came
    wait_for(lambda: not wishes(door), "nobody to ask any more")
    two = asked["room"]
    wait_for(lambda: card(home, two).get("two", {}).get("name") == "지영", "the other's name")
    wait_for(lambda: "two" in card(door, two), "the same at the other's")
    assert card(door, two)["two"]["member"] == wish["member"]
    # Whoever was asked finds the same room when asking back; and it is no host's main room.
    assert door.ask("talk_privately", room=room, member=wish["member"])["room"] == two
    port = home.ask("invite", room=room)["port"]
    third = programs("third").page()
    found = third.ask("probe", text=f"127.0.0.1:{port}")
    assert third.ask("join", probe=found["probe"], name="Third")["room"] == room
    # Nobody else is let in, whatever they know.
    link = home.ask("invite", room=two)["link"]
    secret = link.partition("#")[2]
    text = f"sarangbang://join?v=1&room={two}&key={link.split('key=')[1].split('&')[0]}"
    found = third.ask("probe", text=f"{text}&at=127.0.0.1:{port}#{secret}")
    refused = third.ask("join", probe=found["probe"], name="Third")
    assert refused["error"]["code"] == "invite_wrong", refused


def test_who_wants_to_be_asked_no_more_is_not(programs: Programs) -> None:
    home, door, room, member = shared(programs)
    home.ask("talk_privately", room=room, member=member)
    wait_for(lambda: wishes(door), "the wish to arrive")
    assert door.ask("answer_private", wish=wishes(door)[0]["wish"], answer="never")["ok"]
    assert home.ask("talk_privately", room=room, member=member)["ok"]
    assert door.ask("answer_private", wish="0" * 32, answer="accept")["error"]["code"] == "gone"
    assert wishes(door) == []


def test_what_cannot_be_asked_is_said(programs: Programs) -> None:
    home, _, room, member = shared(programs)
    for payload, code in (
        ({"room": room}, "malformed"),
        ({"room": room, "member": "m_nobody"}, "unknown_member"),
        ({"room": "0" * 32, "member": member}, "unknown_room"),
    ):
        assert home.ask("talk_privately", **payload)["error"]["code"] == code
    answer = home.ask("answer_private", wish="x", answer="perhaps")
    assert answer["error"]["code"] == "malformed"
