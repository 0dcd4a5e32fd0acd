"""What the host and moderators do to a room and to those in it, and what the others see of it."""

from __future__ import annotations

import re
import uuid

import socketio
from playwright.sync_api import Locator, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person
from tests.page.test_knocking import knocks
from tests.page.test_standing import room_of

Two = tuple[Person, Person]


def card_of(person: Person, name: str) -> Locator:
    """Open the card of a member; the dialog."""
    people = person.page.locator("aside.people")
    people.get_by_role("button", name=name, exact=False).first.click()
    return person.dialog


def put_out(person: Person, name: str, act: str, why: str = "") -> None:
    person.button(act, card_of(person, name)).click()
    asked = person.dialog.last
    if why:
        asked.get_by_label("Reason").fill(why)
    person.button(act, asked).click()
    expect(person.dialog).to_have_count(0)


def settings(person: Person) -> Locator:
    person.button("Room settings").click()
    return person.dialog


def in_room(person: Person, event: str, **asked: object) -> None:
    """Ask the program as a page that shows the room would."""
    address, secret = person.program.url.split("/#secret=")
    auth = {"secret": secret, "room": room_of(person), "after": -1}
    with socketio.SimpleClient(reconnection=False) as client:
        client.connect(address, auth=auth, namespace="/room", transports=["websocket"])
        answer = client.call(event, {"id": str(uuid.uuid4()), **asked})
        assert answer["ok"], answer


def line(person: Person, text: str) -> Locator:
    return person.page.get_by_role("log").get_by_text(text, exact=False)


def test_who_is_removed_is_told_why_and_does_not_come_back_by_a_reload(together: Two) -> None:
    minsu, jiyoung = together
    put_out(minsu, "Jiyoung", "Remove", "spam")
    expect(jiyoung.banner).to_contain_text("You were removed from this room: “spam”.")
    expect(jiyoung.field).to_be_disabled()
    for person in (minsu, jiyoung):
        expect(line(person, "Minsu removed Jiyoung: spam")).to_have_count(1)
        expect(line(person, "Jiyoung left")).to_have_count(0)
    jiyoung.page.reload()
    expect(jiyoung.banner).to_contain_text("“spam”")
    expect(knocks(minsu)).to_have_count(0)
    # Only if they ask, and somebody lets them in.
    jiyoung.button("Ask to come in again").click()
    expect(jiyoung.banner).to_contain_text("The host was asked to let you in.")
    expect(knocks(minsu)).to_contain_text("Was removed from this room")
    minsu.button("Let in", knocks(minsu)).click()
    expect(jiyoung.banner).to_be_hidden()
    jiyoung.say("Sorry")
    minsu.sees("Sorry")


def test_who_asked_again_can_stop_waiting(together: Two) -> None:
    minsu, jiyoung = together
    put_out(minsu, "Jiyoung", "Remove")
    expect(jiyoung.banner).to_contain_text("You were removed from this room.")
    jiyoung.button("Ask to come in again").click()
    jiyoung.button("Stop waiting", jiyoung.banner).click()
    expect(jiyoung.banner).to_contain_text("You left this room.")


def test_who_is_removed_for_good_comes_back_only_when_it_is_taken_back(together: Two) -> None:
    minsu, jiyoung = together
    put_out(minsu, "Jiyoung", "Remove for good", "enough")
    expect(jiyoung.banner).to_contain_text("The host does not let you into this room any more:")
    expect(jiyoung.banner).to_contain_text("“enough”")
    expect(line(minsu, "Minsu removed Jiyoung for good: enough")).to_have_count(1)
    jiyoung.button("Come in again", jiyoung.banner).click()
    expect(jiyoung.banner).to_contain_text("The host does not let you into this room any more.")
    expect(knocks(minsu)).to_have_count(0)
    shown = settings(minsu)
    expect(shown).to_contain_text("Cannot come in any more")
    minsu.button("Let in again", shown.locator("li").filter(has_text="Jiyoung")).click()
    expect(shown).to_contain_text("Nobody.")
    minsu.page.keyboard.press("Escape")
    expect(line(minsu, "Minsu allows Jiyoung to come in again")).to_have_count(1)
    jiyoung.button("Come in again", jiyoung.banner).click()
    expect(jiyoung.banner).to_be_hidden()
    expect(jiyoung.field).to_be_enabled()


