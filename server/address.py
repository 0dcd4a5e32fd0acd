"""Where a host may be reached: what people type, read generously.

Pure: nothing here asks the network. `parse_address` takes a name, an IPv4 or an
IPv6 address, with or without port, brackets, `http://` and what follows the host
in a copied web address, and full-width characters as a Korean keyboard makes them.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass

from server.room.refusal import Refused

#: The lan door's port, and where it moves to when that one is taken.
PORTS = range(47800, 47810)

#: A URL of reasonable length; whoever pastes more has pasted something else.
LONGEST_ADDRESS = 1_000

# What people have between, before or behind addresses without meaning it: quotes, and
# the bullets, commas and full stops of the sentence that the address was copied out of.
_AROUND = " \t\r\n\"'`<>«»“”‘’「」『』,.;、，!"
_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_SCOPE = re.compile(r"[A-Za-z0-9_.~-]{1,40}")


@dataclass(frozen=True, slots=True)
class Address:
    """A host, and a port if one was named.

    `host` is a name in lower case, an IPv4 address, or an IPv6 address without
    brackets in its short form, with `%scope` if it had one.
    """

    host: str
    port: int | None = None

    def ports(self) -> list[int]:
        """The ports to try, the likeliest first."""
        return [self.port] if self.port is not None else list(PORTS)

    def __str__(self) -> str:
        """As it is shown and typed: brackets only where a port follows."""
        if self.port is None:
            return self.host
        return f"{bracketed(self.host)}:{self.port}"


def bracketed(host: str) -> str:
    """Return `host` as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def bad_address() -> Refused:
    """The refusal of what is no address."""
    return Refused("bad_address", "This is not an address. One looks like 192.168.0.5:47800.")


def parse_address(text: str) -> Address:
    """Return the address that `text` means; raises `Refused` bad_address."""
    if len(text) > LONGEST_ADDRESS:
        raise bad_address()
    text = tidy(text).strip(_AROUND)
    scheme = _SCHEME.match(text)
    if scheme:
        text = text[scheme.end() :]
    elif "://" in text:
        raise bad_address()  # another kind of address: "ftp://…"
    # What follows the host in a web address is no business of ours.
    text = re.split(r"[/?#\\]", text, maxsplit=1)[0].strip(_AROUND)
    host, port = _host_and_port(text)
    return Address(_host(host), _port(port))


def tidy(text: str) -> str:
    """Return `text` as if typed on a plain keyboard.

    Full-width letters, digits, colons and stops become plain (NFKC, and the
    ideographic full stop, which NFKC leaves); characters that cannot be seen go.
    """
    text = unicodedata.normalize("NFKC", text).replace("。", ".")
    return "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in ("Cf", "Cc")
    )


def _host_and_port(text: str) -> tuple[str, str]:
    """Cut `text` in two; the port is empty where there is none."""
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        rest = rest.strip()
        if not closed or ":" not in host or (rest and not rest.startswith(":")):
            raise bad_address()
        return host.strip(), rest[1:].strip()
    if text.count(":") <= 1:
        host, colon, port = text.partition(":")
        if not colon and " " in text:  # "192.168.0.5 47800"
            host, _, port = text.rpartition(" ")
        return host.strip(), port.strip()
    # Several colons: IPv6 without brackets. A port shows only behind a scope, behind eight
    # whole groups, or by its five digits, too many for a group; else it would be a guess.
    address, percent, scope = text.partition("%")
    if percent:
        scope, _, port = scope.partition(":")
        return f"{address}%{scope}", port
    address, _, port = text.rpartition(":")
    if (text.count(":") == 8 and "::" not in text) or (len(port) == 5 and port.isdigit()):
        return address, port
    return text, ""


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 5 or not 0 < int(text) < 65536:
        raise bad_address()
    return int(text)


def _host(text: str) -> str:
    if ":" in text:
        return _ipv6(text)
    text = text.lower().rstrip(".")
    # A name whose last part is a number is an IPv4 address that went wrong, to every resolver.
    if text.rpartition(".")[2].isdigit():
        return _ipv4(text)
    return _name(text)


def _ipv4(text: str) -> str:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        raise bad_address() from None
    _check_one_host(address)
    return str(address)


def _ipv6(text: str) -> str:
    text, percent, scope = text.partition("%")
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        raise bad_address() from None
    if address.ipv4_mapped is not None:
        return _ipv4(str(address.ipv4_mapped))
    _check_one_host(address)
    if not percent:
        return str(address)
    scope = scope.removeprefix("25")  # "%25eth0" is how a URL writes "%eth0"
    if not _SCOPE.fullmatch(scope):
        raise bad_address()
    return f"{address}%{scope}"


def _check_one_host(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """Refuse addresses at which no single host can be."""
    if address.is_unspecified or address.is_multicast or str(address) == "255.255.255.255":
        raise bad_address()


def _name(text: str) -> str:
    try:
        plain = text.encode("idna").decode("ascii")
    except UnicodeError:
        raise bad_address() from None
    labels = plain.lower().split(".")
    if len(plain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise bad_address()
    return text
