"""Clients of a real host's doors: the official Python one, with what it heard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import socketio

from tests.server.doors.door import trusting


class Client:
    """An official Python client with what it heard."""

    def __init__(self, client: socketio.AsyncClient) -> None:
        self.client = client
        self.responses: list[Any] = []
        self.entries: list[dict[str, Any]] = []

    async def until(self, seen: Callable[[], Any], what: str) -> None:
        for _ in range(500):
            if seen():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{what}; heard {self.responses} {self.entries}")

    def said(self) -> list[tuple[str, str]]:
        return [(e["name"], e["body"]["text"]) for e in self.entries if e["kind"] == "said"]

    def heard(self) -> list[tuple[str, str]]:
        return [(r["user_name"], r["message"]) for r in self.responses if "user_name" in r]


@contextlib.asynccontextmanager
async def client(url: str, namespace: str = "/", auth: Any = None) -> AsyncIterator[Client]:
    connector = aiohttp.TCPConnector(ssl=trusting())
    async with aiohttp.ClientSession(connector=connector) as session:
        plain = socketio.AsyncClient(http_session=session, reconnection=False, handle_sigint=False)
        one = Client(plain)
        plain.on("my response", one.responses.append)
        plain.on("entries", one.entries.extend, namespace="/room")
        await plain.connect(url, namespaces=[namespace], auth=auth, transports=["websocket"])
        try:
            yield one
        finally:
            await plain.disconnect()


def member(url: str, name: str) -> contextlib.AbstractAsyncContextManager[Client]:
    return client(url, "/room", {"protocol": 1, "name": name})