def test_a_moderator_does_what_a_moderator_may(
    two: Two, start_program: StartProgram, seat: Seat
) -> None:
    minsu, jiyoung = two
    third = seat(start_program("third"), "Hana")
    third.join(minsu_address(minsu))
    expect(jiyoung.button("Room settings")).to_have_count(0)
    card = card_of(jiyoung, "Hana")
    expect(card.get_by_role("region", name="What you can do")).to_have_count(0)
    jiyoung.page.keyboard.press("Escape")
    minsu.button("Make moderator", card_of(minsu, "Jiyoung")).click()
    expect(minsu.button("No moderator any more")).to_be_visible()
    minsu.page.keyboard.press("Escape")
    expect(line(third, "Minsu made Jiyoung a moderator")).to_have_count(1)
    people = third.page.locator("aside.people")
    expect(people.get_by_role("button", name="Jiyoung")).to_contain_text("moderator")
    own = jiyoung.page.locator("aside.people").get_by_role("button", name="Jiyoung")
    expect(own).to_contain_text("moderator · you")
    # What concerns the host, and roles, is not a moderator's.
    card = card_of(jiyoung, "Minsu")
    expect(card).to_contain_text("Host of this room")
    expect(card.get_by_role("region", name="What you can do")).to_have_count(0)
    jiyoung.page.keyboard.press("Escape")
    expect(jiyoung.button("Make moderator", card_of(jiyoung, "Hana"))).to_have_count(0)
    jiyoung.page.keyboard.press("Escape")
    shown = settings(jiyoung)
    shown.get_by_label("Topic").fill("Tea")
    jiyoung.page.keyboard.press("Enter")
    expect(minsu.page.get_by_role("banner").or_(minsu.page.locator("header"))).to_contain_text(
        "Tea"
    )
    # What is refused is told beside it.
    topic = shown.get_by_label("Topic")
    topic.fill("Tea" * 100)
    jiyoung.page.keyboard.press("Enter")
    expect(topic).to_have_attribute("aria-invalid", "true")
    expect(topic).to_have_accessible_description(re.compile("Choose at most 200 characters"))
    topic.fill("Tea")
    jiyoung.page.keyboard.press("Enter")
    expect(topic).not_to_have_attribute("aria-invalid", "true")
    jiyoung.page.keyboard.press("Escape")
    put_out(jiyoung, "Hana", "Remove", "too loud")
    expect(third.banner).to_contain_text("“too loud”")
    expect(line(minsu, "Jiyoung removed Hana: too loud")).to_have_count(1)
    # A moderator is asked, too.
    third.button("Ask to come in again").click()
    expect(knocks(jiyoung)).to_contain_text("Hana")
    jiyoung.button("Let in", knocks(jiyoung)).click()
    expect(third.field).to_be_enabled()
    minsu.button("No moderator any more", card_of(minsu, "Jiyoung")).click()
    expect(jiyoung.button("Room settings")).to_have_count(0)


def minsu_address(minsu: Person) -> str:
    """Where Minsu's room is, by what the Invite panel says."""
    minsu.button("Invite").click()
    text = minsu.dialog.get_by_text("sarangbang://join").text_content() or ""
    minsu.page.keyboard.press("Escape")
    port = text.strip().replace("%3A", ":").split("#")[0].rpartition(":")[2]
    return f"127.0.0.1:{port}"


