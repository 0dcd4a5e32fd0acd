"""The settings: each section, in both languages and themes, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, WIDE, Person, Program
from tests.support.wait import wait_for

SECTIONS = {
    "en": [
        "My profile",
        "Language and look",
        "Notices",
        "Blocked people",
        "Network",
        "Data on this computer",
        "About",
    ],
    "ko": [
        "내 프로필",
        "언어와 화면",
        "알림",
        "차단한 사람",
        "네트워크",
        "이 컴퓨터의 데이터",
        "사랑방 정보",
    ],
}


def open_settings(person: Person, section: str) -> None:
    person.button("Settings").click()
    person.button(section, person.dialog).click()


def size_of_text(person: Person) -> float:
    size = person.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert isinstance(size, float | int)
    return float(size)


LEFT = "(it) => it.getBoundingClientRect().x"
LABELS = "(it) => [...it.querySelectorAll('label')].map((one) => one.getBoundingClientRect().x)"
# The words in choices that stand on two lines, and the choices that stand on more.
BROKEN = r"""() => [...document.querySelectorAll('.options span')].flatMap((choice) => {
  const text = choice.firstChild, range = document.createRange();
  const lines = (from, to) => {
    range.setStart(text, from);
    range.setEnd(text, to);
    return new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size;
  };
  const words = [...text.data.matchAll(/\S+/g)];
  const broken = words.filter((one) => lines(one.index, one.index + one[0].length) > 1);
  return [...broken.map(String), ...(lines(0, text.length) > 2 ? [text.data] : [])];
})"""


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_section_fits(
    language: str, size: tuple[int, int], start_program: StartProgram, seat: Seat, artefacts: Path
) -> None:
    person = seat(start_program("minsu", language), size=size)
    person.button({"en": "Settings", "ko": "설정"}[language]).click()
    places = set()
    for theme in ("light", "dark"):
        person.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        for at, section in enumerate(SECTIONS[language]):
            person.button(section, person.dialog).click()
            region = person.dialog.get_by_role("region", name=section)
            expect(region).to_be_visible()
            places.add(region.evaluate(LEFT))
            person.page.screenshot(path=artefacts / f"{theme}-{at}.png")
            assert person.page.evaluate("document.documentElement.scrollWidth") == size[0]
            # Where the sections stand beside their list, nothing else scrolls.
            moves = person.dialog.locator(".body").evaluate(
                "(it) => it.scrollHeight - it.clientHeight"
            )
            assert size == NARROW or moves == 0, section
    # Nothing moves to the side when something is chosen: no section, and no choice.
    assert max(places) - min(places) < 1
    person.button(SECTIONS[language][2], person.dialog).click()
    choice = person.dialog.get_by_role("group").first
    stood = choice.evaluate(LABELS)
    choice.get_by_role("radio").last.check()
    assert choice.evaluate(LABELS) == pytest.approx(stood, abs=1)
    # Choices for which large text leaves no room beside each other stand below each other.
    person.page.evaluate("document.documentElement.dataset.text = '150'")
    for section in SECTIONS[language][:3]:
        person.button(section, person.dialog).click()
        assert person.page.evaluate(BROKEN) == [], section


def test_the_size_of_the_text_is_remembered(start_program: StartProgram, seat: Seat) -> None:
    person = seat(start_program("minsu"))
    expect(person.button("Settings")).to_be_visible()
    plain = size_of_text(person)
    open_settings(person, "Language and look")
    person.page.get_by_role("radio", name="Larger").check()
    expect(person.page.locator("html")).to_have_attribute("data-text", "130")
    assert size_of_text(person) == pytest.approx(1.3 * plain)
    # It stands in the page as it comes, so that nothing moves when the program has been asked.
    assert 'data-text="130"' in person.page.request.get(person.page.url).text()
    person.program.stop()
    person.program.start()
    assert size_of_text(seat(person.program)) == pytest.approx(1.3 * plain)


def test_a_room_is_saved_and_deleted(
    together: tuple[Person, Person], browser: Browser, artefacts: Path
) -> None:
    minsu, jiyoung = together
    minsu.say("<b>Tea</b> at four")
    jiyoung.sees("<b>Tea</b> at four")
    open_settings(jiyoung, "Data on this computer")
    room = jiyoung.dialog.get_by_role("group", name="Reading").first
    expect(jiyoung.dialog).to_contain_text("in use")
    jiyoung.button("Save to read", room).click()
    expect(room.get_by_role("alert")).to_contain_text("Saved:")
    jiyoung.page.screenshot(path=artefacts / "saved.png")
    path = Path(room.get_by_role("alert").locator("[translate=no]").inner_text())
    saved = browser.new_page()
    saved.goto(path.as_uri())
    expect(saved.get_by_text("<b>Tea</b> at four")).to_be_visible()
    saved.screenshot(path=artefacts / "file.png")
    saved.close()
    jiyoung.button("Show the file", room).click()
    wait_for(lambda: jiyoung.program.asked("show_file") == [str(path)], "the file manager")

    jiyoung.button("Delete", room).click()
    jiyoung.page.keyboard.press("Escape")  # and one is where one was
    expect(jiyoung.button("Delete", room)).to_be_focused()
    jiyoung.page.keyboard.press("Enter")
    jiyoung.page.get_by_role("radio", name="Leave the room too").check()
    jiyoung.page.screenshot(path=artefacts / "delete.png")
    jiyoung.button("Delete", jiyoung.dialog.last).click()
    expect(minsu.page.get_by_text("Jiyoung left")).to_be_visible()


def test_the_licences_of_all_parts_can_be_read(
    lasting: tuple[Program, Program], seat: Seat, artefacts: Path
) -> None:
    person = seat(lasting[0])
    person.go_home()  # the room that was open last comes into sight first
    open_settings(person, "About")
    person.dialog.get_by_text("svelte", exact=False).first.click()
    expect(person.dialog.locator("pre").first).to_contain_text("Permission is hereby granted")
    person.page.screenshot(path=artefacts / "licences.png")


def test_the_ports_are_chosen(lasting: tuple[Program, Program], seat: Seat) -> None:
    person = seat(lasting[0])
    person.go_home()  # the room that was open last comes into sight first
    open_settings(person, "Network")
    field = person.dialog.get_by_label("Port for members")
    for wrong in ("80", "99999", "x"):
        field.fill(wrong)
        person.button("Use these ports", person.dialog).click()
        expect(person.page.get_by_role("alert")).to_contain_text("from 1024 to 65535")
    field.fill("47880")
    person.button("Use these ports", person.dialog).click()
    expect(person.page.get_by_role("alert")).to_contain_text("cannot have the same port")
    field.fill("")
    person.button("Use these ports", person.dialog).click()
    expect(person.page.get_by_role("button", name="used from the next opening on")).to_be_visible()
