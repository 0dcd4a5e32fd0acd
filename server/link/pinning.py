"""Talking to one host and to nobody else: the key is checked before a byte of ours is sent."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Any

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from server.identity import is_public_key

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace


class NotTheHost(aiohttp.ServerFingerprintMismatch):
    """Somebody answered whose key is not the expected one."""


class StraysOff(aiohttp.ClientConnectionError):
    """A request would have gone elsewhere than to the host (after a redirect)."""


class PinnedKey(aiohttp.Fingerprint):
    """Checks the key in the certificate, on every TLS connection, right after the handshake.

    The certificate itself says nothing: hosts make it anew around the same key.
    """

    def __init__(self, expected: str | None) -> None:
        """`expected` is a key's fingerprint (64 hexadecimal characters).

        With None the first key that is met is the one: later connections must show it too.
        """
        super().__init__(bytes.fromhex(expected) if expected is not None else bytes(32))
        self.found = expected
        """The fingerprint of the host talked to, None before the first handshake."""
        self.certificate = b""
        """What the host wraps around its key now (DER); empty before the first handshake."""

    def check(self, transport: asyncio.Transport) -> None:
        """Raise NotTheHost unless the other side holds the expected key."""
        got = _key_fingerprint(transport)
        if self.found is None and got:
            self.found = got
        if not got or got != self.found:
            host, port, *_ = transport.get_extra_info("peername") or ("", 0)
            raise NotTheHost(
                bytes.fromhex(self.found or ""), bytes.fromhex(got), str(host), int(port)
            )
        self.certificate = _certificate(transport)


class PinnedConnector(aiohttp.TCPConnector):
    """Connects to one place only, over TLS, to one key."""

    def __init__(self, place: tuple[str, int], pin: PinnedKey) -> None:
        """`place` is the host (IP address, no brackets) and port that requests may go to."""
        super().__init__(ssl=pin, limit=4, use_dns_cache=False, keepalive_timeout=30)
        self._place = place

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's signature
    ) -> Connection:
        """Hand out a connection; raise StraysOff for a request to anywhere else.

        aiohttp follows redirects, also to http://, where nothing would be checked.
        """
        url = req.url
        if url.scheme not in ("https", "wss") or (url.host, url.port) != self._place:
            raise StraysOff("the host wants its guests to go elsewhere")
        return await super().connect(req, traces, timeout)


def _key_fingerprint(transport: asyncio.Transport) -> str:
    """Return the fingerprint of the peer's key; empty if it holds none that hosts have."""
    try:
        certificate = x509.load_der_x509_certificate(_certificate(transport))
        key = certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    except Exception:  # a stranger's bytes: whatever is wrong with them, it is not the host
        return ""
    return hashlib.sha256(key).hexdigest() if is_public_key(key) else ""


def _certificate(transport: asyncio.Transport) -> bytes:
    """Return the peer's certificate as DER; empty without one."""
    connection: Any = transport.get_extra_info("ssl_object")
    return b"" if connection is None else connection.getpeercert(binary_form=True) or b""
