"""Two people say things about messages: reply, change, delete, react, pin."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.page.people import NARROW, Person

# What takes presses right after the list has scrolled: a row of it, and what was asked for.
SCROLLED = """async (wanted) => {
  const list = document.querySelector('.scroller');
  await new Promise((done) => {
    list.addEventListener('scroll', () => requestAnimationFrame(done), { once: true });
    list.scrollBy(0, -40);
  });
  const taken = (one) => getComputedStyle(document.querySelector(one)).pointerEvents;
  return [taken('.said'), taken(wanted)];
}"""


def at(person: Person, text: str) -> Locator:
    """The message with this text, the pointer at it."""
    said = person.page.locator(".text").filter(has_text=re.compile(f"^{re.escape(text)}$"))
    row = person.page.locator(".said").filter(has=said)
    row.locator(".bubble").hover()
    return row


def press(person: Person, text: str, name: str) -> None:
    person.button(name, within=at(person, text)).click()


def test_a_reply_quotes_and_leads_to_what_it_answers(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("Shall we read?")
    jiyoung.sees("Shall we read?")
    press(jiyoung, "Shall we read?", "Reply")
    expect(jiyoung.page.get_by_text("Replying to Minsu")).to_be_visible()
    expect(jiyoung.field).to_be_focused()
    jiyoung.field.fill("Yes, gladly")
    jiyoung.field.press("Enter")
    expect(jiyoung.page.get_by_text("Replying to Minsu")).to_be_hidden()
    for person in (minsu, jiyoung):
        row = person.page.locator(".said").filter(has_text="Yes, gladly")
        quote = row.get_by_role("button", name="Minsu Shall we read?")
        expect(quote).to_be_visible()
    for number in range(30):
        minsu.say(f"line {number}")
    jiyoung.sees("line 29")
    row = jiyoung.page.locator(".said").filter(has_text="Yes, gladly")
    jiyoung.page.locator(".scroller").evaluate("(list) => list.scrollTo(0, 200)")
    row.get_by_role("button", name="Minsu Shall we read?").click()
    expect(jiyoung.page.locator(".said.wanted")).to_contain_text("Shall we read?")


def test_a_reply_can_be_given_up(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("one")
    jiyoung.sees("one")
    press(jiyoung, "one", "Reply")
    jiyoung.field.press("Escape")
    expect(jiyoung.page.get_by_text("Replying to")).to_be_hidden()
    jiyoung.say("two")
    minsu.sees("two")
    expect(
        minsu.page.locator(".said").filter(has_text="two").get_by_role("button", name="one")
    ).to_have_count(0)


def test_a_message_in_other_words(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.say("Helo")
    minsu.sees("Helo")
    jiyoung.field.fill("half a thought")
    jiyoung.field.fill("")
    jiyoung.field.press("ArrowUp")
    expect(jiyoung.field).to_have_value("Helo")
    jiyoung.field.fill("Hello")
    jiyoung.field.press("Enter")
    for person in (minsu, jiyoung):
        person.sees("Hello")
        expect(person.page.get_by_text("Helo", exact=True)).to_have_count(0)
    minsu.button("edited").click()
    expect(minsu.dialog).to_contain_text("Helo")
    expect(minsu.dialog).to_contain_text("Hello")
    minsu.page.keyboard.press("Escape")
    # Others' messages are not theirs to change.
    expect(minsu.button("Edit", within=at(minsu, "Hello"))).to_have_count(0)
    minsu.page.reload()
    minsu.sees("Hello")
    minsu.button("edited").click()
    expect(minsu.dialog).to_contain_text("Helo")
    press(jiyoung, "Hello", "Delete")
    jiyoung.button("Delete", within=jiyoung.dialog).click()
    expect(minsu.dialog).to_be_hidden()


def test_what_was_being_written_is_there_again_after_a_change(
    together: tuple[Person, Person],
) -> None:
    _, jiyoung = together
    jiyoung.say("first")
    jiyoung.sees("first")
    jiyoung.field.fill("a long thought")
    press(jiyoung, "first", "Edit")
    expect(jiyoung.field).to_have_value("first")
    jiyoung.field.press("Escape")
    expect(jiyoung.field).to_have_value("a long thought")
    press(jiyoung, "first", "Edit")
    jiyoung.field.fill("second")
    jiyoung.field.press("Enter")
    jiyoung.sees("second")
    expect(jiyoung.field).to_have_value("a long thought")
    # Also over another change, an answer, and another room.
    jiyoung.say("third")
    jiyoung.sees("third")
    press(jiyoung, "second", "Reply")
    jiyoung.field.fill("an answer")
    press(jiyoung, "second", "Edit")
    press(jiyoung, "third", "Edit")
    expect(jiyoung.field).to_have_value("third")
    jiyoung.field.fill("half a change")
    jiyoung.go_home()
    jiyoung.page.get_by_role("article").first.get_by_role("button", name="Reading").click()
    expect(jiyoung.field).to_have_value("half a change")
    expect(jiyoung.page.get_by_text("Editing a message")).to_be_visible()
    jiyoung.field.press("Escape")
    expect(jiyoung.field).to_have_value("an answer")
    expect(jiyoung.page.get_by_text("Replying to Jiyoung")).to_be_visible()
    press(jiyoung, "third", "Edit")
    press(jiyoung, "third", "Reply")
    expect(jiyoung.field).to_have_value("an answer")
    jiyoung.field.press("Enter")
    answer = jiyoung.page.locator(".said").filter(has_text="an answer")
    expect(answer.get_by_role("button", name="Jiyoung third")).to_be_visible()


def test_a_change_that_was_not_taken_is_in_the_field_again(
    two: tuple[Person, Person],
) -> None:
    minsu, jiyoung = two
    jiyoung.say("one")
    jiyoung.say("two")
    minsu.sees("two")
    press(jiyoung, "two", "Edit")
    jiyoung.field.fill("two and much more")
    bar = jiyoung.page.locator(".bar")
    expect(bar).to_contain_text("two")
    press(minsu, "two", "Delete")
    minsu.button("Delete", within=minsu.dialog).click()
    # Nothing shows what was deleted.
    expect(bar).to_contain_text("Deleted message")
    jiyoung.field.press("Enter")
    expect(jiyoung.button("That message is not here any more.")).to_be_visible()
    expect(jiyoung.field).to_have_value("two and much more")
    jiyoung.field.press("Escape")
    press(jiyoung, "one", "Edit")
    jiyoung.field.fill("one and much more")
    minsu.program.kill()
    expect(jiyoung.banner).to_contain_text("Contact with the host")
    jiyoung.field.press("Enter")
    expect(jiyoung.button("The host is away. Try again when the host is back.")).to_be_visible()
    expect(jiyoung.field).to_have_value("one and much more")
    jiyoung.field.press("Escape")
    # What cannot be changed now is not offered.
    jiyoung.field.press("ArrowUp")
    expect(jiyoung.field).to_have_value("")
    expect(bar).to_have_count(0)


def test_the_dialog_of_a_message_takes_presses_while_the_list_scrolls(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    for number in range(30):
        minsu.say(f"line {number}")
    jiyoung.say("a slip")
    minsu.sees("a slip")
    press(jiyoung, "a slip", "Delete")
    # As when something new comes: for a moment the rows of the list take no presses.
    taken = jiyoung.page.evaluate(SCROLLED, "dialog button")
    assert taken == ["none", "auto"]
    jiyoung.button("Delete", within=jiyoung.dialog).click()
    expect(jiyoung.page.get_by_text("This message was deleted.")).to_be_visible()
    # The list of rooms shows what was said before it.
    for person in (minsu, jiyoung):
        rooms = person.page.get_by_role("navigation", name="My rooms")
        expect(rooms).to_contain_text("Minsu line 29")


def test_a_deleted_message_is_gone_for_both(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.say("a secret")
    minsu.sees("a secret")
    press(minsu, "a secret", "Reply")
    minsu.say("about it")
    jiyoung.sees("about it")
    press(jiyoung, "a secret", "Delete")
    jiyoung.button("Delete", within=jiyoung.dialog).click()
    for person in (minsu, jiyoung):
        expect(person.page.get_by_text("This message was deleted.")).to_be_visible()
        expect(person.page.get_by_text("a secret")).to_have_count(0)
        expect(person.page.get_by_text("Deleted message")).to_be_visible()
    jiyoung.page.reload()
    jiyoung.sees("about it")
    expect(jiyoung.page.get_by_text("a secret")).to_have_count(0)


def test_the_host_deletes_what_others_said_and_they_not_the_hosts(
    together: tuple[Person, Person],
) -> None:
    minsu, jiyoung = together
    minsu.say("the host's")
    jiyoung.say("a guest's")
    minsu.sees("a guest's")
    jiyoung.sees("the host's")
    expect(jiyoung.button("Delete", within=at(jiyoung, "the host's"))).to_have_count(0)
    press(minsu, "a guest's", "Delete")
    minsu.button("Delete", within=minsu.dialog).click()
    expect(jiyoung.page.get_by_text("a guest's")).to_have_count(0)


def test_reactions_are_counted_and_joined_by_a_press(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    minsu.say("cake?")
    jiyoung.sees("cake?")
    press(jiyoung, "cake?", "React")
    jiyoung.page.get_by_label("Search emoji").fill("thumbs")
    jiyoung.page.get_by_role("button", name="thumbs up", exact=True).click()
    chip = (
        minsu.page.locator(".said")
        .filter(has_text="cake?")
        .get_by_role("button", name="Jiyoung reacted with 👍")
    )
    expect(chip).to_contain_text("1")
    # From the row of what is used most, the same emoji is the same reaction.
    press(minsu, "cake?", "React")
    minsu.dialog.get_by_role("button", name="👍", exact=True).first.click()
    both = jiyoung.page.get_by_role("button", name="Jiyoung, Minsu reacted with 👍")
    expect(both).to_contain_text("2")
    # Who that was, where there is no pointer to rest on it.
    both.click(button="right")
    expect(jiyoung.dialog).to_contain_text("Jiyoung, Minsu")
    jiyoung.page.keyboard.press("Escape")
    expect(both).to_be_focused()
    both.dispatch_event("pointerdown", {"pointerType": "touch"})
    expect(jiyoung.dialog).to_contain_text("Jiyoung, Minsu")
    jiyoung.page.keyboard.press("Escape")
    expect(both).to_contain_text("2")
    both.click()
    expect(minsu.page.get_by_role("button", name="Minsu reacted with 👍")).to_contain_text("1")
    minsu.page.reload()
    mine = minsu.page.get_by_role("button", name="Minsu reacted with 👍")
    expect(mine).to_have_attribute("aria-pressed", "true")
    mine.click()
    expect(mine).to_have_count(0)


def test_pins_are_kept_in_sight(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.say("Meet at six")
    minsu.sees("Meet at six")
    expect(jiyoung.button("Pin", within=at(jiyoung, "Meet at six"))).to_have_count(0)
    press(minsu, "Meet at six", "Pin")
    expect(jiyoung.page.locator(".said").filter(has_text="Meet at six")).to_contain_text("Pinned")
    for number in range(30):
        minsu.say(f"line {number}")
    jiyoung.sees("line 29")
    jiyoung.button("Pinned messages").click()
    jiyoung.dialog.get_by_role("button", name="Meet at six").click()
    expect(jiyoung.page.locator(".said.wanted")).to_contain_text("Meet at six")


def test_the_keyboard_alone_suffices(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    jiyoung.say("by keys")
    minsu.sees("by keys")
    row = minsu.page.locator(".said").filter(has_text="by keys")
    row.get_by_role("button", name="About Jiyoung").or_(row.get_by_role("button").first).focus()
    reply = minsu.button("Reply", within=row)
    expect(reply).to_be_visible()
    reply.focus()
    minsu.page.keyboard.press("Enter")
    expect(minsu.field).to_be_focused()
    expect(minsu.page.get_by_text("Replying to Jiyoung")).to_be_visible()


def test_narrow_nothing_runs_over_the_edge(together: tuple[Person, Person]) -> None:
    minsu, _ = together
    minsu.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    minsu.say("x")
    minsu.sees("x")
    at(minsu, "x")
    box = minsu.page.locator(".acts").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW[0]
