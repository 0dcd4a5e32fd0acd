"""A host whose room is another one now: what is here stays, and the person follows or leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.room.entry import Entry
from tests.page.people import NARROW, WIDE, Person
from tests.page.test_accessibility import AXE, Judge
from tests.page.test_standing import ask, room_of
from tests.support.rewriting import rewrite, text_of

LINE = "From here on the host’s room and what you had differ"


def again(minsu: Person, jiyoung: Person) -> None:
    """The host's program starts, with whatever log it has now, and opens the room; its friend
    looks for it where it is now."""
    minsu.program.start()
    room = room_of(minsu)
    ask(minsu.program, "start", room=room)
    port = ask(minsu.program, "invite", room=room)["port"]
    ask(jiyoung.program, "address", room=room, text=f"127.0.0.1:{port}")
    minsu.page.goto("about:blank")
    minsu.page.goto(minsu.program.url)
    expect(minsu.field).to_be_enabled()


def test_a_backup_that_was_put_back_is_followed(two: tuple[Person, Person], tmp_path: Path) -> None:
    minsu, jiyoung = two
    minsu.say("Before")
    jiyoung.sees("Before")
    minsu.program.stop()
    expect(jiyoung.banner).to_contain_text("The host closed the room at")
    minsu.program.keep(tmp_path / "backup")
    again(minsu, jiyoung)
    minsu.say("This the host forgets")
    jiyoung.sees("This the host forgets")
    jiyoung.say("And this, too")
    minsu.sees("And this, too")
    minsu.program.kill()
    minsu.program.data = tmp_path / "backup"
    again(minsu, jiyoung)
    minsu.say("After")
    expect(jiyoung.banner).to_contain_text(
        "The host’s room is not the one you had: it ends before message 5"
    )
    # Nothing happens by itself; what is here is read.
    for text in ("Before", "This the host forgets", "And this, too"):
        jiyoung.sees(text)
    expect(jiyoung.read("After")).to_have_count(0)
    expect(jiyoung.field).to_be_disabled()
    expect(jiyoung.page.get_by_role("separator", name=LINE)).to_be_visible()
    jiyoung.button("Follow the host’s room").click()
    jiyoung.sees("After")
    expect(jiyoung.banner).to_be_hidden()
    expect(jiyoung.read("This the host forgets")).to_have_count(0)
    # What one said oneself goes out again.
    minsu.sees("And this, too")
    expect(jiyoung.read("And this, too")).to_contain_text("Delivered")
    expect(jiyoung.page.get_by_role("separator", name=LINE)).to_be_visible()
    rooms = jiyoung.page.get_by_role("navigation", name="My rooms")
    rooms.get_by_role("button").filter(has_text="before the host’s room changed").click()
    expect(jiyoung.banner).to_contain_text("kept aside to read")
    jiyoung.sees("This the host forgets")
    expect(jiyoung.page.get_by_role("separator", name=LINE)).to_be_visible()
    jiyoung.button("Delete from this computer").click()
    jiyoung.button("Delete", jiyoung.dialog).click()
    expect(jiyoung.page.get_by_text("before the host’s room changed")).to_have_count(0)


def lie(entry: Entry) -> Iterable[Entry]:
    if text_of(entry) == "I was at home":
        return [replace(entry, body={"text": "I owe Minsu 100,000 won"})]
    return [entry]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_log_that_was_rewritten_is_left(
    two: tuple[Person, Person], artefacts: Path, language: str
) -> None:
    minsu, jiyoung = two
    for text in ("Hello", "I was at home", "All day long"):
        jiyoung.say(text)
        minsu.sees(text)
    minsu.program.stop()
    rewrite(minsu.program.data, lie)
    again(minsu, jiyoung)
    banner = jiyoung.banner
    expect(banner).to_contain_text("The host’s room is not the one you had: from message 5 on")
    jiyoung.sees("I was at home")
    expect(jiyoung.read("I owe Minsu 100,000 won")).to_have_count(0)
    if AXE.exists():
        ask(jiyoung.program, "set", language=language)
        judge = Judge(artefacts, language)
        judge.look(jiyoung.page, "differs")
        jiyoung.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        judge.look(jiyoung.page, "differs-narrow")
        assert jiyoung.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
        jiyoung.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        ask(jiyoung.program, "set", language="en")
        assert judge.wrong == {}
    jiyoung.page.reload()  # it is known without asking anew
    expect(banner).to_contain_text("from message 5 on")
    jiyoung.button("Leave", banner).click()
    jiyoung.button("Leave", jiyoung.dialog).click()
    expect(banner).to_contain_text("You left this room.")
    jiyoung.sees("I was at home")