def test_newcomers_read_what_the_room_says_and_are_told_before(
    two: Two, start_program: StartProgram, seat: Seat
) -> None:
    minsu, jiyoung = two
    for number in range(3):
        minsu.say(f"before {number}")
    shown = settings(minsu)
    shown.get_by_role("radio", name="From joining on").check()
    expect(
        line(jiyoung, "lets newcomers read only what is said from their coming on")
    ).to_have_count(1)
    people = jiyoung.page.locator("aside.people")
    expect(people.get_by_role("region", name="In this room")).to_contain_text(
        "What is said from now on"
    )
    minsu.page.keyboard.press("Escape")
    address = minsu_address(minsu)
    hana = seat(start_program("hana"), "Hana")
    hana.look_for(address)
    expect(hana.dialog).to_contain_text("What is said from now on")
    hana.come_in()
    expect(line(hana, "You read from here on, from the moment you came in.")).to_be_visible()
    expect(hana.page.get_by_text("before 2")).to_have_count(0)
    settings(minsu).get_by_role("radio", name="Newest 50").check()
    expect(line(jiyoung, "lets newcomers read the newest 50 messages")).to_have_count(1)
    minsu.page.keyboard.press("Escape")
    # What was fixed for Hana at her joining stays.
    hana.page.reload()
    expect(hana.field).to_be_enabled()
    expect(hana.page.get_by_text("before 2")).to_have_count(0)
    # Another program may set any number.
    in_room(minsu, "set_history", history=2)
    expect(settings(minsu).get_by_role("radio", name="Newest 2", exact=True)).to_be_checked()
    minsu.page.keyboard.press("Escape")
    minsu.say("just now")
    sori = seat(start_program("sori"), "Sori")
    sori.look_for(address)
    expect(sori.dialog).to_contain_text("The newest 2 messages and what is said from now on")
    sori.come_in()
    sori.sees("just now")
    expect(line(sori, "it begins a little before you came in")).to_be_visible()
    expect(sori.page.get_by_text("before 2")).to_have_count(0)


def test_slow_mode_counts_down_and_keeps_what_was_written(together: Two) -> None:
    minsu, jiyoung = together
    settings(minsu).get_by_role("radio", name="5 s", exact=True).check()
    expect(line(jiyoung, "Minsu turned slow mode on: one message every 5 seconds")).to_be_visible()
    minsu.page.keyboard.press("Escape")
    jiyoung.say("one")
    minsu.sees("one")
    jiyoung.say("two")
    expect(jiyoung.page.get_by_text("Slow mode: you can send again in")).to_be_visible()
    expect(jiyoung.field).to_have_value("two")
    expect(jiyoung.button("Send")).to_be_disabled()
    # The host need not wait.
    minsu.say("a")
    minsu.say("b")
    jiyoung.sees("b")
    expect(jiyoung.button("Send")).to_be_enabled()
    jiyoung.field.press("Enter")
    minsu.sees("two")


def test_what_waits_in_slow_mode_says_how_long(together: Two) -> None:
    minsu, jiyoung = together
    settings(minsu).get_by_role("radio", name="5 min", exact=True).check()
    expect(line(jiyoung, "one message every 5 minutes")).to_be_visible()
    # Written where no countdown is seen, such as on a page of before.
    for text in ("one", "two"):
        in_room(jiyoung, "say", text=text)
    expect(jiyoung.page.locator(".said").filter(has_text="two")).to_contain_text(
        "Goes out in 5 minutes"
    )
    minsu.dialog.get_by_role("radio", name="Off", exact=True).check()
    minsu.page.keyboard.press("Escape")
    minsu.sees("two")
    expect(jiyoung.page.get_by_text("Goes out in")).to_have_count(0)


def test_who_is_muted_reads_on_and_keeps_the_draft(together: Two) -> None:
    minsu, jiyoung = together
    jiyoung.say("a word")
    minsu.sees("a word")
    jiyoung.field.fill("I was about to say")
    minsu.button("Mute", card_of(minsu, "Jiyoung")).click()
    expect(minsu.dialog).to_contain_text("Reads, and cannot write.")
    expect(
        jiyoung.page.get_by_text("You are muted: you can read on, but not write.")
    ).to_be_visible()
    expect(jiyoung.field).to_have_count(0)
    people = minsu.page.locator("aside.people").get_by_role("button", name="Jiyoung")
    expect(people).to_contain_text("muted")
    jiyoung.page.reload()
    expect(jiyoung.page.get_by_text("You are muted")).to_be_visible()
    # What is not taken is not offered; what one has said can be taken back.
    said = jiyoung.read("a word")
    said.locator(".bubble").hover()
    expect(jiyoung.button("Delete", said)).to_be_visible()
    for name in ("React", "Reply", "Edit"):
        expect(jiyoung.button(name, said)).to_have_count(0)
    minsu.button("Let write again", minsu.dialog).click()
    expect(jiyoung.field).to_have_value("I was about to say")
    jiyoung.field.press("Enter")
    minsu.page.keyboard.press("Escape")
    minsu.sees("I was about to say")


