"""Why a host could not be reached, as one code and one sentence."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import sys
from collections.abc import Iterable, Sequence

import aiohttp

from server.address import Address
from server.link.pinning import NotTheHost, StraysOff
from server.room.refusal import Refused

_SYSTEM: str = sys.platform

_SENTENCES = {
    "other_host": "Another computer answers there than the one that was expected.",
    "version_too_old": "This program is too old to talk with that host.",
    "version_too_new": "That host's program is too old to talk with this one.",
    "too_many_tries": "The host has too many guests at its door. Try again a little later.",
    "not_sarangbang": "Something answers there, but it is not a Sarangbang host.",
    "refused": "The computer is there, but nobody hosts a room on it at this address.",
    "no_answer": "Nobody answers there. The computer may be off, or a firewall in the way.",
    "no_route": "There is no way from this network to that address.",
    "name_not_found": "There is no computer of this name in this network.",
}
# The most telling first: what answered says more than what kept silent, and silence
# more than a network that is not there.
_TELLING = list(_SENTENCES)

_NO_ROUTE = {
    errno.ENETUNREACH,
    errno.ENETDOWN,
    errno.EADDRNOTAVAIL,
    errno.EACCES,
    errno.EPERM,
    errno.EAFNOSUPPORT,
    errno.EINVAL,  # an IPv6 scope that is no interface here
    getattr(errno, "ENODEV", errno.ENETUNREACH),
    10051,  # the same as Windows counts them: WSAENETUNREACH,
    10049,  # WSAEADDRNOTAVAIL,
    1231,  # ERROR_NETWORK_UNREACHABLE
}
_REFUSED = {errno.ECONNREFUSED, 10061, 1225}
_UNREACHABLE = {errno.EHOSTUNREACH, errno.EHOSTDOWN, 10065, 1232}


def refusal(code: str) -> Refused:
    """Return the refusal of a code of this file."""
    return Refused(code, _SENTENCES[code])


def reading_of(error: BaseException) -> Refused:
    """Return what went wrong on the way to one address."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, NotTheHost):
        # Without any expectation, a key that hosts cannot have is no other host.
        return refusal("other_host" if any(error.expected) else "not_sarangbang")
    if isinstance(error, socket.gaierror | UnicodeError):
        return refusal("name_not_found")
    if isinstance(error, StraysOff | ssl.SSLError | ssl.CertificateError):
        return refusal("not_sarangbang")
    if isinstance(error, asyncio.TimeoutError | TimeoutError):
        return refusal("no_answer")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return refusal("name_not_found")
    if isinstance(error, aiohttp.ClientConnectorSSLError | aiohttp.ClientConnectorCertificateError):
        return refusal("not_sarangbang")
    if isinstance(error, aiohttp.ClientConnectorError):
        return refusal(_code_of(error.os_error))
    if isinstance(error, OSError) and not isinstance(error, aiohttp.ClientError):
        return refusal(_code_of(error))
    # It took the connection, and then said nothing that a host would.
    return refusal("not_sarangbang")


def _code_of(error: OSError) -> str:
    number = error.errno or getattr(error, "winerror", None) or 0
    if isinstance(error, ConnectionRefusedError) or number in _REFUSED:
        return "refused"
    if number in _NO_ROUTE:
        return "no_route"
    if number in _UNREACHABLE:
        # A Mac says so when the person has not allowed the local network. Elsewhere it
        # means a computer that is off, or one whose firewall turns callers away.
        return "no_route" if _SYSTEM == "darwin" else "no_answer"
    if isinstance(error, ConnectionResetError | BrokenPipeError | ssl.SSLError):
        return "not_sarangbang"
    return "no_answer"


class LinkLost(Refused):
    """A request that was not answered: no connection, it ended, or the host took too long.

    The request may have reached the host all the same.
    """

    def __init__(self) -> None:
        super().__init__("away", "The host is away.")


class NoneFound(Refused):
    """No address led to the host."""

    def __init__(self, answers: Sequence[tuple[Address, Refused]]) -> None:
        """`answers` says what each address led to instead; the most telling one counts."""
        told = most_telling(failure for _, failure in answers)
        super().__init__(told.code, told.message, told.data)
        self.answers = tuple(answers)


def most_telling(failures: Iterable[Refused]) -> Refused:
    """Return the one failure out of many that helps a person most; no_answer for none."""

    def rank(failure: Refused) -> int:
        known = failure.code in _SENTENCES
        return _TELLING.index(failure.code) if known else -1

    return min(failures, key=rank, default=refusal("no_answer"))
