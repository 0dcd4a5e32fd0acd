"""What a host changes or makes up is marked where one reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.room.entry import Entry
from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person
from tests.page.test_accessibility import AXE, Judge
from tests.page.test_standing import ask, room_of
from tests.support.rewriting import rewrite, text_of

MARK = "button[aria-expanded]"
FORGED = (
    "The signature of this message is not Jiyoung’s. The host may have changed it or put it in."
)
UNSIGNED = "This message does not carry Jiyoung’s signature: it may not be theirs."
EMPTIED = (
    "The text is gone, and nothing says that Jiyoung deleted it. The host may have taken it away."
)


def lie(entry: Entry) -> Iterable[Entry]:
    """What the host makes of its log."""
    text = text_of(entry)
    if text == "I was at home":
        return [replace(entry, body={"text": "I owe Minsu 100,000 won"})]
    if text == "Strip me":
        return [replace(entry, signature=None, sent_at=None)]
    if text == "Take this away":
        return [replace(entry, body=None, salt=None, spelled=None)]
    if text == "The last one":
        guest = replace(
            entry, id="guest", author="g_" + "0" * 32, name="Hana", signature=None, sent_at=None
        )
        return [guest, replace(guest, id="guest-2", body={"text": "And once more"}), entry]
    return [entry]


def host_that_lies(minsu: Person, jiyoung: Person) -> None:
    """Jiyoung talks; then Minsu's program stands still, and its log is another afterwards."""
    for text in ("Hello", "I was at home", "Strip me", "Take this away", "The last one"):
        jiyoung.say(text)
        minsu.sees(text)
    minsu.program.stop()
    jiyoung.program.stop()
    rewrite(minsu.program.data, lie)
    minsu.program.start()
    ask(minsu.program, "start", room=room_of(minsu))
    minsu.page.goto("about:blank")
    minsu.page.goto(minsu.program.url)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_lie_is_marked(
    two: tuple[Person, Person], start_program: StartProgram, seat: Seat, artefacts: Path,
    language: str,
) -> None:  # fmt: skip
    minsu, jiyoung = two
    host_that_lies(minsu, jiyoung)
    minsu.button("Invite").click()
    link = minsu.read_invitation()[0]
    yuna = seat(start_program("yuna"), "Yuna", reduced_motion="reduce")
    yuna.join(link)
    ask(yuna.program, "set", language=language)
    owe = yuna.read("I owe Minsu 100,000 won")
    mark = owe.locator(MARK)
    expect(mark).to_have_count(1)
    expect(yuna.page.locator(".said").locator(MARK)).to_have_count(3)
    expect(yuna.read("Hello").locator(MARK)).to_have_count(0)
    # What guests say carries the word once for each group.
    small = yuna.page.locator(".said small")
    expect(small).to_have_count(1)
    if language == "en":
        expect(mark).to_have_accessible_name(FORGED)
        expect(yuna.read("Strip me").locator(MARK)).to_have_accessible_name(UNSIGNED)
        gone = yuna.page.locator(".said").filter(has_text="The text is gone.")
        expect(gone.locator(MARK)).to_have_accessible_name(EMPTIED)
        expect(small).to_have_text("guest, not signed")
    if AXE.exists():
        judge = Judge(artefacts, language)
        judge.look(yuna.page, "marks")
        mark.focus()
        yuna.page.keyboard.press("Enter")
        expect(mark).to_have_attribute("aria-expanded", "true")
        yuna.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        expect(owe.locator(".doubt")).to_be_visible()
        judge.look(yuna.page, "marks-narrow")
        assert judge.wrong == {}
    assert yuna.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
