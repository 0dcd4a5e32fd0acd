"""Invitation links: `sarangbang://join?v=1&room=…&key=…&at=HOST:PORT&at=…#SECRET`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode

from server.address import Address, bracketed, parse_address
from server.encoding import from_base64url, to_base64url
from server.room.refusal import Refused

#: A link with all its addresses has some hundred characters.
LONGEST_LINK = 4_000
#: Each address costs the joining copy up to ten attempts; no host has this many networks.
MOST_ADDRESSES = 16

# Browsers and desktops rewrite what they hand over: `join/?`, `SARANGBANG:`, `sarangbang:join`.
_START = re.compile(r"sarangbang:(?://)?join/?\?", re.IGNORECASE)
_LINK = re.compile(_START.pattern + r"[^\s<>\"'`]*", re.IGNORECASE)
_ROOM = re.compile(r"[0-9a-f]{32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,128}")
# The end of the sentence around a link; none of these ends a link that we wrote.
_BEHIND = ".,;:!?)]}*、。，」』”’…"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation link says."""

    room: str
    """The room's id, 32 hexadecimal characters."""
    key: str
    """The fingerprint of the host's key, 64 hexadecimal characters."""
    addresses: tuple[Address, ...]
    """Where the host may be reached; the order says nothing, all are tried."""
    secret: str = ""
    """What lets a newcomer into a room that is not open; empty for an open one."""

    def link(self) -> str:
        """Return the link. `parse_link` reads it back."""
        fields = [("v", "1"), ("room", self.room), ("key", to_base64url(bytes.fromhex(self.key)))]
        for address in self.addresses[:MOST_ADDRESSES]:
            host = bracketed(address.host)
            fields.append(("at", host if address.port is None else f"{host}:{address.port}"))
        # Brackets are written as %5B and %5D: several messengers end a link at a bare one.
        query = urlencode(fields, safe=":", quote_via=quote)
        return f"sarangbang://join?{query}" + (f"#{self.secret}" if self.secret else "")


def find_link(text: str) -> str | None:
    """Return the first invitation link in `text`, which may be a whole message."""
    found = _LINK.search(text)
    return found.group().rstrip(_BEHIND) if found else None


def parse_link(link: str) -> Invitation:
    """Read an invitation link.

    Unknown fields are passed over, so newer copies may add some; addresses that
    cannot be read are passed over as long as one is left. Raises `Refused`
    bad_link, or version_too_old for a link whose form is newer than this copy.
    """
    start = _START.match(link)
    if not start or len(link) > LONGEST_LINK:
        raise bad_link()
    query, _, secret = link[start.end() :].replace("&amp;", "&").partition("#")
    try:
        fields = parse_qs(query, max_num_fields=100, errors="strict")
    except ValueError:
        raise bad_link() from None
    if _only(fields, "v") != "1":
        raise _other_version(_only(fields, "v"))
    room = _only(fields, "room")
    if not _ROOM.fullmatch(room) or (secret and not _SECRET.fullmatch(secret)):
        raise bad_link()
    addresses = _addresses(fields.get("at", []))
    if not addresses:
        raise bad_link()
    return Invitation(room, _fingerprint(_only(fields, "key")), addresses, secret)


def bad_link() -> Refused:
    """The refusal of what is no whole invitation."""
    return Refused("bad_link", "This invitation is not whole. Copy it again, from start to end.")


def _other_version(version: str) -> Refused:
    if version.isascii() and version.isdigit() and len(version) < 10 and int(version) > 1:
        return Refused(
            "version_too_old", "This invitation needs a newer version of the program than this one."
        )
    return bad_link()


def _only(fields: dict[str, list[str]], name: str) -> str:
    """The one value of a field; two would be two meanings."""
    values = fields.get(name, [])
    if len(values) != 1:
        raise bad_link()
    return values[0]


def _fingerprint(key: str) -> str:
    try:
        digest = from_base64url(key)
    except ValueError:
        raise bad_link() from None
    if len(digest) != 32:
        raise bad_link()
    return digest.hex()


def _addresses(values: list[str]) -> tuple[Address, ...]:
    addresses: dict[Address, None] = {}
    for value in values:
        try:
            addresses[parse_address(value)] = None
        except Refused:
            continue
    return tuple(addresses)[:MOST_ADDRESSES]
