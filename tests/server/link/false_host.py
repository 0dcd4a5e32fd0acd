"""A host that can be made to misbehave: the doors' requests and `/room`, on aiohttp."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import socketio
from aiohttp import web

from server.address import Address
from server.identity import Identity

ROOM = "b7" * 16


class FalseHost:
    """Runs in a thread of its own; `auths` has what CONNECT said, `asked` what was requested."""

    def __init__(self, identity: Identity, **options: Any) -> None:
        """`options` go to the Socket.IO server."""
        self.fingerprint = identity.fingerprint
        self.room = ROOM
        self.auths: list[dict[str, Any]] = []
        self.asked: list[tuple[str, Any]] = []
        self.sids: list[str] = []
        self.welcome: Any = {"protocol": 1, "room": {"id": ROOM, "name": "False", "open": True}}
        self.refusal: tuple[str, dict[str, Any]] | None = None
        self.on_welcomed: Callable[[str], Coroutine[Any, Any, None]] | None = None
        self._context = identity.server_context(ssl.SSLContext)
        self._loop = asyncio.new_event_loop()
        self.server = socketio.AsyncServer(
            **{"async_mode": "aiohttp", "ping_interval": 10, "ping_timeout": 8, **options}
        )
        for event, handler in (("connect", self._connect), ("*", self._any)):
            self.server.on(event, handler, namespace="/room")
        self.port = 0
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.run(self._start())

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self.port)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run something on the host's loop and wait for it."""
        future: Future[Any] = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        return future.result(timeout=20)

    def emit(self, event: str, payload: Any) -> None:
        """Tell the newest member."""
        self.run(self.server.emit(event, payload, to=self.sids[-1], namespace="/room"))

    def send_raw(self, *packets: str) -> None:
        """Send the newest member Engine.IO messages as they stand."""

        async def send() -> None:
            eio_sid = self.server.manager.eio_sid_from_sid(self.sids[-1], "/room")
            for packet in packets:
                await self.server.eio.send(eio_sid, packet)

        self.run(send())

    def hang_up(self) -> None:
        """End the newest member's connection without a word of Socket.IO."""

        async def abort() -> None:
            eio_sid = self.server.manager.eio_sid_from_sid(self.sids[-1], "/room")
            await self.server.eio.disconnect(eio_sid)

        self.run(abort())

    def close(self) -> None:
        """End it."""
        with suppress(Exception):
            self.run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        if pending:
            self._loop.run_until_complete(asyncio.wait(pending, timeout=2))
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        hello = {"program": "sarangbang", "version": "0.1.0", "protocol": 1}
        app.router.add_get("/door/hello", _telling(hello))
        challenge = {"challenge": "c" * 43, "expires_ms": 30_000}
        app.router.add_post("/door/challenge", _telling(challenge))
        ticket = {"ticket": "t" * 43, "expires_ms": 60_000}
        app.router.add_post("/door/prove", _telling(ticket))
        app.router.add_post("/door/code/start", self.start_code)
        app.router.add_post("/door/code/finish", self.finish_code)
        self.server.attach(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._context)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def start_code(self, _request: web.Request) -> web.Response:
        """A host that shows no code."""
        return web.json_response(
            {"error": {"code": "unknown_code", "message": "None."}}, status=404
        )

    async def finish_code(self, request: web.Request) -> web.Response:
        """The same."""
        return await self.start_code(request)

    async def _connect(self, sid: str, _environ: Any, auth: Any) -> None:
        self.auths.append(auth)
        if self.refusal is not None:
            message, data = self.refusal
            raise socketio.exceptions.ConnectionRefusedError(message, data)
        self.sids.append(sid)
        self.server.start_background_task(self._enter, sid)

    async def _enter(self, sid: str) -> None:
        await asyncio.sleep(0.01)
        if self.welcome is not None:
            await self.server.emit("welcome", self.welcome, to=sid, namespace="/room")
        if self.on_welcomed is not None:
            await self.on_welcomed(sid)

    async def _any(self, event: str, _sid: str, payload: Any = None) -> dict[str, Any]:
        self.asked.append((event, payload))
        return {"ok": True, "number": len(self.asked)}


def _telling(value: Any) -> Callable[[web.Request], Coroutine[Any, Any, web.Response]]:
    async def tell(_request: web.Request) -> web.Response:
        return web.json_response(value)

    return tell
