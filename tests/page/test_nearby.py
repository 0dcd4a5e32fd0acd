"""Rooms nearby on Home: they appear, lead in, are known again, and go."""

from __future__ import annotations

import uuid
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from zeroconf import ServiceBrowser, Zeroconf

from server.invitation import Invitation
from server.joining.typed import read_typed
from server.nearby.record import TYPE, Missed
from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person
from tests.server.nearby import ears
from tests.support.wait import wait_for

pytestmark = pytest.mark.nearby

CARD = "127.0.0.1"


@pytest.fixture
def people(start_program: StartProgram, seat: Seat) -> tuple[Person, Person]:
    """Minsu and Jiyoung, who hear each other."""
    minsu = seat(start_program("minsu", nearby=CARD), "Minsu")
    jiyoung = seat(start_program("jiyoung", nearby=CARD), "Jiyoung")
    return minsu, jiyoung


def nearby(person: Person, name: str) -> Locator:
    """The row of a room nearby, by its name."""
    section = person.page.get_by_role("region", name="Rooms nearby")
    return section.get_by_role("button").filter(has_text=name)


def close_room(host: Person) -> None:
    """Close the one room that is open, from Home, though others are in it."""
    host.button("Close the room").click()
    host.dialog.get_by_role("button", name="Close the room").click()


def announce(person: Person, choice: str) -> None:
    """Choose in the Invite panel, under *more*."""
    person.button("Invite").first.click()
    person.dialog.get_by_text("More ways").click()
    person.dialog.get_by_label(choice, exact=True).check()
    expect(person.dialog.get_by_label(choice, exact=True)).to_be_checked()
    person.page.keyboard.press("Escape")


def test_a_room_nearby_appears_leads_in_is_known_and_goes(
    people: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = people
    room = f"Reading {uuid.uuid4().hex[:6]}"
    _, address = minsu.host(room)
    row = nearby(jiyoung, "Come in")
    expect(row.filter(has_text=address.removesuffix(":47800"))).to_have_count(1, timeout=3000)
    announce(minsu, "With its name")
    row = nearby(jiyoung, room)
    expect(row).to_contain_text("Come in")
    jiyoung.page.screenshot(path=artefacts / "appeared.png")
    row.click()
    jiyoung.page.screenshot(path=artefacts / "come-in.png")
    jiyoung.come_in()
    jiyoung.say("Found you")
    minsu.sees("Found you")
    jiyoung.go_home()
    expect(nearby(jiyoung, room)).to_contain_text("You know this room")
    nearby(jiyoung, room).click()
    jiyoung.sees("Found you")
    jiyoung.go_home()
    minsu.go_home()
    expect(nearby(minsu, room)).to_have_count(0)
    close_room(minsu)
    expect(nearby(jiyoung, room)).to_have_count(0, timeout=5000)


def test_an_announced_room_can_be_hidden(people: tuple[Person, Person]) -> None:
    minsu, jiyoung = people
    room = f"Cooking {uuid.uuid4().hex[:6]}"
    minsu.host(room)
    announce(minsu, "With its name")
    expect(nearby(jiyoung, room)).to_have_count(1)
    announce(minsu, "Not at all")
    expect(nearby(jiyoung, room)).to_have_count(0, timeout=5000)


def test_one_is_told_when_a_room_opens(people: tuple[Person, Person], artefacts: Path) -> None:
    minsu, jiyoung = people
    room = f"Tea {uuid.uuid4().hex[:6]}"
    link, _ = minsu.host(room)
    jiyoung.join(link)
    jiyoung.go_home()
    card = jiyoung.page.locator("article").filter(has_text=room)
    expect(card.get_by_role("switch")).to_have_count(0)
    minsu.go_home()
    close_room(minsu)
    switch = card.get_by_role("switch", name="Tell me when this room opens")
    switch.click()
    expect(switch).to_be_checked()
    card.screenshot(path=artefacts / "card.png")
    minsu.button("Host again").click()
    expect(jiyoung.page.get_by_role("status").filter(has_text="is open now")).to_be_attached()
    jiyoung.page.screenshot(path=artefacts / "told.png")
    expect(card).to_contain_text("Connected")
    expect(switch).to_be_checked()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nobody_nearby_is_said(
    start_program: StartProgram, seat: Seat, artefacts: Path, language: str
) -> None:
    program = start_program("minsu", language, CARD)
    for size, theme in (((1280, 800), "light"), (NARROW, "dark")):
        person = seat(program, size=size, color_scheme=theme)
        section = person.page.locator("section").filter(has=person.page.locator("#rooms-nearby"))
        expect(section).to_contain_text({"en": "Nobody nearby", "ko": "열린 방이 없어요"}[language])
        person.page.screenshot(path=artefacts / f"nobody-{theme}.png", full_page=True)


def mark_at(port: int) -> str:
    """The mark of the room that is announced at this port, as everybody on the network sees it."""
    found: list[str] = []

    def heard(zeroconf: Zeroconf, service_type: str, name: str, **_more: object) -> None:
        info = zeroconf.get_service_info(service_type, name)
        if info is not None and info.port == port:
            found.append(str(info.decoded_properties["id"]))

    zeroconf = Zeroconf(interfaces=[CARD], use_asyncio=False)  # Playwright has a loop here
    try:
        browser = ServiceBrowser(zeroconf, TYPE, handlers=[heard])
        wait_for(lambda: found, "the room's record")
        browser.cancel()
    finally:
        zeroconf.close()
    return found[0]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_host_is_told_that_somebody_tried_in_vain(
    start_program: StartProgram, seat: Seat, artefacts: Path, language: str
) -> None:
    person = seat(start_program("minsu", language, CARD))
    page = person.page
    page.locator("form button[type=submit]").first.click()
    link = person.dialog.get_by_text("sarangbang://join").text_content() or ""
    expect(person.dialog.locator(".nobody")).to_be_visible()
    invitation = read_typed(link.strip())
    assert isinstance(invitation, Invitation)
    port = invitation.addresses[0].port or 0
    text = ears.text_of(Missed(mark_at(port), "no_answer", True).text())
    with closing(ears.Stranger()) as stranger:
        stranger.send(ears.response("tried", text, port=1))
    hint = person.dialog.locator(".reach .note.warn")
    expect(hint).to_contain_text("sudo ufw allow")
    expect(person.dialog.locator(".nobody")).to_have_count(0)
    hint.scroll_into_view_if_needed()
    for size, theme in (((1280, 800), "light"), (NARROW, "dark")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.screenshot(path=artefacts / f"hint-{theme}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
