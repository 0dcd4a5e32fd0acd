"""From Home into a room: by address, by link, by invitation; and again after leaving."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import MEDIUM, NARROW, Person


def test_a_room_is_two_clicks_away_and_its_address_leads_in(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu, jiyoung = seat(start_program("minsu"), "Minsu"), seat(start_program("jiyoung"))
    minsu.page.set_viewport_size({"width": MEDIUM[0], "height": MEDIUM[1]})
    for name in ("Host a room", "Find the room"):  # in a small window, too, without scrolling
        expect(minsu.button(name)).to_be_in_viewport(ratio=1)
    minsu.page.get_by_role("radio", name="Anyone on this network").check()
    minsu.button("Host a room").click()
    expect(minsu.dialog).to_contain_text("Tell your friends this address")
    expect(minsu.dialog).to_contain_text("Nobody has come yet")
    number = minsu.dialog.locator(".digits").inner_text()
    link = minsu.dialog.get_by_text("sarangbang://join").text_content() or ""
    port = link.strip().rsplit("%3A" if "%3A" in link else ":", 1)[1]
    jiyoung.look_for(f"127.0.0.1:{port}")
    # The same number on both sides, before anything is told.
    expect(jiyoung.dialog).to_contain_text(number)
    jiyoung.dialog.get_by_label("My name in this room").fill("Jiyoung")
    jiyoung.come_in()
    expect(minsu.dialog).to_contain_text("Somebody has come in. It works!")
    minsu.page.keyboard.press("Escape")
    expect(minsu.page.get_by_text("Jiyoung came in")).to_be_visible()
    expect(jiyoung.page.get_by_role("heading", name="Minsu’s room")).to_be_visible()


def test_the_whole_message_is_as_good_as_the_link(start_program: StartProgram, seat: Seat) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    jiyoung = seat(start_program("jiyoung"), "Jiyoung", NARROW)
    link, address = minsu.host("Reading", invited=True)
    message = f"Come and talk in “Reading”!\n{link}\nOr type this address: {address}"
    field = jiyoung.page.get_by_label("Invitation, code or address")
    field.fill(" ".join(message.split()))
    jiyoung.button("Find the room").click()
    expect(jiyoung.dialog).to_contain_text("It matches your invitation.")
    jiyoung.come_in()
    expect(minsu.page.get_by_text("Jiyoung came in")).to_be_visible()


def test_the_address_of_an_invited_room_leads_to_a_field_for_the_invitation(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    jiyoung = seat(start_program("jiyoung"), "Jiyoung")
    link, address = minsu.host("Reading", invited=True)
    jiyoung.look_for(address)
    jiyoung.button("Come in").click()
    asked = jiyoung.dialog.get_by_label("Invitation", exact=True)
    expect(asked).to_be_focused()
    asked.fill("wrong-words")
    jiyoung.button("Come in").click()
    expect(jiyoung.dialog).to_contain_text("not valid any more")
    asked.fill(link.partition("#")[2])
    jiyoung.come_in()


def test_a_link_whose_invitation_is_no_good_any_more_says_so(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    jiyoung = seat(start_program("jiyoung"), "Jiyoung")
    link, _ = minsu.host("Reading", invited=True)
    jiyoung.look_for(link.partition("#")[0] + "#" + "A" * 43)
    jiyoung.button("Come in").click()
    expect(jiyoung.dialog).to_contain_text("This invitation is not valid any more.")
    jiyoung.dialog.get_by_label("Invitation", exact=True).fill(link)
    jiyoung.button("Come in").click()
    jiyoung.come_in()


def test_a_taken_name_is_answered_by_another_one_and_one_press(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    other = seat(start_program("other"), "minsu")
    other.look_for(minsu.host("Reading")[1])
    other.button("Come in").click()
    expect(other.dialog.get_by_label("My name in this room")).to_have_value("minsu (2)")
    other.come_in()
    expect(minsu.page.get_by_text("minsu (2) came in")).to_be_visible()


def test_who_left_reads_on_and_comes_in_again_by_one_press(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    minsu.say("Welcome")
    jiyoung.sees("Welcome")
    jiyoung.button("Leave").click()
    jiyoung.button("Leave", jiyoung.dialog).click()
    expect(jiyoung.banner).to_contain_text("You left this room.")
    expect(minsu.page.get_by_text("Jiyoung left")).to_be_visible()
    jiyoung.sees("Welcome")
    jiyoung.button("Come in again", jiyoung.banner).click()
    expect(jiyoung.banner).to_be_hidden()
    jiyoung.say("Here I am")
    minsu.sees("Here I am")


def test_who_left_comes_in_again_by_the_address_too(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    jiyoung = seat(start_program("jiyoung"), "Jiyoung")
    _, address = minsu.host("Reading")
    jiyoung.join(address)
    jiyoung.say("See you")
    minsu.sees("See you")
    jiyoung.button("Leave").click()
    jiyoung.button("Leave", jiyoung.dialog).click()
    expect(minsu.page.get_by_text("Jiyoung left")).to_be_visible()
    jiyoung.go_home()
    jiyoung.look_for(address)
    expect(jiyoung.field).to_be_enabled()
    jiyoung.sees("See you")
    expect(minsu.page.get_by_text("Jiyoung came in")).to_have_count(2)


def test_addresses_that_lead_nowhere_are_told_apart(
    start_program: StartProgram, seat: Seat
) -> None:
    jiyoung = seat(start_program("jiyoung"), "Jiyoung")
    jiyoung.look_for("not an address!")
    expect(jiyoung.dialog.get_by_role("alert")).to_contain_text("does not look like an address")
    field = jiyoung.dialog.get_by_label("Invitation, code or address")
    field.fill("127.0.0.1:9")
    field.press("Enter")
    expect(jiyoung.dialog.get_by_role("alert")).to_contain_text("no room is open there")
    field.fill("sarangbang://join?v=1&room=x")
    field.press("Enter")
    expect(jiyoung.dialog.get_by_role("alert")).to_contain_text("This invitation is damaged.")
