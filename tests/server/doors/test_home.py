"""What the page asks of this computer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.doors.program import Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_settings_are_told_and_kept(programs: Programs) -> None:
    program = programs("one")
    home = program.page()
    assert home.next("home")["rooms"] == []
    assert home.ask("set", name="민수", language="ko", theme="dark")["ok"]
    wait_for(lambda: home.all("home")[-1]["me"]["theme"] == "dark", "the change")
    program.stop()
    me = programs("one").page().next("home")["me"]
    assert (me["name"], me["language"], me["theme"]) == ("민수", "ko", "dark")


def test_the_room_shown_last_is_shown_first_unless_it_is_gone(programs: Programs) -> None:
    program = programs("one")
    home = program.page()
    assert home.next("home")["open"] is None
    room = home.ask("host", name="방", admission="open")["room"]
    assert home.ask("view", room=room, focused=True)["ok"]
    assert program.page().next("home")["open"] == room
    assert home.ask("forget", room=room)["ok"]
    assert program.page().next("home")["open"] is None


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("set", {"name": "\u202e"}, "name_invalid"),
        ("set", {"theme": "pink"}, "malformed"),
        ("browse", {"url": "javascript:alert(1)"}, "malformed"),
        ("browse", {"url": "file:///etc/passwd"}, "malformed"),
    ],
)
def test_what_cannot_be_done_is_said(
    programs: Programs, event: str, payload: dict[str, object], code: str
) -> None:
    program = programs("one")
    assert program.page().ask(event, **payload)["error"]["code"] == code
    assert not [asked for asked in program.desk.asked if asked[0] == "open_url"]


def test_web_addresses_are_opened_by_the_desk(programs: Programs) -> None:
    program = programs("one")
    assert program.page().ask("browse", url="https://example.com/a")["ok"]
    assert ("open_url", "https://example.com/a") in program.desk.asked


def test_closing_asks_while_others_are_here(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    home.ask("set", name="Minsu")
    room = home.ask("host", name="방", admission="open")["room"]
    assert host.app.wish_to_close()
    found = door.ask("probe", text=f"127.0.0.1:{home.ask('invite', room=room)['port']}")
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    wait_for(lambda: ("keep_awake", True) in host.desk.asked, "the computer to be kept awake")
    assert not host.app.wish_to_close()
    (asked,) = wait_for(lambda: home.all("closing"), "the question")
    assert [(one["id"], one["others"]) for one in asked["rooms"]] == [(room, 1)]
    assert home.ask("close", keep=True)["ok"]
    assert ("close", True) in host.desk.asked


def test_what_others_say_counts_and_asks_for_attention(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    found = door.ask("probe", text=f"127.0.0.1:{home.ask('invite', room=room)['port']}")
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    assert home.ask("view", room=room, focused=False)["ok"]
    page = friend.page("/room", room=room)
    page.next("welcome")
    page.say("여기 있어요?")
    wait_for(lambda: ("set_title", "방", 1, 0) in host.desk.asked, "the title to count it")
    assert ("ask_attention",) in host.desk.asked
    assert home.ask("read", room=room, number=4)["ok"]
    wait_for(lambda: host.desk.asked[-1] == ("set_title", "방", 0, 0), "the title after reading")


def test_a_room_is_read_because_the_person_says_so(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    found = door.ask("probe", text=f"127.0.0.1:{home.ask('invite', room=room)['port']}")
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    page = friend.page("/room", room=room)
    page.next("welcome")
    page.say("여기 있어요?")
    wait_for(lambda: ("set_title", None, 1, 0) in host.desk.asked, "the title to count it")
    assert home.ask("read_all", room=room)["ok"]
    wait_for(lambda: host.desk.asked[-1] == ("set_title", None, 0, 0), "the title after reading")
    assert home.ask("read_all", room="no such")["error"]["code"] == "unknown_room"


def test_a_link_from_the_system_waits_for_the_page(programs: Programs) -> None:
    program = programs("one")
    program.app.show_join("sarangbang://join?v=1")
    home = program.page()
    waiting = wait_for(lambda: home.next("home")["waiting"] or home.all("join"), "the link")
    assert waiting in ({"text": "sarangbang://join?v=1"}, [{"text": "sarangbang://join?v=1"}])
