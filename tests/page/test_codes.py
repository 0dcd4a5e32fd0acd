"""A spoken code between two copies: shown by one person, typed by another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person

pytestmark = pytest.mark.nearby

CARD = "127.0.0.1"


def code_section(host: Person) -> Locator:
    """Where the host's Invite panel deals with codes."""
    heading = host.page.get_by_role("heading", name="Or say a code")
    return host.dialog.locator("section").filter(has=heading)


def show_code(host: Person, form: str = "English words") -> str:
    """Have a code shown, in a form; what is to be said."""
    host.button("Invite").click()
    section = code_section(host)
    section.get_by_role("radio", name=form).check(force=True)
    section.get_by_role("button", name="Show a code").click()
    return section.locator(".code").inner_text()


def try_at(guest: Person, code: str, address: str) -> None:
    """Type a code; nobody nearby knows it, so the address is asked for."""
    guest.look_for(code)
    guest.button("Come in").click()
    field = guest.dialog.get_by_label("The host’s address")
    expect(field).to_be_focused()
    field.fill(address)
    guest.button("Come in").click()


FORMS = [
    ("English words", r"\d{1,2}-[a-z]+-[a-z]+"),
    ("한국어", r"\d{1,2}-[가-힣]{2}-[가-힣]{2}"),
    ("Digits", r"\d{1,2}-\d{5}"),
]


@pytest.fixture
def people(start_program: StartProgram, seat: Seat) -> tuple[Person, Person]:
    """Minsu and Jiyoung, whose computers hear each other."""
    minsu = seat(start_program("minsu", nearby=CARD), "Minsu")
    jiyoung = seat(start_program("jiyoung", nearby=CARD), "Jiyoung", NARROW)
    return minsu, jiyoung


@pytest.mark.parametrize(("form", "shape"), FORMS, ids=["English", "Korean", "digits"])
def test_the_code_alone_leads_into_a_room_nearby(
    people: tuple[Person, Person], form: str, shape: str
) -> None:
    """A room for invited people only; nothing but the code is typed, as one hears it."""
    minsu, jiyoung = people
    _, address = minsu.host("Reading", invited=True)
    code = show_code(minsu, form)
    assert re.fullmatch(shape, code)
    section = code_section(minsu)
    good = re.compile(r"Good for one person, for another (10:00|9:\d\d)\.")
    expect(section).to_contain_text(good)
    around = jiyoung.page.get_by_role("region", name="Rooms nearby")
    port = address.rpartition(":")[2]
    expect(around).to_contain_text("127.0.0.1" if port == "47800" else f":{port}")
    jiyoung.look_for(code.replace("-", " ").upper())
    expect(jiyoung.dialog).to_contain_text(code)
    jiyoung.come_in()
    expect(section).to_contain_text("Jiyoung came in with the code. It is gone now.")
    expect(section.locator(".code")).to_have_count(0)
    minsu.page.keyboard.press("Escape")
    jiyoung.say("Here I am")
    minsu.sees("Here I am")


def test_an_address_leads_to_the_code_when_nobody_nearby_answers(
    start_program: StartProgram, seat: Seat
) -> None:
    """Also where others have to ask: a code is leave enough."""
    minsu = seat(start_program("minsu"), "Minsu")
    jiyoung = seat(start_program("jiyoung"), "Jiyoung")
    minsu.page.get_by_label("Ask me").check()
    address = minsu.host("Reading")[1]
    try_at(jiyoung, show_code(minsu, "Digits"), address)
    expect(jiyoung.field).to_be_enabled()
    expect(code_section(minsu)).to_contain_text("Jiyoung came in with the code.")
    # From now on it is the key that lets in: a restart needs no code.
    jiyoung.program.stop()
    jiyoung.program.start()
    again = seat(jiyoung.program)
    expect(again.field).to_be_enabled()
    expect(again.banner).to_be_hidden()


def test_three_wrong_codes_burn_it_and_the_host_reads_where_they_came_from(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    jiyoung = seat(start_program("jiyoung"), "Jiyoung")
    address = minsu.host("Reading", invited=True)[1]
    code = show_code(minsu)
    section = code_section(minsu)
    number = code.partition("-")[0]
    wrong = f"{number}-acorn-" + ("acorn" if code != f"{number}-acorn-acorn" else "almond")
    alert = jiyoung.dialog.get_by_role("alert")
    for told in ("One wrong try", "2 wrong tries"):
        try_at(jiyoung, wrong, address)
        expect(alert).to_contain_text("This is not the host’s code.")
        expect(section).to_contain_text(f"{told}, from 127.0.0.1")
        expect(section.locator(".code")).to_have_text(code)
        field = jiyoung.dialog.get_by_label("Invitation, code or address")
        expect(field).to_be_focused()
        jiyoung.page.keyboard.press("Escape")
    minsu.page.keyboard.press("Escape")
    try_at(jiyoung, wrong, address)
    expect(alert).to_contain_text("the third wrong try")
    # The panel is closed: it is said all the same.
    said = minsu.page.get_by_role("button", name="The code for “Reading” is gone after")
    expect(said).to_be_visible()
    jiyoung.page.keyboard.press("Escape")
    try_at(jiyoung, code, address)
    expect(alert.filter(has_text="Nobody there shows this code")).to_be_visible()
    minsu.button("Invite").click()
    expect(code_section(minsu)).to_contain_text("from 127.0.0.1. If that was a friend")


def test_a_code_is_changed_and_taken_back(start_program: StartProgram, seat: Seat) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    minsu.host("Reading")
    first = show_code(minsu)
    section = code_section(minsu)
    section.get_by_role("button", name="New code").click()
    expect(section.locator(".code")).not_to_have_text(first)
    section.get_by_role("radio", name="Digits").check(force=True)
    expect(section.locator(".code")).to_have_text(re.compile(r"^\d+-\d{5}$"))
    digits = section.locator(".code").inner_text()
    minsu.page.keyboard.press("Escape")
    minsu.button("Invite").click()
    expect(section.locator(".code")).to_have_text(digits)
    section.get_by_role("button", name="Stop showing").click()
    expect(section.locator(".code")).to_have_count(0)


def test_what_looked_like_a_code_can_be_a_computer(start_program: StartProgram, seat: Seat) -> None:
    jiyoung = seat(start_program("jiyoung"), "Jiyoung")
    jiyoung.look_for("7-maple-lantern")
    jiyoung.button("Come in").click()
    expect(jiyoung.dialog.get_by_role("alert")).to_contain_text(
        "Nobody nearby answers to this code"
    )
    jiyoung.button("Look for a computer called “7-maple-lantern”").click()
    expect(jiyoung.dialog.get_by_role("alert")).to_contain_text("No computer with this name")
    field = jiyoung.dialog.get_by_label("Invitation, code or address")
    expect(field).to_have_value("7-maple-lantern")


def test_a_name_that_is_taken_does_not_cost_the_code(
    start_program: StartProgram, seat: Seat
) -> None:
    minsu = seat(start_program("minsu"), "Minsu")
    other = seat(start_program("other"), "minsu")
    address = minsu.host("Reading", invited=True)[1]
    try_at(other, show_code(minsu, "Digits"), address)
    expect(other.dialog.get_by_label("My name in this room")).to_have_value("minsu (2)")
    expect(code_section(minsu)).to_contain_text("Somebody is coming in")
    other.come_in()
    expect(code_section(minsu)).to_contain_text("minsu (2) came in with the code")
