"""A copy of the program without its window, which a test speaks with as the page would.

    python -m tests.together.copy DATA DESCRIPTOR

It runs the whole server of a window's copy and one connection to each namespace of its window
door. Commands: `home` and `room` {"event", "payload"} → {"answer"}; `show` {"room", "after"}
(the room on the screen); `chatter` {"rate", "mark"} says something so many times a second
until `hush`. Told: {"home" or "room": event, "with": its argument}; {"queued": id, "text"}
for each message that the copy has acknowledged.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any

import socketio

from desktop.starting import nearby_cards
from server.app import App, Options
from tests.together.chatter import Chatter
from tests.together.lines import Lines


class Page:
    """What the page does, without its looks."""

    def __init__(self, app: App, lines: Lines) -> None:
        self._url, _, self._secret = app.window_url.partition("/#secret=")
        self._lines = lines
        self._home = self._make("home")
        self._room: Any = None
        self._chatter: Chatter | None = None
        self._shown = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._states: dict[str, Any] = {}

    async def open(self) -> None:
        """Connect as the page does when it is loaded."""
        await self._home.connect(
            self._url,
            auth={"secret": self._secret},
            namespaces=["/home"],
            transports=["websocket"],
        )

    def _make(self, place: str) -> Any:
        client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        client.on("*", lambda event, *args: self._hear(place, event, args), namespace=f"/{place}")
        return client

    def _hear(self, place: str, event: str, args: tuple[Any, ...]) -> None:
        argument: Any = args[0] if args else None
        if event in ("rooms", "home"):
            # Cards come ten times a second while people talk; a test asks for their states.
            for card in argument if event == "rooms" else argument["rooms"]:
                if self._states.get(card["id"]) != card["state"]:
                    self._states[card["id"]] = card["state"]
                    self._lines.tell(card=card["id"], state=card["state"])
        elif event == "entries":
            shown = [[e["number"], e["id"], e.get("body", {}).get("text")] for e in argument]
            self._lines.tell(shown=shown)
        elif event == "waiting":
            self._lines.tell(waiting=len(argument), newest=argument[-1:])
        else:
            self._lines.tell(**{place: event, "with": argument})
            if place == "room" and event == "bye" and argument["code"] in ("moved", "slow"):
                task = asyncio.create_task(self._show(self._shown, -1))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """Obey one command."""
        match command["do"]:
            case "home":
                return {"answer": await self._call(self._home, "/home", command)}
            case "room":
                return {"answer": await self._call(self._room, "/room", command)}
            case "show":
                await self._show(command["room"], command["after"])
            case "chatter":
                self._chatter = Chatter(self._say, command["rate"], command["mark"])
            case "hush" if self._chatter is not None:
                await self._chatter.hush()
        return {"ok": True}

    @staticmethod
    async def _call(client: Any, namespace: str, command: dict[str, Any]) -> Any:
        return await client.call(
            command["event"], command["payload"], namespace=namespace, timeout=25
        )

    async def _show(self, room: str, after: int) -> None:
        if self._room is not None:
            await self._room.disconnect()
        self._shown = room
        self._room = self._make("room")
        await self._room.connect(
            self._url,
            auth={"secret": self._secret, "room": room, "after": after},
            namespaces=["/room"],
            transports=["websocket"],
        )

    async def _say(self, id: str, text: str) -> None:
        await self._room.emit(
            "say", {"id": id, "text": text}, namespace="/room", callback=self._note(id, text)
        )

    def _note(self, id: str, text: str) -> Any:
        def note(answer: dict[str, Any]) -> None:
            if answer.get("ok"):
                self._lines.tell(queued=id, text=text)
            else:
                self._lines.tell(unsaid=id, error=answer.get("error"))

        return note


async def main(app: App, descriptor: int) -> None:
    """Serve one test."""
    lines = Lines(descriptor)
    page = Page(app, lines)
    await page.open()
    await lines.obey(page.do)


if __name__ == "__main__":
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    copy = App(Path(sys.argv[1]), options=Options(nearby=nearby_cards()))
    copy.start()
    try:
        asyncio.run(main(copy, int(sys.argv[2])))
    finally:
        copy.stop()
