"""An identity moves from one computer to another, by the settings."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person
from tests.support.wait import wait_for

PHRASE = "seven maple lanterns"


def open_dialog(person: Person) -> None:
    person.go_home()
    person.button("Settings").click()
    person.button("Move my identity to another computer").click()


def own_number(person: Person) -> str:
    person.go_home()
    person.button("Settings").click()
    text = " ".join(person.dialog.locator(".number").inner_text().split())
    person.page.keyboard.press("Escape")
    return text


def test_from_one_computer_to_the_other(
    start_program: StartProgram, seat: Seat, tmp_path: Path, artefacts: Path
) -> None:
    old, new = seat(start_program("old"), "Minsu"), seat(start_program("new"), "Minsu")
    number, before = own_number(old), own_number(new)
    open_dialog(old)
    old.page.get_by_label("Passphrase", exact=True).fill("short")
    old.page.get_by_label("The passphrase once more").fill("shorter")
    old.button("Save the file").click()
    expect(old.page.get_by_role("alert")).to_have_text("The two are not the same.")
    old.page.get_by_label("The passphrase once more").fill("short")
    old.button("Save the file").click()
    expect(old.page.get_by_role("alert")).to_contain_text("too short")
    for label in ("Passphrase", "The passphrase once more"):
        old.page.get_by_label(label, exact=True).fill(PHRASE)
    old.button("Save the file").click()
    expect(old.dialog).to_contain_text("Saved:")
    file = Path(old.dialog.locator(".path").inner_text())
    assert file.parent == tmp_path / "Downloads"

    new.host("My own room")
    open_dialog(new)
    new.page.get_by_label("Bring one here").check()
    with new.page.expect_file_chooser() as chooser:
        new.button("Choose the file").click()
    chooser.value.set_files(file)
    new.page.get_by_label("Passphrase of the file").fill(PHRASE + "!")
    new.button("Open it").click()
    expect(new.page.get_by_role("alert")).to_contain_text("does not open it")
    new.page.get_by_label("Passphrase of the file").fill(PHRASE)
    new.button("Open it").click()
    expect(new.dialog.locator(".number")).to_be_visible()
    assert " ".join(new.dialog.locator(".number").inner_text().split()) == number
    expect(new.dialog).to_contain_text("My own room")
    go = new.button("Use this identity")
    expect(go).to_be_disabled()
    new.page.get_by_label("I can do without these rooms").check()
    new.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    new.page.screenshot(path=artefacts / "bring.png")
    assert new.page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    go.click()
    expect(new.dialog).to_contain_text("when Sarangbang starts again")
    new.button("Close Sarangbang").click()
    wait_for(lambda: new.program.asked("close") == [False], "the window to be closed")

    new.program.stop()
    new.program.start()
    again = seat(new.program)
    assert own_number(again) == number != before
    # The room of before is still there to read, and says why it is not opened.
    again.page.get_by_role("article").get_by_role("button", name="Host again").click()
    expect(again.page.get_by_role("button", name="belongs to another identity")).to_be_visible()
