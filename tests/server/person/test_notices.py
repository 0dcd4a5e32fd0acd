"""What is told of new messages to whom does not see them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import pytest

from server.desk import Notice
from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


class Two:
    """Somebody who hosts, and a friend who talks in the room."""

    def __init__(self, programs: Programs) -> None:
        self.host, self.friend = programs("host"), programs("friend")
        self.home = self.host.page()
        self.room: str = self.home.ask("host", name="방", admission="open")["room"]
        self.talk = self.comes(self.friend, "Jiyoung")
        self.home.ask("view", room=None, focused=False)

    def comes(self, program: Program, name: str) -> Page:
        """Somebody comes in; their page of the room."""
        door = program.page()
        port = self.home.ask("invite", room=self.room)["port"]
        found = door.ask("probe", text=f"127.0.0.1:{port}")
        assert door.ask("join", probe=found["probe"], name=name)["ok"]
        talk = program.page("/room", room=self.room)
        talk.next("welcome")
        return talk

    @property
    def notices(self) -> list[Notice]:
        return [asked[1] for asked in self.host.desk.asked if asked[0] == "notify"]

    def withdrawn(self) -> bool:
        return ("withdraw", self.room) in self.host.desk.asked

    def counted(self, count: int) -> None:
        """Until so many are unread: what is not told by now will not be told."""
        wait_for(lambda: self.host.desk.asked and self.unread() == count, f"{count} unread")
        time.sleep(0.6)

    def unread(self) -> int:
        titles = [asked[2] for asked in self.host.desk.asked if asked[0] == "set_title"]
        return int(titles[-1]) if titles else 0


@pytest.fixture
def two(programs: Programs) -> Two:
    return Two(programs)


def me_of(page: Page) -> str:
    return str(page.next("home")["me"]["member"])


def test_what_is_said_in_one_go_is_told_in_one_go(two: Two) -> None:
    for text in ("one", "two\nlines", "three", "four"):
        two.talk.say(text)
    wait_for(lambda: two.notices, "the notice")
    (notice,) = two.notices
    assert (notice.room, notice.title) == (two.room, "방 (4)")
    assert notice.body == "Jiyoung: two lines\nJiyoung: three\nJiyoung: four"
    told = two.home.next("notice")
    assert (told["number"], told["sound"], told["toast"]) == (notice.number, True, False)
    # The number is the first message's, so that a press goes there.
    page = two.host.page("/room", room=two.room)
    (first,) = page.ask("history", after=notice.number - 1, limit=1)["entries"]
    assert first["body"] == {"text": "one"}


def test_the_marks_of_markdown_are_not_told(two: Two) -> None:
    two.talk.say("**Tea** at `four`, see [here](https://a.example/x)\n> so")
    wait_for(lambda: two.notices, "the notice")
    assert two.notices[0].body == "Jiyoung: Tea at four, see here so"


def test_what_is_on_screen_is_not_told(two: Two) -> None:
    two.home.ask("view", room=two.room, focused=True)
    two.talk.say("seen")
    two.counted(1)
    assert two.notices == []
    assert ("ask_attention",) not in two.host.desk.asked
    two.home.ask("view", room=two.room, focused=False)
    two.talk.say("not seen")
    wait_for(lambda: two.notices, "the notice")


def test_a_notice_goes_when_its_messages_were_read_or_deleted(two: Two) -> None:
    two.talk.say("one")
    wait_for(lambda: two.notices, "the notice")
    assert not two.withdrawn()
    two.home.ask("read_all", room=two.room)
    wait_for(two.withdrawn, "the notice to go")
    two.host.desk.asked.clear()
    two.talk.say("a slip")
    wait_for(lambda: two.notices, "the notice")
    number = two.notices[-1].number
    assert two.talk.ask("withdraw", id=str(uuid.uuid4()), number=number)["ok"]
    wait_for(two.withdrawn, "the notice of what is gone to go")


def test_a_notice_goes_when_somebody_is_blocked_who_speaks_in_it(
    two: Two, programs: Programs
) -> None:
    two.comes(programs("third"), "Jun").say("what is not read yet, so that something is")
    two.talk.say("one")
    wait_for(lambda: "Jiyoung: one" in [line for one in two.notices for line in lines(one)], "it")
    assert two.home.ask("block", member="m_" + "0" * 32, name="Somebody else")["ok"]
    assert not two.withdrawn()
    member = two.talk.next("welcome")["you"]["id"]
    assert two.home.ask("block", member=member, name="Jiyoung")["ok"]
    wait_for(two.withdrawn, "the notice to go")


def lines(notice: Notice) -> list[str]:
    return notice.body.split("\n")


def test_each_room_has_its_level(two: Two) -> None:
    wait_for(lambda: two.home.all("rooms"), "the cards")
    assert two.home.all("rooms")[-1][0]["notify"] == ""
    assert two.home.ask("notify_room", room=two.room, level="none")["ok"]
    wait_for(lambda: two.home.all("rooms")[-1][0]["notify"] == "none", "the card to say so")
    two.talk.say("not told")
    two.counted(1)
    assert two.notices == []
    assert two.home.ask("notify_room", room=two.room, level="mentions")["ok"]
    two.talk.say("not told either")
    two.counted(2)
    assert two.notices == []
    me = me_of(two.home)
    mentions = [{"member": me, "name": "Host"}]
    two.talk.ask("say", id=str(uuid.uuid4()), text="@Host come!", mentions=mentions)
    wait_for(lambda: [one.body for one in two.notices] == ["Jiyoung: @Host come!"], "the mention")
    # The room's choice goes; that of all rooms holds again.
    assert two.home.ask("notify_room", room=two.room, level="")["ok"]
    assert two.home.ask("set_notices", level="none")["ok"]
    two.talk.say("quiet")
    two.counted(4)
    assert len(two.notices) == 1


def test_nobody_is_disturbed_before_a_time(two: Two) -> None:
    until = int(time.time() * 1000) + 60_000
    assert two.home.ask("set_notices", until=until, sound=False)["until"] == until
    two.talk.say("later")
    two.counted(1)
    assert two.notices == []
    assert ("ask_attention",) not in two.host.desk.asked
    assert two.home.ask("set_notices", until=0)["ok"]
    two.talk.say("now")
    wait_for(lambda: two.notices, "the notice")
    assert two.home.next("notice")["sound"] is False


def test_what_was_said_is_not_told_to_whoever_sees_the_screen(two: Two) -> None:
    assert two.home.ask("notices")["text"] is True
    assert two.home.ask("set_notices", text=False)["text"] is False
    two.talk.say("a secret")
    wait_for(lambda: two.notices, "the notice")
    assert (two.notices[0].title, two.notices[0].body) == ("방", "New message")
    assert two.home.next("notice")["body"] == "New message"
    two.home.ask("set", language="ko")
    for text in ("another", "and another"):
        two.talk.say(text)
    wait_for(lambda: len(two.notices) > 1, "the next notice")
    assert (two.notices[-1].title, two.notices[-1].body) == ("방 (3)", "새 메시지가 왔어요")
    assert two.home.ask("set_notices", text=True)["text"] is True
    two.talk.say("no secret")
    wait_for(lambda: two.notices[-1].body == "Jiyoung: no secret", "the words again")


def test_where_the_system_shows_none_the_page_does(two: Two) -> None:
    two.host.desk.notifies = False
    two.talk.say("one")
    assert two.home.next("notice")["toast"] is True
    assert two.notices == []
    assert two.home.ask("notices")["service"] is False


def test_a_press_shows_the_message(two: Two) -> None:
    two.host.app.show_message(two.room, 4)
    assert two.home.next("show") == {"room": two.room, "number": 4}
    assert two.host.page().next("home")["open"] == two.room
    two.host.app.show_message("gone", 4)
    time.sleep(0.1)
    assert len(two.home.all("show")) == 1
