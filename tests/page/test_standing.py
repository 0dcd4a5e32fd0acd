"""How it stands with a room: what is read while the host is away, closed, or says no."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import socketio
from playwright.sync_api import expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import Person, Program


def ask(program: Program, event: str, **asked: object) -> dict[str, Any]:
    """Ask the program as its page would."""
    address, secret = program.url.split("/#secret=")
    with socketio.SimpleClient(reconnection=False) as client:
        client.connect(
            address, auth={"secret": secret}, namespace="/home", transports=["websocket"]
        )
        answer = client.call(event, asked)
        assert answer["ok"], json.dumps(answer)
        return dict(answer)


def reopened(person: Person, room: str) -> Person:
    """The program was started again, at another address: show its page, and open its room."""
    person.page.goto("about:blank")
    person.page.goto(person.program.url)
    button = person.page.locator("button").filter(has_text=room).first
    button.click()
    start = person.button("Open the room")
    expect(start.or_(person.field.and_(person.page.locator(":enabled"))).first).to_be_visible()
    if start.is_visible():
        start.click()
    expect(person.field).to_be_enabled()
    return person


def test_a_killed_host_is_lost_and_what_waits_goes_out_once(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    minsu.say("Before")
    jiyoung.sees("Before")
    minsu.program.kill()
    expect(jiyoung.banner).to_contain_text("Contact with the host's computer was lost at")
    expect(minsu.banner).to_contain_text("Sarangbang is not answering on this computer.")
    expect(minsu.page.locator("main header")).to_contain_text("2 people · You are the host")
    jiyoung.say("Waiting words")
    expect(jiyoung.read("Waiting words")).to_contain_text("Waiting")
    jiyoung.page.reload()
    expect(jiyoung.read("Waiting words")).to_contain_text("Waiting")
    minsu.program.start()
    reopened(minsu, "Reading")
    expect(jiyoung.banner).to_be_hidden()
    expect(jiyoung.read("Waiting words")).to_contain_text("Delivered")
    minsu.sees("Waiting words")
    assert jiyoung.page.locator(".said .text").all_inner_texts() == ["Before", "Waiting words"]


def test_a_room_that_its_host_closed_says_so_and_opens_again(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    jiyoung.say("Hello")
    # The card knows by now that somebody else is here; else closing would not ask.
    rooms = minsu.page.get_by_role("navigation", name="My rooms")
    expect(rooms).to_contain_text("Hello")
    minsu.button("Close the room").click()
    minsu.button("Close the room", minsu.dialog).click()
    expect(jiyoung.banner).to_contain_text("The host closed the room at")
    expect(minsu.banner).to_contain_text("The room is closed.")
    minsu.button("Open the room").click()
    expect(jiyoung.banner).to_be_hidden()
    jiyoung.say("Again")
    minsu.sees("Again")


def test_another_host_at_the_address_is_a_stop(
    two: tuple[Person, Person], start_program: StartProgram, seat: Seat
) -> None:
    minsu, jiyoung = two
    minsu.say("Before")
    jiyoung.sees("Before")
    minsu.program.kill()
    stranger = seat(start_program("stranger"), "Stranger")
    link, _ = stranger.host("Trap")
    expect(jiyoung.banner).to_contain_text("The check number at the host's address has changed")
    expect(jiyoung.button("Enter a new address", jiyoung.banner)).to_be_visible()
    expect(jiyoung.field).to_be_disabled()
    jiyoung.sees("Before")
    jiyoung.button("Enter an invitation").click()
    field = jiyoung.dialog.get_by_label("Invitation", exact=True)
    expect(field).to_be_focused()
    # It leads to another room: that one is looked for, and shown before anything is told.
    field.fill(link)
    field.press("Enter")
    expect(jiyoung.dialog).to_contain_text("The host is there")


def test_a_refused_name_is_mended_above_the_room(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    room = room_of(jiyoung)
    ask(jiyoung.program, "come_in", room=room, name="Minsu")
    expect(jiyoung.banner).to_contain_text("Somebody here already has this name.")
    jiyoung.button("Come in as Minsu (2)", jiyoung.banner).click()
    expect(jiyoung.banner).to_be_hidden()
    expect(minsu.page.get_by_text("Jiyoung is now called Minsu (2)")).to_be_visible()
    ask(jiyoung.program, "come_in", room=room, name="Minsu")
    jiyoung.button("Choose another name").click()
    jiyoung.dialog.get_by_label("My name in this room").fill("Ji")
    jiyoung.page.keyboard.press("Enter")
    expect(minsu.page.get_by_text("Minsu (2) is now called Ji")).to_be_visible()


def room_of(person: Person) -> str:
    """The id of the only room, as the program tells it."""
    address, secret = person.program.url.split("/#secret=")
    with socketio.SimpleClient(reconnection=False) as client:
        client.connect(
            address, auth={"secret": secret}, namespace="/home", transports=["websocket"]
        )
        name, home = client.receive(timeout=10)
        assert name == "home"
        return str(home["rooms"][0]["id"])


def test_who_writes_before_the_host_has_answered_is_seen_writing(
    two: tuple[Person, Person],
) -> None:
    minsu, jiyoung = two
    jiyoung.program.stop()
    host = minsu.program.process.pid
    os.kill(host, signal.SIGSTOP)  # it is there, and slow to answer
    try:
        jiyoung.program.start()
        reopened(jiyoung, "Reading")
        jiyoung.field.press_sequentially("I am")
    finally:
        os.kill(host, signal.SIGCONT)
    expect(minsu.page.get_by_text("Jiyoung is writing")).to_be_visible()
