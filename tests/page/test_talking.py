"""Two people in a room."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.page.conftest import Seat
from tests.page.people import MEDIUM, WIDE, Person
from tests.support.wait import wait_for

DROP = """(kind) => {
  const data = new DataTransfer();
  data.items.add(new File(['x'], 'photo.png', { type: 'image/png' }));
  const over = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
  return !document.querySelector('.room').dispatchEvent(over);
}"""
# How engines say that Enter ended a syllable: by the flag, and WebKit by the number only.
COMPOSED = """(field) => {
  for (const how of [{ isComposing: true }, { keyCode: 229 }]) {
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...how }),
    );
  }
}"""


def texts(page: Page) -> list[str]:
    return page.locator(".said .text").all_inner_texts()


def test_what_one_says_the_other_reads(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.field.press_sequentially("I am")
    expect(minsu.page.get_by_text("Jiyoung is writing")).to_be_visible()
    jiyoung.field.press("Shift+Enter")
    jiyoung.field.press_sequentially("here")
    jiyoung.field.press("Enter")
    minsu.sees("I am\nhere")
    expect(minsu.page.get_by_text("Jiyoung is writing")).to_be_hidden()
    expect(jiyoung.field).to_have_value("")
    minsu.say("안녕하세요, <b>지영</b>")
    jiyoung.sees("안녕하세요, <b>지영</b>")
    expect(jiyoung.read("I am\nhere")).to_contain_text("Delivered")


def test_the_enter_that_ends_a_syllable_sends_nothing(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.field.fill("안녕")
    jiyoung.field.evaluate(COMPOSED)
    expect(jiyoung.field).to_have_value("안녕")
    jiyoung.field.press("Enter")
    minsu.sees("안녕")
    assert texts(jiyoung.page) == ["안녕"]


def test_new_messages_wait_behind_a_button(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    for number in range(25):
        minsu.say(f"line {number}")
    jiyoung.sees("line 24")
    jiyoung.page.get_by_role("log").hover()
    jiyoung.page.mouse.wheel(0, -600)
    to_end = jiyoung.button("To the newest message")
    expect(to_end).to_be_visible()
    before = jiyoung.read("line 10").bounding_box()
    for word in ("one", "two", "three"):
        minsu.say(word)
    button = jiyoung.button("3 new messages")
    expect(button).to_be_visible()
    assert jiyoung.read("line 10").bounding_box() == before, "the page jumped"
    button.click()
    expect(jiyoung.page.get_by_role("separator", name="New from here")).to_be_in_viewport()
    expect(jiyoung.read("three")).to_be_in_viewport()
    expect(button).to_be_hidden()


def test_a_long_message_does_not_move_what_is_read_above_it(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    for number in range(25):
        minsu.say(f"line {number}")
    jiyoung.sees("line 24")
    jiyoung.field.focus()
    for number in range(6):
        jiyoung.page.keyboard.type(f"row {number}")
        jiyoung.page.keyboard.press("Shift+Enter")
        expect(jiyoung.read("line 24")).to_be_in_viewport(ratio=1)
    minsu.say("and one more")
    expect(jiyoung.read("and one more")).to_be_in_viewport(ratio=1)
    expect(jiyoung.button("1 new message")).to_be_hidden()
    tall = jiyoung.field.bounding_box()
    jiyoung.field.fill("")
    short = jiyoung.field.bounding_box()
    assert tall
    assert short
    assert tall["height"] > 3 * short["height"]


def test_a_draft_is_kept_with_its_room_and_over_a_reload(together: tuple[Person, Person]) -> None:
    _, jiyoung = together
    jiyoung.field.fill("not yet")
    jiyoung.button("Sarangbang").click()
    card = jiyoung.page.get_by_role("article").first
    expect(card).to_contain_text("Draft: not yet")
    jiyoung.button("Reading", card).click()
    expect(jiyoung.field).to_have_value("not yet")
    # In the room itself it stands in the field only.
    rooms = jiyoung.page.get_by_role("navigation", name="My rooms")
    expect(rooms.locator("[aria-current]")).to_contain_text("Reading")
    expect(rooms.locator("[aria-current]")).not_to_contain_text("Draft")
    jiyoung.page.reload()
    expect(jiyoung.field).to_have_value("not yet")


def test_a_link_opens_in_the_person_s_browser_and_the_page_stays(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    minsu.say("See https://example.com/tea?x=1, it is good. javascript:alert(1)")
    link = jiyoung.page.get_by_role("link")
    expect(link).to_have_count(1)
    address = jiyoung.page.url
    link.click()
    opened = wait_for(lambda: jiyoung.program.asked("open_url"), "the browser to be asked")
    assert opened == ["https://example.com/tea?x=1"]
    assert jiyoung.page.url == address


def test_a_dropped_file_gets_a_sentence_and_the_page_stays(together: tuple[Person, Person]) -> None:
    _, jiyoung = together
    assert jiyoung.page.evaluate(DROP, "dragover")
    assert jiyoung.page.evaluate(DROP, "drop")
    expect(jiyoung.button("Files cannot be sent yet. Nothing was sent.")).to_be_visible()
    expect(jiyoung.field).to_be_visible()


def test_a_reload_and_a_second_window_leave_no_gap_and_no_double(
    together: tuple[Person, Person], seat: Seat
) -> None:
    minsu, jiyoung = together
    # As many as stand on the screen at once: rows far beyond it are not in the page.
    said = [f"line {number}" for number in range(5)]
    for text in said:
        minsu.say(text)
    jiyoung.sees(said[-1])
    jiyoung.page.reload()
    expect(jiyoung.page.locator(".said .text")).to_have_text(said)
    again = seat(jiyoung.program, size=MEDIUM)
    expect(again.page.locator(".said .text")).to_have_text(said)
    again.say("from the second window")
    for person in (minsu, jiyoung, again):
        person.sees("from the second window")
        assert texts(person.page) == [*said, "from the second window"]


def test_a_reload_never_says_that_no_room_is_shown(together: tuple[Person, Person]) -> None:
    # Said for a moment only, it made a second window, or the next start, begin on Home.
    _, jiyoung = together
    said: list[str] = []
    jiyoung.page.on(
        "websocket",
        lambda line: line.on("framesent", lambda frame: said.append(str(frame))),
    )
    jiyoung.page.reload()
    expect(jiyoung.field).to_be_enabled()
    views = [frame for frame in said if '"view"' in frame]
    assert views
    assert not [view for view in views if '"room":null' in view]


def test_a_name_changed_in_settings_is_told_in_the_rooms(two: tuple[Person, Person]) -> None:
    minsu, jiyoung = two
    jiyoung.button("Settings").click()
    field = jiyoung.dialog.get_by_label("My name")
    field.fill("Ji-young")
    field.press("Tab")
    expect(minsu.page.get_by_text("Jiyoung is now called Ji-young")).to_be_visible()
    jiyoung.page.keyboard.press("Escape")
    people = minsu.page.get_by_role("complementary", name="People")
    expect(people).to_contain_text("Ji-young")


def test_long_names_make_nothing_wider(together: tuple[Person, Person]) -> None:
    minsu, _ = together
    minsu.button("Sarangbang").click()
    minsu.host("W" * 60)
    # Nor is the program's own name broken in two where the text is large.
    minsu.page.evaluate("document.documentElement.dataset.text = '150'")
    lines = "(it) => it.offsetHeight / parseFloat(getComputedStyle(it).fontSize)"
    assert 1 < minsu.button("Sarangbang").locator("span").evaluate(lines) < 2
    minsu.page.evaluate("delete document.documentElement.dataset.text")
    for size in (WIDE, MEDIUM, (360, 740)):
        minsu.page.set_viewport_size({"width": size[0], "height": size[1]})
        expect(minsu.button("Send")).to_be_in_viewport()
        # Beside all that a host can do there is room for a name.
        title = minsu.page.locator("main header h1").bounding_box()
        assert title
        assert title["width"] >= min(size[0] - 240, 200)
        wide = minsu.page.evaluate("document.querySelector('.talk').scrollWidth")
        shown = minsu.page.evaluate("document.querySelector('.talk').clientWidth")
        assert wide <= shown
