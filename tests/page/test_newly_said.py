"""What a screen reader is told of new messages: enough to follow, and no flood."""

from __future__ import annotations

import re
from functools import partial

from playwright.sync_api import Page

from tests.page.people import Person
from tests.support.wait import wait_for

# Writes down whatever appears in a region that speaks by itself.
LISTEN = """() => {
  window.said = [];
  const speaks = '[aria-live], [role=status], [role=alert], [role=log]';
  new MutationObserver((changes) => {
    const regions = changes.map(({ target, addedNodes }) => {
      const from = target instanceof Element ? target : target.parentElement;
      return addedNodes.length || target instanceof Text ? from?.closest(speaks) : null;
    });
    for (const region of new Set(regions)) {
      const text = region?.getAttribute('aria-live') !== 'off' && region?.textContent.trim();
      if (text) window.said.push(text);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
# As fast as the page takes them.
BURST = """async (count) => {
  const field = document.querySelector('#write');
  for (let at = 0; at < count; at++) {
    field.value = `burst ${at}`;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(done));
    field.form.requestSubmit();
    await new Promise((done) => requestAnimationFrame(done));
  }
}"""


def said(page: Page) -> list[str]:
    """All that was spoken since `LISTEN`."""
    return list(page.evaluate("window.said"))


def tells(page: Page, line: str, times: int) -> bool:
    return said(page).count(line) == times


def messages(line: str) -> int:
    """So many messages are told by this sentence."""
    many = re.match(r"(\d+) new messages, the last from ", line)
    return int(many[1]) if many else 1


def scrolled_to(person: Person, text: str) -> bool:
    """A bit further up; true: this message is there."""
    person.page.mouse.wheel(0, -2000)
    return person.read(text).is_visible()


def test_a_burst_is_told_in_a_few_sentences(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    for person in together:
        person.page.evaluate(LISTEN)
    jiyoung.page.evaluate(BURST, 30)
    minsu.sees("burst 29")
    wait_for(lambda: any("burst 29" in line for line in said(minsu.page)), "the last one is told")
    heard = said(minsu.page)
    assert sum(map(messages, heard)) == 30, heard
    # The seconds that 30 messages take on a busy machine may hold a rest or two.
    assert len(heard) <= 5, heard
    assert heard[-1].endswith("Jiyoung: burst 29")
    # One alone is told in full, again also if it is the same.
    hello = "Jiyoung: hello there"
    for count in (1, 2):
        jiyoung.say("**hello** there")
        wait_for(partial(tells, minsu.page, hello, count), "one message in full")
    assert len(said(minsu.page)) == len(heard) + 2
    # Nobody is told what they said themselves, nor each time that somebody begins to write.
    assert said(jiyoung.page) == []


def test_what_was_said_before_is_not_told(together: tuple[Person, Person]) -> None:
    minsu, jiyoung = together
    for number in range(40):
        jiyoung.say(f"before {number}")
    minsu.sees("before 39")
    minsu.page.reload()
    minsu.page.evaluate(LISTEN)
    minsu.go_home()
    minsu.page.get_by_role("article").get_by_role("button", name="Reading").first.click()
    minsu.sees("before 39")
    minsu.page.locator(".scroller").hover()
    wait_for(lambda: scrolled_to(minsu, "before 0"), "the first message")
    jiyoung.say("after")
    wait_for(lambda: "Jiyoung: after" in said(minsu.page), "what is new is told")
    assert [line for line in said(minsu.page) if "before" in line or "new messages" in line] == []
