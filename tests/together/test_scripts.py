"""Thousands of scripts as texts, names, room names, topics and invitations: they stay words, in
the real window and in a browser's guest page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from server.room.refusal import Refused
from server.room.requests import RenameRoom, Request, SetTopic
from tests.page.guests import House, open_guest
from tests.server.doors.test_room_namespace import Member
from tests.support.copies import Copies
from tests.support.display import Display
from tests.support.hostile import LOOK, OURS, Canary, scripts

pytestmark = [pytest.mark.window, pytest.mark.timeout(400)]

SIZE = (1280, 1000)
# From the end of the timeline to its beginning, looking at all that is shown on the way; returns
# the numbers of the messages that were seen, and what was wrong.
READ_ALL = """async () => {
  const look = LOOK;
  const scroller = document.querySelector('.scroller');
  const frame = () => new Promise(requestAnimationFrame);
  const seen = new Set(), wrong = new Set();
  for (let still = 0; still < 90;) {
    for (const row of scroller.querySelectorAll('.said')) {
      for (const [, number] of row.textContent.matchAll(/end (\\d+)/g)) seen.add(Number(number));
    }
    for (const one of look()) wrong.add(one);
    const before = scroller.scrollTop;
    scroller.scrollTop = Math.max(0, before - scroller.clientHeight * 0.8);
    await frame();
    await frame();
    still = scroller.scrollTop === before ? still + 1 : 0;
  }
  return [[...seen], [...wrong]];
}""".replace("LOOK", LOOK)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "house", rate=0)
    yield opened
    opened.stop()


def ask_all(member: Member, event: str, payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask so often; the answers."""
    first = len(member.answers)
    for start in range(0, len(payloads), 100):
        part = payloads[start : start + 100]
        for number, payload in enumerate(part, first + start):
            member.ask(number, event, payload)
        while len(member.answers) < first + start + len(part):
            assert member.hear(), "the line ended"
    return [member.answers[number] for number in range(first, first + len(payloads))]


def say_all(member: Member, texts: list[str]) -> None:
    """Each with its number as last words, so that a reader can tell which it has seen."""
    payloads = [{"id": f"t-{n}", "text": f"{text}\n\nend {n}"} for n, text in enumerate(texts)]
    refused = [answer for answer in ask_all(member, "say", payloads) if not answer["ok"]]
    assert refused == []


def call_all(member: Member, names: list[str]) -> int:
    """Be called so, one after the other; how many were taken."""
    payloads = [{"id": f"n-{n}", "name": name} for n, name in enumerate(names)]
    return sum(answer["ok"] for answer in ask_all(member, "rename", payloads))


def act_all(house: House, make: type[Request], texts: list[str]) -> int:
    """The host does something with each; how many were taken."""
    taken = 0
    for text in texts:
        try:
            house.act(make, text)
        except Refused:
            continue
        taken += 1
    return taken


def read_all(page: Page) -> set[int]:
    """Read the whole timeline, newest first; the numbers that were seen."""
    seen, wrong = page.evaluate(READ_ALL)
    assert wrong == []
    return set(seen)


@pytest.fixture
def joined_window(house: House, copies: Copies, display: Display, playwright: Playwright) -> Page:
    """A real window in the room of the house, by its address."""
    page = copies.window(display=display.environment()).page(playwright)
    page.set_default_timeout(20_000)
    field = page.get_by_label("My name", exact=True)
    field.fill("Minsu")
    field.press("Tab")
    page.get_by_label("Invitation, code or address").fill(f"127.0.0.1:{house.ports['port']}")
    page.get_by_role("button", name="Find the room").click()
    page.get_by_role("button", name="Come in", exact=True).click()
    expect(page.get_by_label("Write a message")).to_be_enabled(timeout=20_000)
    return page


@pytest.fixture
def joined_guest(house: House, browser: Browser) -> Iterator[Page]:
    """A browser in the same room."""
    guest = open_guest(browser, house.url, SIZE)
    guest.come_in("Minsu")
    yield guest.page
    guest.page.context.close()


@pytest.mark.parametrize("where", ["joined_window", "joined_guest"])
def test_words_stay_words(
    house: House, where: str, request: pytest.FixtureRequest, artefacts: Path
) -> None:
    page: Page = request.getfixturevalue(where)
    everything = scripts()
    assert len(everything) > 4000
    # All of them take minutes: ours, and of each kind in the collection every fourth one; others,
    # every eighth, in the guest's page, which lays them out by the same code.
    others = everything[len(OURS) :]
    corpus = [*OURS, *(others[::4] if where == "joined_window" else others[2::8])]
    canary = Canary(page)
    with Member(house.url, "Mallory") as mallory:
        mallory.until(lambda: mallory.welcome)
        say_all(mallory, corpus)
        short = [text for text in everything if len(text) <= 40]
        assert call_all(mallory, short[::4]) > 100
        assert act_all(house, RenameRoom, everything[::40]) > 20
        assert act_all(house, SetTopic, everything[::40]) > 20
        say_all_again = [{"id": "last", "text": "the last word"}]
        assert ask_all(mallory, "say", say_all_again)[0]["ok"]
    expect(page.locator(".said").last).to_contain_text("the last word", timeout=60_000)
    canary.look()
    page.screenshot(path=artefacts / "end.png")
    seen = read_all(page)
    assert seen == set(range(len(corpus))), sorted(set(range(len(corpus))) - seen)[:20]
    page.screenshot(path=artefacts / "beginning.png")
    canary.look()


def test_invitations_stay_words(joined_window: Page) -> None:
    page = joined_window
    page.get_by_role("button", name="Sarangbang", exact=True).click()
    canary = Canary(page)
    key, room = "A" * 43, "b7" * 16
    forms = [
        "{}",
        "sarangbang://join?v=1&room={}&key=" + key + "&at=127.0.0.1:1",
        f"sarangbang://join?v=1&room={room}&key={{}}&at=127.0.0.1:1",
        f"sarangbang://join?v=1&room={room}&key={key}&at={{}}#{{}}",
        "http://{}/#room={}&invite={}",
    ]
    for number, script in enumerate(OURS):
        # The first in every place, the others each in one.
        for form in forms if number < 6 else [forms[number % len(forms)]]:
            text = form.replace("{}", script).replace("\n", " ")
            page.get_by_label("Invitation, code or address").first.fill(text)
            page.get_by_role("button", name="Find the room").click()
            page.get_by_role("dialog").wait_for()
            canary.look()
            page.keyboard.press("Escape")
            page.get_by_role("dialog").wait_for(state="detached")
