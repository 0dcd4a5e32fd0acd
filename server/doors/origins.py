"""Who may ask at all: the Host that a request names, and the page that it comes from.

A browser lets any page send requests to 127.0.0.1 and to the local network, and opens
WebSockets for it without asking. It does say truthfully where the page came from (Origin)
and which name it went to (Host). A page whose own name was pointed at this computer
afterwards (DNS rebinding) has that name in both: so the names are a list.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_HOST = re.compile(
    r"(?P<name>\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(?P<port>\d{1,5}))?"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass
class Access:
    """The names of one door and the pages that may talk to it.

    `exact`: the window door, which is reached as 127.0.0.1:port and in no other way.
    """

    exact: bool = False
    names: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    _port: int = field(default=0, init=False)
    _scheme: str = field(default="http", init=False)

    @classmethod
    def window(cls) -> Access:
        """The window door: only its own address, only its own page."""
        return cls(exact=True)

    @classmethod
    def network(cls, allow_hosts: Iterable[str] = (), allow_origins: Iterable[str] = ()) -> Access:
        """The lan and guest doors: any IP address, this machine's names, `allow_hosts`.

        Raises ValueError for an origin that is none.
        """
        names = own_names() | {_tidy(name) for name in allow_hosts}
        return cls(names=frozenset(names), origins=frozenset(map(normal_origin, allow_origins)))

    def set_port(self, port: int, *, secure: bool) -> None:
        """Tell what the listener knows only once it listens."""
        self._port = port
        self._scheme = "https" if secure else "http"

    def host_allowed(self, host: str | None) -> bool:
        """Say whether a Host header names this door."""
        found = _HOST.fullmatch(host or "")
        if found is None:
            return False
        if self.exact:
            return host == f"127.0.0.1:{self._port}"
        name = found["name"]
        return _is_address(name.strip("[]")) or _tidy(name) in self.names

    def is_own(self, origin: str, host: str) -> bool:
        """Say whether `origin` is the page that this very door serves at `host`.

        Equal to the request's own Host, which was allowed before: another address with
        the same port is another computer's page.
        """
        try:
            return normal_origin(origin) == normal_origin(f"{self._scheme}://{host}")
        except ValueError:
            return False

    def is_invited(self, origin: str) -> bool:
        """Say whether `--allow-origin` names this page."""
        try:
            return normal_origin(origin) in self.origins
        except ValueError:
            return False

    def sockets_of(self, host: str) -> str:
        """Return the WebSocket address of this door for the page's policy."""
        return f"{'wss' if self._scheme == 'https' else 'ws'}://{host}"


def own_names() -> frozenset[str]:
    """Return this machine's names: localhost, its host name, and that with .local."""
    name = _tidy(socket.gethostname())
    short = name.split(".")[0]
    names = {"localhost", name, short, f"{short}.local"}
    return frozenset(one for one in names if one)


def normal_origin(origin: str) -> str:
    """Return scheme://host:port in one spelling. Raises ValueError if that is not all of it."""
    parts = urlsplit(origin.strip())
    if (
        parts.scheme not in _DEFAULT_PORTS
        or not parts.hostname
        or parts.username is not None
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        raise ValueError(f"{origin!r} is no origin: it looks like http://example.com:8000")
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    name = _tidy(parts.hostname)
    if ":" in name:
        name = f"[{ipaddress.IPv6Address(name).compressed}]"
    return f"{parts.scheme}://{name}:{port}"


def _tidy(name: str) -> str:
    return name.strip().lower().removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