def test_name_topic_and_who_may_come_in_are_seen_by_everybody(together: Two) -> None:
    minsu, jiyoung = together
    shown = settings(minsu)
    shown.get_by_label("Name of the room").fill("Evening")
    minsu.page.keyboard.press("Enter")
    shown.get_by_label("Topic").fill("Books of December")
    minsu.page.keyboard.press("Enter")
    shown.get_by_role("radio", name="Only people I invite").check()
    header = jiyoung.page.locator("header").first
    expect(header.get_by_role("heading", name="Evening")).to_be_visible()
    expect(jiyoung.page.locator(".talk header")).to_contain_text("Books of December")
    rooms = jiyoung.page.get_by_role("navigation", name="My rooms")
    expect(rooms).to_contain_text("Evening")
    expect(line(jiyoung, "Minsu gave the room a new name: Evening")).to_have_count(1)
    expect(line(jiyoung, "Minsu set the topic: Books of December")).to_have_count(1)
    facts = jiyoung.page.locator("aside.people").get_by_role("region", name="In this room")
    expect(facts).to_contain_text("People with an invitation")
    # What is refused is said, and nothing changes.
    shown.get_by_label("Name of the room").fill("\u202e\u202e")
    minsu.page.keyboard.press("Enter")
    expect(shown.get_by_role("alert")).to_contain_text("This name cannot be used.")
    shown.get_by_label("Topic").fill("")
    minsu.page.keyboard.press("Enter")
    expect(line(jiyoung, "Minsu took the topic away")).to_have_count(1)
    expect(jiyoung.page.locator(".talk header")).not_to_contain_text("Books")


def test_the_name_of_somebody_away_is_freed(
    two: Two, start_program: StartProgram, seat: Seat
) -> None:
    minsu, jiyoung = two
    address = minsu_address(minsu)
    jiyoung.program.stop()
    people = minsu.page.locator("aside.people")
    expect(people).to_contain_text("Not here now")
    other = seat(start_program("other"), "Jiyoung")
    other.look_for(address)
    other.button("Come in").click()
    expect(other.dialog.get_by_label("My name in this room")).to_have_value("Jiyoung (2)")
    minsu.button("Free the name", card_of(minsu, "Jiyoung")).click()
    minsu.page.keyboard.press("Escape")
    expect(line(minsu, "Minsu freed the name Jiyoung")).to_have_count(1)
    other.dialog.get_by_label("My name in this room").fill("Jiyoung")
    other.come_in()
    expect(line(minsu, "Jiyoung came in")).to_have_count(2)


def test_on_a_phone_s_width_everything_is_within_reach(together: Two) -> None:
    minsu, jiyoung = together
    minsu.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    minsu.button("More").click()
    minsu.button("Room settings", minsu.dialog).click()
    minsu.dialog.get_by_label("Topic").fill("A topic that is a good deal longer than the screen")
    minsu.page.keyboard.press("Enter")
    expect(line(jiyoung, "Minsu set the topic")).to_have_count(1)
    assert minsu.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    minsu.page.keyboard.press("Escape")
    minsu.button("Show people").click()
    minsu.dialog.get_by_role("button", name="Jiyoung").click()
    minsu.button("Remove", minsu.dialog.last).click()
    minsu.button("Remove", minsu.dialog.last).click()
    expect(jiyoung.banner).to_contain_text("You were removed from this room.")
    assert minsu.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
