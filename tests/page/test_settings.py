"""The settings: each section, in both languages and themes, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, WIDE, Person

SECTIONS = {
    "en": ["Name and profile", "Language and look", "Data on this computer", "About"],
    "ko": ["이름과 프로필", "언어와 화면", "이 컴퓨터의 데이터", "사랑방 정보"],
}


def open_settings(person: Person, section: str) -> None:
    person.button("Settings").click()
    person.button(section, person.dialog).click()


def size_of_text(person: Person) -> float:
    size = person.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert isinstance(size, float | int)
    return float(size)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_section_fits(
    language: str, size: tuple[int, int], start_program: StartProgram, seat: Seat, artefacts: Path
) -> None:
    person = seat(start_program("minsu", language), size=size)
    person.button({"en": "Settings", "ko": "설정"}[language]).click()
    for theme in ("light", "dark"):
        person.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        for at, section in enumerate(SECTIONS[language]):
            person.button(section, person.dialog).click()
            expect(person.dialog.get_by_role("region", name=section)).to_be_visible()
            person.page.screenshot(path=artefacts / f"{theme}-{at}.png")
            assert person.page.evaluate("document.documentElement.scrollWidth") == size[0]


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
