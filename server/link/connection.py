"""One Socket.IO connection to a room elsewhere, from CONNECT to its end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import engineio
import engineio.base_client
import socketio

from server.link.door import LONGEST_ANSWER, Door
from server.link.failures import LinkLost, refusal
from server.replica.hosts_refusal import read_refusal, read_refused_connect
from server.room.refusal import Refused
from server.wire import PROTOCOL

NAMESPACE = "/room"
#: What a host says beside the welcome.
EVENTS = ("welcome", "entries", "signals", "knocks", "bye")

#: From the first byte of CONNECT to the welcome, in seconds.
OPEN_WITHIN = 10.0
#: How far a host can stretch the time after which its silence counts, in seconds.
_LONGEST_SILENCE = 60.0

# How long the other side may take over the end of the WebSocket, in seconds.
_HANG_UP_WITHIN = 0.5

log = logging.getLogger("sarangbang.link")
_library_log = logging.getLogger("sarangbang.link.socket")

Hear = Callable[[str, Any], None]
"""`hear(event, payload)`: called on the loop, in the order of the wire; must not wait."""
Behind = Callable[[], bool]
"""Whether the reader is so far behind that the host must wait."""


class _Engine(engineio.AsyncClient):  # type: ignore[misc]  # untyped library
    """Notes when the host was last heard, and reads no faster than the hub can follow."""

    heard = 0.0
    behind: Behind = staticmethod(lambda: False)
    on_foul: Callable[[], None] = staticmethod(lambda: None)

    async def _receive_packet(self, pkt: Any) -> None:
        self.heard = time.monotonic()
        if _is_binary(pkt.data):
            # No event of the contract is; the library would wait for attachments and take
            # the next event for one.
            self.on_foul()
            return
        await super()._receive_packet(pkt)
        while self.behind():  # TCP holds the host back meanwhile
            await asyncio.sleep(0.02)
            self.heard = time.monotonic()


class _Client(socketio.AsyncClient):  # type: ignore[misc]  # untyped library
    def _engineio_client_class(self) -> type:
        return _Engine


class Connection:
    """Use on the links' loop only; `open` once, and `close`."""

    def __init__(self, door: Door, hear: Hear, behind: Behind) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        """Done when the connection is over, whoever ended it."""
        self._welcome: asyncio.Future[None] = loop.create_future()
        self._welcome.add_done_callback(_look_at)
        self._reached = False
        self._door = door
        self._hear = hear
        # The libraries tell every payload at INFO, and what strangers do at WARNING.
        _library_log.setLevel(logging.CRITICAL)
        # Never the synchronous client, which would use one TLS connection from two threads.
        self._client = _Client(
            reconnection=False,
            handle_sigint=False,
            logger=_library_log,
            engineio_logger=_library_log,
            http_session=door.session,
            request_timeout=5,
            websocket_extra_options={"max_msg_size": LONGEST_ANSWER},
        )
        self._engine: Any = self._client.eio
        self._engine.behind = behind
        self._engine.on_foul = self._over
        self._client.on("connect_error", self._on_refused, namespace=NAMESPACE)
        self._client.on("disconnect", self._on_end, namespace=NAMESPACE)
        for event in EVENTS:
            self._client.on(event, self._listener(event), namespace=NAMESPACE)

    async def open(self, auth: dict[str, Any]) -> None:
        """Connect with `auth`; returns once the welcome was heard. Raises `Refused`."""
        try:
            async with asyncio.timeout(OPEN_WITHIN):
                await self._connect(auth)
                await self._welcome
        except Refused:
            raise
        except Exception as error:  # a library at odds with what the other side sent
            log.debug("a connection was not opened: %r", error)
            raise refusal("no_answer") from error

    async def request(self, event: str, payload: object, within: float) -> Any:
        """Send a request and return the acknowledgement as it came.

        Raises LinkLost when the connection is over before, and after `within` seconds.
        """
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def answered(*values: Any) -> None:
            if not answer.done():
                answer.set_result(values[0] if values else None)

        try:
            await self._client.emit(event, payload, namespace=NAMESPACE, callback=answered)
        except socketio.exceptions.SocketIOError:
            raise LinkLost from None
        first: set[asyncio.Future[Any]] = {answer, self.ended}
        await asyncio.wait(first, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise LinkLost

    async def signal(self, payload: object) -> None:
        """Send a signal; it may be lost."""
        with suppress(socketio.exceptions.SocketIOError):
            await self._client.emit("signal", payload, namespace=NAMESPACE)

    @property
    def is_silent(self) -> bool:
        """Whether the host has not been heard for two of its heartbeats.

        The library's own timeout ends most such connections first, but not while its
        writer is stuck in a connection whose other side is gone.
        """
        interval, grace = self._engine.ping_interval, self._engine.ping_timeout
        patience = min(max(2 * interval, interval + grace) + 1, _LONGEST_SILENCE)
        return bool(time.monotonic() - self._engine.heard > patience)

    async def close(self, *, politely: bool) -> None:
        """End the connection; say goodbye first if `politely` and possible within a second."""
        if politely and not self.ended.done():
            with suppress(Exception):
                async with asyncio.timeout(1):
                    await self._client.disconnect()
        loops = [self._engine.read_loop_task, self._engine.write_loop_task]
        tasks = [task for task in loops if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._engine.ws is not None:
            with suppress(Exception):
                async with asyncio.timeout(_HANG_UP_WITHIN):
                    await self._engine.ws.close()
        with suppress(ValueError):  # a list of the library's that only its own endings empty
            engineio.base_client.connected_clients.remove(self._engine)
        self._over()

    async def _connect(self, auth: dict[str, Any]) -> None:
        """Open the transport: WebSocket, or where something swallows that, polling."""
        for transport in ("websocket", "polling"):
            try:
                self._engine.heard = time.monotonic()
                await self._client.connect(
                    self._door.url,
                    auth=auth,
                    transports=[transport],
                    namespaces=[NAMESPACE],
                    wait=False,
                )
            except socketio.exceptions.ConnectionError as error:
                if transport == "polling":
                    busy = "429" in str(error)
                    raise refusal("too_many_tries" if busy else "no_answer") from None
                continue
            self._reached = True
            self._engine.read_loop_task.add_done_callback(lambda _: self._over())
            return

    def _listener(self, event: str) -> Callable[..., None]:
        """Return a plain function: the library runs those in the order of the wire."""

        def hear(*values: Any) -> None:
            payload = values[0] if values else None
            if event == "bye" and not self._welcome.done():
                self._fail(read_refusal(payload))
                return
            if event == "welcome":
                if self._welcome.done():
                    return  # there is one only
                self._welcome.set_result(None)
            elif not self._welcome.done():
                return  # nothing comes before it
            self._hear(event, payload)

        return hear

    def _on_refused(self, *values: Any) -> None:
        if not self._reached:
            return  # the library calls a transport that failed an error of CONNECT, too
        if self._welcome.done():
            self._over()  # nothing can be asked any more
            return
        told = values[0] if values else None
        self._fail(_in_our_words(read_refused_connect(told)))

    def _on_end(self, *_reason: Any) -> None:
        self._over()

    def _over(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)
        self._fail(refusal("no_answer"))

    def _fail(self, refused: Refused) -> None:
        if not self._welcome.done():
            self._welcome.set_exception(refused)


def _is_binary(data: object) -> bool:
    """Whether an Engine.IO message is, or announces, a binary one of Socket.IO."""
    return isinstance(data, bytes | bytearray) or (isinstance(data, str) and data[:1] in ("5", "6"))


def _in_our_words(refused: Refused) -> Refused:
    """Say of `protocol_unsupported` which side is too old."""
    if refused.code != "protocol_unsupported":
        return refused
    newest = max(refused.data.get("supported", []), default=0)
    return refusal("version_too_old" if newest > PROTOCOL else "version_too_new")


def _look_at(future: asyncio.Future[None]) -> None:
    """Retrieve the exception, so that nobody complains if `open` was not there to do it."""
    if not future.cancelled():
        future.exception()
