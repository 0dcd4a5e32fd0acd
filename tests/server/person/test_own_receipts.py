"""Telling others up to where this computer's person has read."""

from __future__ import annotations

from collections.abc import Callable

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def reads_of(page: Page) -> dict[str, int]:
    told = [signal for batch in page.all("signals") for signal in batch]
    return {one["member"]: one["number"] for one in told if one["kind"] == "read"}


def test_both_hear_of_each_other_and_neither_of_who_does_not_want_that(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    found = door.ask("probe", text=f"127.0.0.1:{home.ask('invite', room=room)['port']}")
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    mine, theirs = host.page("/room", room=room), friend.page("/room", room=room)
    mine.next("welcome"), theirs.next("welcome")
    theirs.say("여기 있어요?")
    wait_for(lambda: mine.all("entries") and theirs.all("entries"), "the message")
    last = mine.all("entries")[-1][-1]["number"]
    me, friend_id = (page.next("home")["me"]["member"] for page in (home, door))
    assert home.next("receipts") == {"on": True}
    home.ask("read", room=room, number=last)
    door.ask("read", room=room, number=last)
    wait_for(lambda: reads_of(theirs).get(me) == last, "the friend to hear of the host")
    wait_for(lambda: reads_of(mine).get(friend_id) == last, "the host to hear of the friend")
    # Whoever looks later hears it, too.
    again = friend.page("/room", room=room)
    wait_for(lambda: reads_of(again).get(me) == last, "the new page to hear it")
    # A page may say what it likes about reading: only what `/home` was told counts.
    theirs.ask("signal", kind="read", number=1)
    assert door.ask("set_receipts", on=False)["ok"]
    wait_for(lambda: reads_of(mine).get(friend_id) == 0, "it to be taken back")
    theirs.say("more")
    door.ask("read_all", room=room)
    home.ask("read_all", room=room)
    wait_for(lambda: (reads_of(theirs).get(me) or 0) > last, "the friend to hear of the host still")
    assert reads_of(mine)[friend_id] == 0
    assert door.ask("set_receipts", on=True)["ok"]
    wait_for(lambda: reads_of(mine)[friend_id] > last, "it to be told again")
    assert door.ask("set_receipts", on="yes")["error"]["code"] == "malformed"


def test_a_room_that_is_not_on_the_hosts_screen_is_read_from_its_card(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    found = door.ask("probe", text=f"127.0.0.1:{home.ask('invite', room=room)['port']}")
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    theirs = friend.page("/room", room=room)
    theirs.next("welcome")
    theirs.say("여기 있어요?")
    assert home.ask("read_all", room=room)["ok"]
    me = home.next("home")["me"]["member"]
    wait_for(lambda: reads_of(theirs).get(me), "the friend to hear of the host")


def test_a_host_that_comes_back_hears_it_again(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="open")["room"]
    found = door.ask("probe", text=f"127.0.0.1:{home.ask('invite', room=room)['port']}")
    assert door.ask("join", probe=found["probe"], name="Jiyoung")["ok"]
    door.ask("read_all", room=room)
    friend_id = door.next("home")["me"]["member"]
    home.ask("stop", room=room)
    home.ask("start", room=room)
    mine = host.page("/room", room=room)
    wait_for(lambda: reads_of(mine).get(friend_id), "the receipt after the room is open again")
