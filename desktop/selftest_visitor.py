"""A member for the self-test: comes in by a transport, says something or looks for it, and goes."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

WITHIN = 20.0
"""Seconds for each answer."""


@dataclass(frozen=True)
class Visit:
    """`key`: the fingerprint to expect over TLS. One of `say` and `expect` is a text."""

    address: str
    transport: Literal["websocket", "polling"]
    key: str | None = None
    say: str | None = None
    expect: str | None = None


def visit(plan: Visit) -> None:
    """Carry out `plan`. Raises what went wrong; LookupError when the text is not there."""
    asyncio.run(_visit(plan))


async def _visit(plan: Visit) -> None:
    import aiohttp
    import socketio

    connector = _connector(plan)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as session:
        client = socketio.AsyncClient(http_session=session, reconnection=False)
        welcome: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        def on_welcome(told: dict[str, Any]) -> None:
            if not welcome.done():
                welcome.set_result(told)

        client.on("welcome", on_welcome, namespace="/room")
        await client.connect(
            plan.address,
            namespaces=["/room"],
            transports=[plan.transport],
            auth={"protocol": 1, "name": f"Visitor {uuid.uuid4().hex[:6]}"},
            wait_timeout=int(WITHIN),
        )
        try:
            told = await asyncio.wait_for(welcome, WITHIN)
            if client.transport() != plan.transport:
                raise ConnectionError(f"connected by {client.transport()}")
            await _say_or_look(client, plan, told)
        finally:
            await client.disconnect()


def _connector(plan: Visit) -> Any:
    if plan.key is None:
        return None
    from server.link.pinning import PinnedConnector, PinnedKey

    place = urlsplit(plan.address)
    return PinnedConnector((place.hostname or "", place.port or 0), PinnedKey(plan.key))


async def _say_or_look(client: Any, plan: Visit, welcome: dict[str, Any]) -> None:
    async def ask(event: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await client.call(event, body, namespace="/room", timeout=WITHIN)
        if not isinstance(answer, dict) or answer.get("ok") is not True:
            raise ValueError(f"{event} was answered {answer!r}")
        return answer

    if plan.say is not None:
        await ask("say", {"id": str(uuid.uuid4()), "text": plan.say})
    if plan.expect is not None:
        before = welcome["last"] + 1
        history = await ask("history", {"before": before, "limit": 50})
        texts = [entry["body"].get("text") for entry in history["entries"]]
        if plan.expect not in texts:
            raise LookupError("what was said is not in the room's history")
