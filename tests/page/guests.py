"""A host that does what a test asks of it, and guests with phones at its door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from server.app import App, Options, ServeInfo, ServeOptions
from server.host.founding import new_id
from server.host.host import HostedRoom
from server.room.requests import Request, Say
from tests.page.people import Person, open_page
from tests.support.ports import free_port
from tests.support.wait import wait_for
from tests.together.ledger import read_log

#: A small phone, and the same on its side.
PHONE, ON_ITS_SIDE = (360, 640), (640, 360)
TOUCH: dict[str, Any] = {"device_scale_factor": 2, "has_touch": True, "is_mobile": True}


class House:
    """Hosts a room in this process, browsers let in, on 127.0.0.1. `act` is the host's hand."""

    def __init__(self, data: Path, admission: str = "open", **options: Any) -> None:
        self.data = data
        self.ports = {"port": free_port(), "guests": free_port()}
        wish: dict[str, Any] = {"name": "Our house", "admission": admission, "announce": "no"}
        self._wish = ServeOptions(**{**wish, **self.ports, **options})
        self.start()

    def start(self) -> None:
        """Open the room, again after `stop`."""
        self.app = App(self.data, options=Options(hosts=("127.0.0.1",)))
        self.app.start()
        self.info: ServeInfo = self.app.serve(self._wish)

    def stop(self) -> None:
        """Close the room; guests are told."""
        self.app.stop()

    @property
    def url(self) -> str:
        """The address of the page for browsers."""
        return f"http://127.0.0.1:{self.ports['guests']}"

    @property
    def invitation(self) -> str:
        """The same with the invitation in it."""
        return f"{self.url}/#room={self.info.room}&invite={self.info.guest_secret}"

    def on_hub(self, function: Callable[[], Any]) -> Any:
        """Call `function` where rooms live."""
        hub = self.app._hub
        assert hub is not None
        return hub.call(function, timeout=20)

    def ask(self, function: Callable[[HostedRoom], Any]) -> Any:
        """Call `function` with the room, where rooms live."""
        parts = self.app._parts
        assert parts is not None

        def run() -> Any:
            room = parts.rooms.find_hosted(self.info.room)
            assert room is not None
            return function(room)

        return self.on_hub(run)

    def act(self, make: type[Request], *values: Any) -> None:
        """The host does something to the room or to somebody in it."""
        self.ask(lambda room: room.act(room.me, make(new_id(), *values)))

    def say(self, text: str) -> None:
        """The host says something."""
        self.act(Say, text)

    def member(self, name: str) -> str:
        """The id of the member that is called so."""
        return str(self.ask(lambda room: _member(room, name)))

    @property
    def knocking(self) -> list[dict[str, Any]]:
        """Who asks to come in."""
        told: list[dict[str, Any]] = self.ask(lambda room: room.entrance.knocks.told(room.state))
        return told

    def answer(self, name: str, how: str = "let_in") -> None:
        """Answer the one who asks under this name, once it does."""

        def knock() -> Any:
            return next((one["knock"] for one in self.knocking if one["name"] == name), None)

        found = wait_for(knock, f"{name} to ask")
        self.ask(lambda room: room.answer_knock(room.me, found, how))

    @property
    def log(self) -> list[Any]:
        """All entries, as they lie on the disk."""
        return read_log(self.data, self.info.room)


def _member(room: HostedRoom, name: str) -> str:
    return next(m.id for m in room.state.members.values() if m.name == name and m.here)


class Guest(Person):
    """Somebody with a phone; sentences are English unless the phone speaks Korean."""

    def come_in(self, name: str | None = None, button: str = "Come in") -> None:
        """From the door into the room."""
        if name is not None:
            self.page.get_by_label("Your name").fill(name)
        self.button(button).click()
        expect(self.field).to_be_enabled()

    @property
    def title(self) -> Locator:
        return self.page.get_by_role("heading", level=1)


def open_guest(browser: Browser, url: str, size: tuple[int, int] = PHONE, **more: Any) -> Guest:
    """A phone at `url`."""
    return Guest(open_page(browser, url, size, **{"locale": "en-US", **TOUCH, **more}))
