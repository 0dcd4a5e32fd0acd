"""Writing a message: emoji, and marks by keys."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from playwright.sync_api import expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, Person

SELECT = "(field, [start, end]) => field.setSelectionRange(start, end)"
# What a system's keyboard does while a syllable is put together, and what it ends with.
COMPOSING = """(field) => {
  field.dispatchEvent(new KeyboardEvent('keydown', {
    key: 'Enter', bubbles: true, cancelable: true, isComposing: true,
  }));
}"""


def test_an_emoji_is_picked_where_the_caret_stands(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.field.fill("well done")
    jiyoung.field.evaluate(SELECT, [4, 4])
    jiyoung.button("Emoji").click()
    # Of what is new in Unicode only what this computer's fonts can draw.
    search = jiyoung.page.get_by_label("Search emoji")
    for code, name in (("1fae0", "melting face"), ("1fac6", "fingerprint"), ("1f6d8", "landslide")):
        search.fill(name)
        none = jiyoung.dialog.get_by_text("No emoji is called that.")
        drawn = subprocess.check_output(["fc-list", f":charset={code}"])
        expect(jiyoung.button(name) if drawn else none).to_be_visible()
    search.fill("party pop")
    expect(jiyoung.button("party popper")).to_be_visible()  # the names are fetched first
    jiyoung.page.keyboard.press("Enter")
    expect(jiyoung.field).to_have_value("well🎉 done")
    expect(jiyoung.field).to_be_focused()
    jiyoung.page.keyboard.type("!")
    jiyoung.page.keyboard.press("Enter")
    minsu.sees("well🎉! done")


def test_an_emoji_by_its_name(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    field = jiyoung.field
    # Also one that was pasted, whose list nobody has needed before.
    jiyoung.say("well :tada: done")
    minsu.sees("well 🎉 done")
    field.press_sequentially("ok :thumbsu")
    names = jiyoung.page.get_by_role("listbox", name="Emoji by name")
    expect(names.get_by_role("option").first).to_contain_text(":thumbsup:")
    field.evaluate(COMPOSING)
    expect(names).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("ok 👍 ")
    expect(names).to_be_hidden()
    field.press_sequentially(":tada:")
    expect(field).to_have_value("ok 👍 🎉")
    jiyoung.page.keyboard.press("Control+z")
    expect(field).to_have_value("ok 👍 :tada:")
    field.press("Enter")
    minsu.sees("ok 👍 🎉")
    field.press_sequentially("at 12:100:45, `:tada:` and :-) :hea")
    field.press("Escape")
    expect(names).to_be_hidden()
    field.press("Enter")
    expect(minsu.page.locator(".said").last).to_contain_text("at 12:100:45, :tada: and :-) :hea")
    field.press_sequentially("`:hear")
    jiyoung.page.wait_for_timeout(200)
    expect(names).to_be_hidden()


def test_an_emoji_by_its_korean_name(start_program: StartProgram, seat: Seat) -> None:
    person = seat(start_program("minsu", "ko"))
    person.page.get_by_label("방 이름").fill("책방")
    person.page.get_by_role("button", name="방 열기").last.click()
    expect(person.dialog).to_be_visible()
    person.page.keyboard.press("Escape")
    field = person.page.get_by_label("메시지 쓰기")
    expect(field).to_be_enabled()
    field.press_sequentially("정말 :하트")
    first = person.page.get_by_role("listbox").get_by_role("option").first
    expect(first).to_contain_text(":")
    first.click()
    expect(field).to_have_value(re.compile(r"^정말 [^:]+ $"))


def test_keys_put_marks_around_what_is_selected(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    field = jiyoung.field
    field.fill("so it is")
    field.evaluate(SELECT, [3, 5])
    for key, text in (
        ("Control+b", "so **it** is"),
        ("Control+b", "so it is"),
        ("Control+i", "so *it* is"),
        ("Control+i", "so it is"),
        ("Control+Shift+X", "so ~~it~~ is"),
        ("Control+z", "so it is"),
        ("Control+e", "so `it` is"),
    ):
        field.press(key)
        expect(field).to_have_value(text)
    field.press("Enter")
    expect(minsu.page.locator(".said code")).to_have_text("it")


def test_how_it_is_written_can_be_looked_up(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    _, jiyoung = together
    jiyoung.page.screenshot(path=artefacts / "composer.png")
    jiyoung.field.press_sequentially(":hear")
    expect(jiyoung.page.get_by_role("listbox")).to_be_visible()
    jiyoung.page.screenshot(path=artefacts / "names.png")
    jiyoung.field.fill("")
    for size, name in (((1280, 800), "wide"), (NARROW, "narrow")):
        jiyoung.page.set_viewport_size({"width": size[0], "height": size[1]})
        jiyoung.button("Formatting").click()
        expect(jiyoung.dialog.locator("strong")).to_have_text("bold")
        expect(jiyoung.dialog.get_by_text("Ctrl+B")).to_be_visible()
        jiyoung.page.wait_for_timeout(300)
        jiyoung.page.screenshot(path=artefacts / f"help-{name}.png")
        jiyoung.page.keyboard.press("Escape")
        expect(jiyoung.dialog).to_have_count(0)
    jiyoung.page.wait_for_timeout(300)
    jiyoung.page.screenshot(path=artefacts / "composer-narrow.png")
