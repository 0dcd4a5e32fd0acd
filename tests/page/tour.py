"""A walk past the dialogs of the window, in any language, for tests that look at all of them."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from playwright.sync_api import Locator, Page, expect

from server.network import networks
from tests.page.people import Program
from tests.page.test_standing import ask
from tests.support.copies import ROOT

Stop = tuple[Page, str]
SECTIONS = (
    "settings.me",
    "settings.look",
    "notices.open",
    "settings.network",
    "settings.data",
    "settings.about",
)


def words_of(language: str) -> dict[str, str]:
    """The page's words, by key."""
    books = (ROOT / "assets/src/i18n" / language).glob("*.json")
    return {
        key: text
        for book in books
        for key, text in json.loads(book.read_text(encoding="utf-8")).items()
    }


class Tour:
    """Minsu hosts two rooms, Jiyoung has come into the second; both have said something."""

    def __init__(self, pages: tuple[Page, Page], programs: tuple[Program, Program], language: str):
        self.words = words_of(language)
        self.minsu, self.jiyoung = pages
        self._programs = programs
        self._open("Kitchen")
        self.button(self.minsu, "name").first.click()
        port = self._open("책 읽는 방 Reading")
        self._name(self.jiyoung, "지영 Jiyoung")
        self.jiyoung.get_by_label(self.words["join.field"]).fill(f"127.0.0.1:{port}")
        self.button(self.jiyoung, "join.next").click()
        self.button(self.jiyoung, "join.go").click()
        self._say(self.minsu, "Shall we **read** today?")
        self._say(self.jiyoung, "Yes, gladly")
        expect(self.message("Yes, gladly")).to_be_visible()
        field = self.field(self.minsu)
        field.press("ArrowUp")
        field.fill("Shall we read this evening? 오늘 저녁에 읽을까요?")
        field.press("Enter")
        self.act("Shall we read", "talk.pin").click()
        expect(self.button(self.minsu, "talk.edited")).to_be_visible()

    def walk(self) -> Iterator[Stop]:
        """Each dialog in turn, open; closed again when the next is asked for."""
        yield from self._in_the_room()
        yield from self._of_the_house()
        yield from self._of_a_room_elsewhere()

    def _in_the_room(self) -> Iterator[Stop]:
        self.button(self.minsu, "emoji.title").click()
        expect(self.dialog.locator(".all button").nth(200)).to_be_attached()
        yield from self.shown("emoji")
        self.button(self.minsu, "compose.help").click()
        yield from self.shown("format-help")
        self.button(self.minsu, "talk.edited").click()
        expect(self.dialog.get_by_text("today?")).to_be_visible()
        yield from self.shown("versions")
        self.act("Shall we read", "talk.react").click()
        self.dialog.get_by_role("button", name="👍").first.click()
        chips = self.message("Shall we read").locator("button[aria-pressed]")
        chips.filter(has_text="👍").click(button="right")
        yield from self.shown("reactions")
        self.act("Shall we read", "talk.delete").click()
        yield from self.shown("erase")
        self.act("Shall we read", "forward.act").click()
        yield from self.shown("forward")
        self.button(self.minsu, "talk.pins").click()
        expect(self.dialog.get_by_role("listitem")).to_have_count(1)
        yield from self.shown("pins")
        self.button(self.minsu, "notices.open").click()
        yield from self.shown("notices")
        self.button(self.minsu, "manage.open").click()
        yield from self.shown("room-settings")
        self.minsu.locator(".said .by .name").first.click()
        yield from self.shown("member")

    def _of_the_house(self) -> Iterator[Stop]:
        self.minsu.keyboard.press("Control+f")
        self.dialog.get_by_label(self.words["search.text"]).fill("gladly")
        expect(self.dialog.get_by_role("listitem").first).to_be_visible()
        yield from self.shown("search")
        self.minsu.keyboard.press("Control+k")
        yield from self.shown("switch")
        self.field(self.minsu).press("Alt+ArrowUp")
        expect(self.minsu.locator(".said:focus")).to_be_visible()
        self.minsu.keyboard.press("?")
        yield from self.shown("shortcuts")
        for section in SECTIONS:
            self._settings(section)
            yield from self.shown(f"settings-{section.partition('.')[2]}")
        self._settings("settings.data")
        self.button(self.dialog, "rooms.forget").first.click()
        expect(self.dialog).to_have_count(2)  # over the settings
        yield self.minsu, "forget"
        self.minsu.keyboard.press("Escape")
        self.minsu.keyboard.press("Escape")
        expect(self.dialog).to_have_count(0)
        os.kill(self._programs[0].process.pid, signal.SIGUSR1)
        expect(self.dialog).to_contain_text(self.words["closing.text"])
        yield from self.shown("closing")

    def _of_a_room_elsewhere(self) -> Iterator[Stop]:
        minsu, jiyoung = self._programs
        room = room_on(jiyoung)
        ask(jiyoung, "come_in", room=room, name="Minsu 민수")
        self.button(self.jiyoung.locator(".banner"), "act.name").click()
        yield from self.shown("again", self.jiyoung)
        ask(jiyoung, "come_in", room=room, name="Jiyoung")
        expect(self.field(self.jiyoung)).to_be_enabled()

        minsu.stop()
        move_elsewhere(minsu)
        self.button(self.jiyoung.locator(".banner"), "act.address").click()
        yield from self.shown("address", self.jiyoung)
        minsu.start()
        self.minsu.goto("about:blank")
        self.minsu.goto(minsu.url)
        self.button(self.minsu, "name").first.click()
        if not networks.look().place:
            return  # without any network one is nowhere else
        self.button(self.minsu, "rooms.start").first.click()
        yield from self.shown("start")

    @property
    def dialog(self) -> Locator:
        """What is open at Minsu's."""
        return self.minsu.get_by_role("dialog")

    def shown(self, name: str, page: Page | None = None) -> Iterator[Stop]:
        page = page or self.minsu
        expect(page.get_by_role("dialog")).to_be_visible()
        yield page, name
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    def button(self, where: Page | Locator, key: str) -> Locator:
        return where.get_by_role("button", name=self.words[key], exact=True)

    def field(self, page: Page) -> Locator:
        return page.locator("#write")

    def message(self, text: str) -> Locator:
        """At Minsu's, the one in which this stands."""
        return self.minsu.locator(".said").filter(has_text=text)

    def act(self, text: str, key: str) -> Locator:
        message = self.message(text)
        message.locator(".bubble").hover()
        return self.button(message, key)

    def _settings(self, section: str) -> None:
        self.button(self.minsu, "home.settings").first.click()
        self.button(self.dialog, section).click()

    def _name(self, page: Page, name: str) -> None:
        field = page.get_by_label(self.words["home.my_name"])
        field.fill(name)
        field.press("Tab")

    def _open(self, room: str) -> str:
        """Minsu opens a room to anyone; the port where it is."""
        page = self.minsu
        self._name(page, "Minsu 민수")
        page.get_by_label(self.words["host.room_name"]).fill(room)
        page.get_by_role("radio", name=self.words["host.anyone"]).check()
        self.button(page.locator("form"), "host.go").click()
        link = self.dialog.get_by_text("sarangbang://join").text_content() or ""
        page.keyboard.press("Escape")
        expect(self.field(page)).to_be_enabled()
        found = re.search(r"at=[^&#]*(?::|%3A)(\d+)", link)
        assert found, link
        return found[1]

    def _say(self, page: Page, text: str) -> None:
        field = self.field(page)
        expect(field).to_be_enabled()
        field.fill(text)
        field.press("Enter")


def room_on(program: Program) -> str:
    """The one room that this program has."""
    with closing(sqlite3.connect(program.data / "sarangbang.db")) as database:
        return str(database.execute("SELECT id FROM rooms").fetchone()[0])


def move_elsewhere(program: Program) -> None:
    """The program, which is stopped, was on another network when it hosted last."""
    with closing(sqlite3.connect(program.data / "sarangbang.db")) as database:
        for id, details in database.execute("SELECT id, details FROM rooms").fetchall():
            known: dict[str, Any] = json.loads(details)
            known["network"] = "203.0.113.0/24 203.0.113.1 02:00:00:00:00:01"
            changed = (json.dumps(known), id)
            database.execute("UPDATE rooms SET details = ? WHERE id = ?", changed)
        database.commit()
