"""A friend's lan door: one place, one key, and the HTTPS requests that come before a room."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from server.encoding import from_base64url, to_base64url
from server.identity import Identity
from server.link.failures import refusal
from server.link.pinning import PinnedConnector, PinnedKey
from server.replica.hosts_refusal import read_refusal
from server.room.acts import HISTORY_LIMIT
from server.room.refusal import Refused
from server.room.state import ADMISSIONS, ALL_HISTORY
from server.wire import PROTOCOL

#: No answer of a door and no packet of a polling host is longer. Entries come in 128 KB; a welcome
#: is longer only where the newest messages were put in 10,000 other characters each (1.5 MB, as
#: JSON spells control characters). The official client for Python takes twice as much.
LONGEST_ANSWER = 2 * 1024 * 1024


class TooLong(aiohttp.ClientPayloadError):
    """An answer longer than any that is honest."""


class BoundedResponse(aiohttp.ClientResponse):
    """An answer that is never read beyond LONGEST_ANSWER."""

    async def read(self) -> bytes:
        """Return the whole body; raises TooLong."""
        if self._body is None:
            parts: list[bytes] = []
            length = 0
            async for part in self.content.iter_any():
                length += len(part)
                if length > LONGEST_ANSWER:
                    self.close()
                    raise TooLong("too long an answer")
                parts.append(part)
            self._body = b"".join(parts)
        return self._body


@dataclass(frozen=True, slots=True)
class Hello:
    """What a host says of itself to anybody."""

    version: str
    protocol: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What a room asks of newcomers, and how much of what was said before they may read, as
    `admission` and `history` of its state."""

    admission: str
    history: int


class Door:
    """The way to one host. Use on the links' loop only, and `close` it."""

    def __init__(self, host: str, port: int, fingerprint: str | None) -> None:
        """`host` is an IP address (IPv6 without brackets, a scope allowed)."""
        self._pin = PinnedKey(fingerprint)
        literal = f"[{host.partition('%')[0]}]" if ":" in host else host
        in_url = f"[{host}]" if ":" in host else host
        self.url = f"https://{in_url}:{port}"
        self.session = aiohttp.ClientSession(
            connector=PinnedConnector((host, port), self._pin),
            cookie_jar=aiohttp.DummyCookieJar(),
            response_class=BoundedResponse,
            # No proxy ever sees what is said inside a network.
            trust_env=False,
            # Compressed answers could grow beyond every limit.
            auto_decompress=False,
            headers={
                "Accept-Encoding": "identity",
                "User-Agent": "Sarangbang",
                # A scope means something on this computer only.
                "Host": f"{literal}:{port}",
            },
        )

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the host's key; empty before the first answer."""
        return self._pin.found or ""

    @property
    def certificate(self) -> bytes:
        """What the host wraps around that key now (DER); empty before the first answer."""
        return self._pin.certificate

    async def hello(self) -> Hello:
        """Ask who is there. Raises `Refused`, or what aiohttp raises on the way."""
        answer = await self._ask("GET", "/door/hello")
        version, protocol = answer.get("version"), answer.get("protocol")
        if (
            answer.get("program") != "sarangbang"
            or not isinstance(version, str)
            or not isinstance(protocol, int)
        ):
            raise refusal("not_sarangbang")
        if protocol != PROTOCOL:
            raise refusal("version_too_old" if protocol > PROTOCOL else "version_too_new")
        return Hello(version[:40], protocol)

    async def prove(self, identity: Identity, room: str) -> str:
        """Prove the own key and return the ticket for CONNECT; `room` may be empty.

        The host's key is part of what is signed, so the proof is worth nothing elsewhere.
        """
        answer = await self._ask("POST", "/door/prove", await self._proof(identity, room))
        return _short(answer, "ticket")

    async def begin_code(
        self, identity: Identity, number: int, message: bytes
    ) -> tuple[str, bytes]:
        """Begin the exchange for a code of `number`; its name and the host's message."""
        proof = await self._proof(identity, "")
        asked = {**proof, "number": number, "message": to_base64url(message)}
        answer = await self._ask("POST", "/door/code/start", asked)
        return _short(answer, "exchange"), _bytes(answer, "message")

    async def finish_code(self, exchange: str, proof: bytes) -> tuple[str, bytes]:
        """Prove to know the code; the room that it leads to, and the host's own proof."""
        asked = {"exchange": exchange, "proof": to_base64url(proof)}
        answer = await self._ask("POST", "/door/code/finish", asked)
        return _short(answer, "room"), _bytes(answer, "proof")

    async def _proof(self, identity: Identity, room: str) -> dict[str, Any]:
        """A challenge of the host's, signed with the own key."""
        challenge = _short(await self._ask("POST", "/door/challenge", {}), "challenge")
        values: list[object] = [challenge, self.fingerprint, room, identity.fingerprint]
        return {
            "challenge": challenge,
            "room": room,
            "key": to_base64url(identity.public_key),
            "signature": identity.sign("prove", values),
        }

    async def rules(self, room: str) -> Rules:
        """What a newcomer to `room` (empty for the main one) is asked for, and may read."""
        answer = await self._ask("POST", "/door/rules", {"room": room})
        admission, history = answer.get("admission"), answer.get("history")
        if admission not in ADMISSIONS or type(history) is not int:
            raise refusal("not_sarangbang")
        return Rules(str(admission), max(ALL_HISTORY, min(history, HISTORY_LIMIT)))

    async def knock(self, ticket: str) -> tuple[str, str]:
        """Hear, after a while, what was answered to our wish to come in, and the next ticket."""
        answer = await self._ask("POST", "/door/knock", {"ticket": ticket})
        state, following = answer.get("state"), answer.get("ticket")
        if not isinstance(state, str) or not isinstance(following, str) or len(following) > 200:
            raise refusal("not_sarangbang")
        return state, following

    async def close(self) -> None:
        """End all connections to the host."""
        await self.session.close()

    async def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        async with self.session.request(
            method, self.url + path, json=body, allow_redirects=False
        ) as response:
            status, text = response.status, await response.read()
        if status in (429, 503):
            raise refusal("too_many_tries")
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            raise refusal("not_sarangbang") from None
        if not isinstance(answer, dict):
            raise refusal("not_sarangbang")
        if status != 200:
            raise _refused_by_host(answer)
        return answer


def _short(answer: dict[str, Any], name: str) -> str:
    """A short text out of a host's answer."""
    text = answer.get(name)
    if not isinstance(text, str) or not 1 <= len(text) <= 200:
        raise refusal("not_sarangbang")
    return text


def _bytes(answer: dict[str, Any], name: str) -> bytes:
    try:
        return from_base64url(_short(answer, name))
    except ValueError:
        raise refusal("not_sarangbang") from None


def _refused_by_host(answer: dict[str, Any]) -> Refused:
    error = answer.get("error")
    if not isinstance(error, dict):
        return refusal("not_sarangbang")
    return read_refusal(error)
