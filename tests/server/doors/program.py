"""A whole server on loopback, with a desk that remembers, and a page that is a plain client."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import socketio

from server.app import App, Options
from server.desk import Notice
from tests.support.wait import wait_for


class Desk:
    """What the server asked of the desktop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[Any, ...]] = []
        self.notifies = True

    def show_file(self, path: Path) -> None:
        self.asked.append(("show_file", path))

    def open_url(self, url: str) -> None:
        self.asked.append(("open_url", url))

    def set_title(self, room: str | None, unread: int, knocks: int) -> None:
        self.asked.append(("set_title", room, unread, knocks))

    def ask_attention(self) -> None:
        self.asked.append(("ask_attention",))

    @property
    def can_notify(self) -> bool:
        return self.notifies

    def notify(self, notice: Notice) -> None:
        self.asked.append(("notify", notice))

    def withdraw(self, room: str) -> None:
        self.asked.append(("withdraw", room))

    def keep_awake(self, awake: bool) -> None:
        self.asked.append(("keep_awake", awake))

    def raise_window(self) -> None:
        self.asked.append(("raise_window",))

    def downloads(self) -> Path:
        return self.folder / "Downloads"

    def close(self, keep: bool) -> None:
        self.asked.append(("close", keep))


class Page:
    """A connection to one namespace of the window door."""

    def __init__(self, url: str, namespace: str, **auth: Any) -> None:
        self.heard: list[tuple[str, Any]] = []
        self._namespace = namespace
        self._client = socketio.Client(reconnection=False, handle_sigint=False)
        self._client.on("*", self._hear, namespace=namespace)
        self._client.connect(
            url, auth=auth, namespaces=[namespace], transports=["websocket"], wait_timeout=5
        )

    def _hear(self, event: str, *arguments: Any) -> None:
        self.heard.append((event, arguments[0] if arguments else None))

    def ask(self, event: str, **payload: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.call(
            event, payload, namespace=self._namespace, timeout=20
        )
        return answer

    def all(self, event: str) -> list[Any]:
        return [argument for name, argument in self.heard if name == event]

    def next(self, event: str) -> Any:
        wait_for(lambda: self.all(event), f"{event} to be told")
        return self.all(event)[-1]

    def say(self, text: str) -> dict[str, Any]:
        return self.ask("say", id=str(uuid.uuid4()), text=text)

    def close(self) -> None:
        self._client.disconnect()


class Program:
    """One copy of the program without a window."""

    def __init__(self, folder: Path, nearby: tuple[str, ...] = ()) -> None:
        """`nearby`: the addresses of network cards on which rooms are announced and heard."""
        self.desk = Desk(folder)
        options = Options(hosts=("127.0.0.1",), system_language="en", nearby=nearby)
        self.app = App(folder, self.desk, options)
        self.app.start()
        self.url, _, self.secret = self.app.window_url.partition("/#secret=")
        self._pages: list[Page] = []

    def page(self, namespace: str = "/home", **auth: Any) -> Page:
        page = Page(self.url, namespace, **{"secret": self.secret, **auth})
        self._pages.append(page)
        return page

    def stop(self) -> None:
        for page in self._pages:
            page.close()
        self.app.stop()
