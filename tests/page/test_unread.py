"""What is not read yet: counted, marked, gone to, and put away; and where one reads."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.page.conftest import Seat, StartProgram
from tests.page.people import NARROW, WIDE, Person
from tests.page.test_block import ONE, block, unblock
from tests.support.wait import wait_for

AWAY = """() => {
  Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true });
  window.dispatchEvent(new Event('blur'));
}"""
BACK = """() => {
  delete document.hasFocus;
  window.dispatchEvent(new Event('focus'));
}"""


def line(person: Person) -> Locator:
    return person.page.get_by_role("separator", name="New from here")


def counted(person: Person, count: int) -> None:
    """The title says so many."""
    wait_for(lambda: person.program.asked("set_title")[-1][1] == count, f"{count} in the title")


def test_a_room_is_marked_as_read_from_its_card(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.go_home()
    for text in ("one", "two"):
        minsu.say(text)
    card = jiyoung.page.get_by_role("article").filter(has_text="Reading").first
    expect(card.get_by_text("2 unread messages")).to_be_attached()
    counted(jiyoung, 2)
    jiyoung.button("Mark as read", card).click()
    expect(card.get_by_text("2 unread messages")).not_to_be_attached()
    counted(jiyoung, 0)
    card.get_by_role("button", name="Reading").click()
    jiyoung.sees("two")
    expect(line(jiyoung)).to_have_count(0)


def test_what_came_while_one_looked_elsewhere_is_gone_to_and_put_away(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    minsu.say("before")
    jiyoung.sees("before")
    jiyoung.page.evaluate(AWAY)
    for number in range(30):
        minsu.say(f"line {number}")
    jiyoung.sees("line 29")
    counted(jiyoung, 30)
    # Nothing is read by a key while the window has not the focus.
    jiyoung.page.keyboard.press("Escape")
    counted(jiyoung, 30)
    jiyoung.page.evaluate(BACK)
    first = jiyoung.button("To the first unread message")
    expect(first).to_be_visible()
    counted(jiyoung, 30)  # they were not all on the screen
    jiyoung.page.screenshot(path=artefacts / "above.png")
    jiyoung.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    way = first.locator("..")
    frame, done = (one.bounding_box() for one in (way, jiyoung.button("Mark as read", within=way)))
    assert frame
    assert done
    assert 0 <= frame["x"] < done["x"] + done["width"] <= frame["x"] + frame["width"]
    jiyoung.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    first.click()
    expect(line(jiyoung)).to_be_in_viewport()
    expect(jiyoung.read("line 0")).to_be_in_viewport()
    expect(first).to_be_hidden()
    jiyoung.page.keyboard.press("Escape")
    expect(jiyoung.read("line 29")).to_be_in_viewport()
    counted(jiyoung, 0)
    expect(line(jiyoung)).to_have_count(0)


def test_what_was_read_is_known_after_a_restart(start_program: StartProgram, seat: Seat) -> None:
    minsu, jiyoung = (seat(start_program(name), name.title()) for name in ("minsu", "jiyoung"))
    jiyoung.join(minsu.host("Reading")[1])
    minsu.say("read")
    jiyoung.sees("read")
    counted(jiyoung, 0)
    jiyoung.go_home()
    minsu.say("unread")
    counted(jiyoung, 1)
    program = jiyoung.program
    program.stop()
    program.start()
    again = seat(program)
    card = again.page.get_by_role("article").filter(has_text="Reading")
    expect(card.get_by_text("1 unread message", exact=True)).to_be_attached()
    card.get_by_role("button", name="Reading").click()
    expect(line(again)).to_be_in_viewport()


# Brings a message of one's own nearly to the top, below the end of another's.
TO_THE_TOP = """(scroller) => {
  const { top } = scroller.getBoundingClientRect();
  const own = [...scroller.querySelectorAll('.said.own')];
  own.find((element) => element.getBoundingClientRect().top > top).scrollIntoView();
  scroller.scrollBy(0, -40);
}"""
# The row of the first message of one's own in sight.
FIRST_IN_SIGHT = """(scroller) => {
  const { top } = scroller.getBoundingClientRect();
  const own = [...scroller.querySelectorAll('.said.own')];
  const first = own.find((element) => element.getBoundingClientRect().bottom > top);
  return first.closest('[data-key]').dataset.key;
}"""


def test_what_one_reads_stays_in_its_place(
    together: tuple[Person, Person], artefacts: Path
) -> None:
    minsu, jiyoung = together
    for number in range(12):
        jiyoung.say("\n".join(f"loud {number}" for _ in range(8)))
        minsu.say(f"mine {number}")
        jiyoung.sees(f"mine {number}")
    page = minsu.page
    scroller = page.locator(".scroller")
    scroller.evaluate("(element) => { element.scrollTop *= 0.6 }")
    expect(minsu.button("To the newest message")).to_be_visible()
    scroller.evaluate(TO_THE_TOP)

    def first() -> tuple[Locator, float]:
        row = page.locator(f"[data-key='{scroller.evaluate(FIRST_IN_SIGHT)}'] .said")
        return row, upper_edge(row)

    message, before = first()
    block(minsu, "Jiyoung")
    expect(page.get_by_text(ONE).first).to_be_visible()
    wait_for(lambda: abs(upper_edge(message) - before) <= 2, "it where it was")
    page.screenshot(path=artefacts / "blocked.png")
    message, before = first()
    unblock(minsu, "Jiyoung")
    expect(page.get_by_text(ONE)).to_have_count(0)
    wait_for(lambda: abs(upper_edge(message) - before) <= 2, "it where it is now")


def upper_edge(message: Locator) -> float:
    """Of a message on screen, in px; nowhere near if it is not there."""
    box = message.bounding_box() if message.count() else None
    return box["y"] if box else -1e6
