"""People at their pages: copies of the program without a window, and what one does there."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.page.nursery import born
from tests.support.copies import environment_of
from tests.support.wait import wait_for

WIDE, MEDIUM, NARROW = (1280, 800), (800, 600), (360, 740)


class Program:
    """A copy of the program, see `tests.page.program`."""

    def __init__(self, data: Path, log: Path, language: str = "en", nearby: str = "off") -> None:
        """`nearby`: the address of a network card on which rooms are announced and heard."""
        self.data, self._log, self._language, self._nearby = data, log, language, nearby
        self.start()

    def start(self) -> None:
        """Start it, again after `stop` or `kill`; its page's address is another one then."""
        self._log.unlink(missing_ok=True)
        home = self.data.parent / f"{self.data.name}-home"
        environment = environment_of(home, {"SARANGBANG_NEARBY": self._nearby})
        self.process = born([self.data, self._language], self._log, environment)

    @property
    def url(self) -> str:
        """Its page's address, once it listens."""

        def told() -> list[Any]:
            assert self.process.running, f"the program ended:\n{self.process.tail()}"
            return self.asked("url")

        return str(wait_for(told, "the page's address", seconds=40)[0])

    def asked(self, what: str) -> list[Any]:
        """What the server asked the desktop for, such as `open_url`."""
        lines = self._log.read_text(errors="replace").splitlines()
        told = [json.loads(line) for line in lines if line.startswith('{"what"')]
        return [line["value"] for line in told if line["what"] == what]

    def stop(self) -> None:
        """Politely: members are told that the room is closed."""
        assert self.process.terminate() == 0

    def kill(self) -> None:
        """As when the power fails."""
        self.process.kill()

    def keep(self, folder: Path) -> None:
        """Copy its data folder; the program has to be stopped."""
        shutil.copytree(self.data, folder)


class Person:
    """Somebody at a page. Sentences and names of fields are English."""

    def __init__(self, page: Page, program: Program | None = None, name: str = "") -> None:
        self.page = page
        self._program = program
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self._heard(message.type, message.text))
        if name:
            self.go_home()
            field = page.get_by_label("My name", exact=True)
            field.fill(name)
            field.press("Tab")

    def _heard(self, kind: str, text: str) -> None:
        # A server that is away is part of many tests; what the page's policy refuses is none.
        if kind == "error" and "ERR_CONNECTION" not in text and "WebSocket connection" not in text:
            self.faults.append(text)

    @property
    def program(self) -> Program:
        assert self._program is not None, "a guest has no program"
        return self._program

    @property
    def banner(self) -> Locator:
        """How it stands with the room, above the timeline."""
        return self.page.locator(".banner")

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_label("Write a message")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def go_home(self) -> None:
        """From the room that was on screen last, if any."""
        mark = self.button("Sarangbang")
        field = self.page.get_by_label("My name", exact=True)
        expect(mark.or_(field)).to_be_visible()
        if mark.is_visible():
            mark.click()

    def host(self, room: str, *, invited: bool = False, asks: bool = False) -> tuple[str, str]:
        """Open a room to anyone, to the `invited`, or to whoever `asks`; its invitation link and
        its address, both of the loopback interface."""
        self.page.get_by_label("Name of the room").fill(room)
        if not asks:
            who = "Only people I invite" if invited else "Anyone on this network"
            self.page.get_by_role("radio", name=who).check()
        self.page.locator("form").get_by_role("button", name="Host a room").click()
        return self.read_invitation()

    def read_invitation(self) -> tuple[str, str]:
        """The link and the address in the open panel, both of the loopback interface."""
        text = self.dialog.get_by_text("sarangbang://join").text_content() or ""
        self.page.keyboard.press("Escape")
        expect(self.field).to_be_enabled()
        port = re.search(r"at=[^&#]*(?::|%3A)(\d+)", text)
        assert port, text
        link = re.sub(r"(&at=[^&#]+)+", f"&at=127.0.0.1:{port[1]}", text.strip())
        return link, f"127.0.0.1:{port[1]}"

    def look_for(self, text: str) -> None:
        """Give the join screen an invitation or an address."""
        self.page.get_by_label("Invitation, code or address").fill(text)
        self.button("Find the room").click()

    def come_in(self) -> None:
        """Press the one button of the join screen."""
        self.button("Come in").click()
        expect(self.field).to_be_enabled()

    def join(self, text: str) -> None:
        self.look_for(text)
        self.come_in()

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def read(self, text: str) -> Locator:
        """The message whose whole text this is."""
        return self.page.locator(".said").filter(has=self.page.get_by_text(text, exact=True))

    def sees(self, text: str) -> None:
        expect(self.read(text)).to_have_count(1)


def open_page(browser: Browser, address: str, size: tuple[int, int], **more: Any) -> Page:
    """A page of its own context at `address`."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(address)
    return page
