"""Members by the official Socket.IO client for Python, as anybody would write them.

    python -m tests.together.member [async|sync] DESCRIPTOR

Commands: `connect` {"who", "url", "auth", "transport"} → {"ok"} or {"refused"}; `call`
{"who", "event", "payload"} → {"answer"}; `emit` the same without waiting for an answer;
`close` {"who"}. Every event is told as {"who", "heard", "with"}. `sync` uses the synchronous
client, which must not be used over TLS. `chatter` {"who", "rate", "mark"} (not for `sync`) says
something so many times a second until `hush`, and tells {"acknowledged": id, "text", "number"}.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import aiohttp
import socketio

from tests.together.chatter import Chatter
from tests.together.lines import Lines

NAMESPACE = "/room"


class Members:
    """Any number of connections, each with a name of the test's."""

    def __init__(self, lines: Lines, *, synchronous: bool) -> None:
        self._lines = lines
        self._synchronous = synchronous
        self._clients: dict[str, Any] = {}
        self._chatter: Chatter | None = None

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """Obey one command."""
        if command["do"] == "connect":
            return await self._connect(command)
        if command["do"] == "hush":
            if self._chatter is not None:
                await self._chatter.hush()
            return {"ok": True}
        client = self._clients[command["who"]]
        if command["do"] == "chatter":
            self._chatter = self._talk(client, command)
            return {"ok": True}
        if command["do"] == "close":
            await self._run(client.disconnect)
            return {"ok": True}
        event, payload = command["event"], command["payload"]
        if command["do"] == "emit":
            await self._run(client.emit, event, payload, namespace=NAMESPACE)
            return {"ok": True}
        answer = await self._run(client.call, event, payload, namespace=NAMESPACE, timeout=25)
        return {"answer": answer}

    def _talk(self, client: Any, command: dict[str, Any]) -> Chatter:
        def note(id: str, text: str) -> Any:
            def answered(answer: dict[str, Any]) -> None:
                if answer["ok"]:
                    self._lines.tell(acknowledged=id, text=text, number=answer["number"])

            return answered

        async def say(id: str, text: str) -> None:
            payload = {"id": id, "text": text}
            await client.emit("say", payload, namespace=NAMESPACE, callback=note(id, text))

        return Chatter(say, command["rate"], command["mark"])

    async def _connect(self, command: dict[str, Any]) -> dict[str, Any]:
        name = command["who"]
        client = self._clients[name] = self._make()
        refused: list[Any] = []

        def listen(event: str) -> Any:
            def hear(*values: Any) -> None:
                if event == "connect_error":
                    refused.extend(values)
                self._lines.tell(who=name, heard=event, **{"with": list(values)})

            return hear

        for event in ("connect", "connect_error", "disconnect", "welcome", "entries"):
            client.on(event, listen(event), namespace=NAMESPACE)
        for event in ("signals", "bye"):
            client.on(event, listen(event), namespace=NAMESPACE)
        try:
            await self._run(
                client.connect,
                command["url"],
                auth=command["auth"],
                transports=[command["transport"]],
                namespaces=[NAMESPACE],
                wait_timeout=20,
            )
        except socketio.exceptions.ConnectionError as error:
            return {"refused": refused[0] if refused else None, "error": str(error)}
        return {"ok": True}

    def _make(self) -> Any:
        if self._synchronous:
            return socketio.Client(reconnection=False, handle_sigint=False)
        # The host's certificate is its own; a member by script may not look at it.
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False))
        return socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=session)

    async def _run(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        if self._synchronous:
            return await asyncio.to_thread(function, *args, **kwargs)
        return await function(*args, **kwargs)


async def main(descriptor: int, *, synchronous: bool) -> None:
    """Serve one test."""
    lines = Lines(descriptor)
    await lines.obey(Members(lines, synchronous=synchronous).do)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]), synchronous=sys.argv[1] == "sync"))
