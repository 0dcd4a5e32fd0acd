"""Blocking somebody for oneself, between whole programs that share a room."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

from tests.server.doors.program import Page, Program
from tests.server.doors.test_asks_private import card, shared, wishes
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def counted(page: Page, room: str) -> tuple[int, int]:
    shown = card(page, room)
    return shown.get("unread", -1), shown.get("mentions", -1)


def came(program: Program, home: Page, room: str) -> Page:
    """Somebody called Third, who has come into `room`, hosted at `home`."""
    third = program.page()
    port = home.ask("invite", room=room)["port"]
    found = third.ask("probe", text=f"127.0.0.1:{port}")
    assert third.ask("join", probe=found["probe"], name="Third")["room"] == room
    inside = program.page("/room", room=room)
    inside.next("welcome")
    return inside


def test_the_list_is_told_to_every_page_and_kept(programs: Programs) -> None:
    program = programs("one")
    page, other = program.page(), program.page()
    assert page.next("blocked") == []
    member = "m_" + "a" * 32
    assert page.ask("block", member=member, name="Yuna")["ok"]
    (told,) = wait_for(lambda: other.next("blocked"), "the other page to hear it")
    assert (told["member"], told["name"]) == (member, "Yuna")
    assert abs(told["at"] - time.time() * 1000) < 60_000
    me = page.next("home")["me"]["member"]
    for asked, code in (
        ({"member": me, "name": "Me"}, "not_allowed"),
        ({"member": "no\nbody", "name": "X"}, "malformed"),
        ({"member": member}, "malformed"),
        ({"name": "X"}, "malformed"),
    ):
        assert page.ask("block", **asked)["error"]["code"] == code
    assert page.ask("unblock", member=7)["error"]["code"] == "malformed"
    program.stop()
    again = programs("one").page()
    assert [one["member"] for one in again.next("blocked")] == [member]
    assert again.ask("unblock", member=member)["ok"]
    wait_for(lambda: again.all("blocked")[-1] == [], "it to be lifted")


def test_of_whom_one_blocked_nothing_is_told(programs: Programs) -> None:
    kept = cache(programs)  # one program of each name
    home, door, room, member = shared(kept)
    desk = kept("host").desk
    home.ask("view", room=None, focused=False)
    talk = kept("friend").page("/room", room=room)
    talk.next("welcome")
    talk.say("before")
    wait_for(lambda: counted(home, room) == (1, 0), "it to be counted")
    wait_for(lambda: [one for one in desk.asked if one[0] == "notify"], "the notice")
    assert home.ask("block", member=member, name="지영")["ok"]
    # What they said before is not waited for any more, nor is it said by the card or the title.
    wait_for(lambda: counted(home, room) == (0, 0), "it not to be counted")
    assert card(home, room)["last"] is None
    wait_for(lambda: ("withdraw", room) in desk.asked, "the notice to go")
    titles = [one for one in desk.asked if one[0] == "set_title"]
    assert titles[-1] == ("set_title", None, 0, 0)
    desk.asked.clear()
    me = home.next("home")["me"]["member"]
    mentions = [{"member": me, "name": "Host"}]
    answer = talk.ask("say", id=str(uuid.uuid4()), text="@Host boo", mentions=mentions)
    # For everybody else it is a message like any other, and they learn of nothing.
    assert answer["ok"], answer
    came(kept("third"), home, room).say("hello")
    wait_for(lambda: counted(home, room) == (1, 0), "the third to be counted")
    wait_for(lambda: [one for one in desk.asked if one[0] == "notify"], "their notice")
    assert [one[1].body for one in desk.asked if one[0] == "notify"] == ["Third: hello"]
    assert card(home, room)["last"]["text"] == "hello"
    assert [name for name, _ in door.heard + talk.heard if "block" in name] == ["blocked"]
    assert door.next("blocked") == []
    # Lifted, all of it counts.
    assert home.ask("unblock", member=member)["ok"]
    wait_for(lambda: counted(home, room) == (3, 1), "all to be counted")


def test_what_waits_to_be_told_is_not_told_of_whom_one_has_just_blocked(
    programs: Programs,
) -> None:
    kept = cache(programs)
    home, _, room, member = shared(kept)
    desk = kept("host").desk
    home.ask("view", room=None, focused=False)
    talk = kept("friend").page("/room", room=room)
    talk.next("welcome")
    third = came(kept("third"), home, room)
    talk.say("boo")
    # The taskbar asks at once, and the notice waits whether more is said in one go.
    wait_for(lambda: ("ask_attention",) in desk.asked, "the message")
    assert home.ask("block", member=member, name="지영")["ok"]
    third.say("hello")
    # What is said in one go is told in one go; had it waited too, it would be in it.
    wait_for(lambda: [one for one in desk.asked if one[0] == "notify"], "the notice")
    assert [one[1].body for one in desk.asked if one[0] == "notify"] == ["Third: hello"]


def test_their_wish_to_talk_in_private_goes_unheard(programs: Programs) -> None:
    kept = cache(programs)
    home, door, room, member = shared(kept)
    home.ask("talk_privately", room=room, member=member)
    host = wait_for(lambda: wishes(door), "the wish to arrive")[0]["member"]
    # Who asks just now does so no longer, once they are blocked.
    assert door.ask("block", member=host, name="Host")["ok"]
    wait_for(lambda: not wishes(door), "the wish to go")
    # To whom asks nothing is different: they are told what others are told.
    assert home.ask("talk_privately", room=room, member=member).get("delivered") is True
    assert door.ask("unblock", member=host)["ok"]
    home.ask("talk_privately", room=room, member=member)
    wish = wait_for(lambda: wishes(door), "the wish once it was lifted")[0]
    # Never again is to be found in the same list, and to be taken back there.
    assert door.ask("answer_private", wish=wish["wish"], answer="never")["ok"]
    (told,) = wait_for(lambda: door.next("blocked"), "it to stand in the list")
    assert (told["member"], told["name"], told["wishes_only"]) == (host, wish["name"], True)
    home.ask("talk_privately", room=room, member=member)
    assert wishes(door) == []
    assert door.ask("unblock", member=host)["ok"]
    home.ask("talk_privately", room=room, member=member)
    wait_for(lambda: wishes(door), "the wish once it was taken back")


def test_what_they_say_is_searched_only_where_they_are_named(programs: Programs) -> None:
    kept = cache(programs)
    home, _, room, member = shared(kept)
    talk = kept("friend").page("/room", room=room)
    talk.next("welcome")
    talk.say("사과 하나")
    assert home.ask("block", member=member, name="지영")["ok"]

    def found(**more: Any) -> list[str]:
        answer = home.ask("search", text="사과", **more)
        return [hit["text"] for hit in answer["hits"]]

    wait_for(lambda: found(author=member) == ["사과 하나"], "it to be in the index")
    assert found() == []
    assert [one["id"] for one in home.ask("search_people", text="지영")["people"]] == [member]
