"""What a host says of an open room to everybody on its network, as text of an mDNS record.

Pure. Strangers read it, so it names neither the room nor its host: instead it carries a
*mark*, a hash over the host's key and the room's id that only those can work out who know
both, and that looks different an hour later or in another network.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from server.address import Address
from server.room.names import ROOM_NAME_LIMIT, clean_name
from server.room.refusal import Refused

TYPE = "_sarangbang._tcp.local."
VERSION = 1

#: Bytes of a record's text, and addresses in it, that are looked at.
LONGEST, MOST_ADDRESSES = 600, 8
#: A recorded mark that somebody else says again is good for so many hours, by clocks that may
#: disagree by a day.
MARK_HOURS = 26

#: Why somebody could not get through to a host that they hear.
WHYS = ("no_answer", "refused", "no_route")


@dataclass(frozen=True, slots=True)
class Key:
    """What only those know who have been in a room, or were invited."""

    fingerprint: str
    room: str

    def mark(self, hour: int, salt: str) -> str:
        """The room's mark: 32 hexadecimal characters. `salt` likewise; `hour` since 1970."""
        secret = bytes.fromhex(self.fingerprint) + self.room.encode()
        said = b"sarangbang nearby 1\n" + hour.to_bytes(8, "big") + bytes.fromhex(salt)
        return hmac.digest(secret, said, sha256)[:16].hex()


@dataclass(frozen=True, slots=True)
class Notice:
    """An open room. `name` only where its host shows it to strangers; `code`: the number of
    the spoken code that is good now."""

    mark: str
    hour: int
    salt: str
    name: str | None = None
    code: int | None = None

    def text(self) -> dict[str, str]:
        """As it stands in the record."""
        text = {"v": str(VERSION), "id": self.mark, "hour": str(self.hour), "salt": self.salt}
        if self.name is not None:
            text["name"] = self.name
        if self.code is not None:
            text["code"] = str(self.code)
        return text

    def is_of(self, key: Key, hour_now: int) -> bool:
        """Whether it is the room of `key`, said within a day or so."""
        if abs(self.hour - hour_now) > MARK_HOURS:
            return False
        return hmac.compare_digest(key.mark(self.hour, self.salt), self.mark)


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody hears the room of this mark and does not get through to it. `near`: they stand
    in one subnet with it."""

    mark: str
    why: str
    near: bool

    def text(self) -> dict[str, str]:
        """As it stands in the record."""
        return {
            "v": str(VERSION),
            "missed": self.mark,
            "why": self.why,
            "near": "1" if self.near else "0",
        }


@dataclass(frozen=True, slots=True)
class Record:
    """What we say, under a token that is its name. `host` is a random name as well: the
    computer's own would tell who it is."""

    host: str
    port: int
    addresses: tuple[str, ...]
    text: tuple[tuple[str, str], ...]


def read_text(raw: bytes) -> Notice | Missed | None:
    """What a record's text says; None where it is not one of ours. Never raises."""
    if len(raw) > LONGEST:
        return None
    fields = _fields(raw)
    if fields.get("v") != str(VERSION):
        return None
    if "missed" in fields:
        mark, why = fields["missed"], fields.get("why", "")
        if not _is_hex(mark) or why not in WHYS:
            return None
        return Missed(mark, why, fields.get("near") == "1")
    mark, salt, hour = fields.get("id", ""), fields.get("salt", ""), _number(fields.get("hour", ""))
    if not _is_hex(mark) or not _is_hex(salt) or hour is None:
        return None
    return Notice(mark, hour, salt, _name(fields.get("name")), _number(fields.get("code", "")))


def reachable(
    addresses: Iterable[str], port: int, subnets: Sequence[str], *, loopback: bool = False
) -> tuple[Address, ...]:
    """The addresses of a record to which one may connect, the best first; they come in any order.

    What a stranger says must not send this computer anywhere on the internet: an address
    counts that is in one of our `subnets`, or private. `loopback` is for tests.
    """
    found: dict[Address, tuple[bool, int, str]] = {}
    if not 0 < port < 65536:
        return ()
    nets = [ipaddress.ip_network(one) for one in subnets]
    for text in addresses:
        try:
            ip = ipaddress.ip_address(text)
        except ValueError:
            continue
        if isinstance(ip, ipaddress.IPv6Address):
            if ip.is_link_local or ip.teredo:  # which counts as private and leads anywhere
                continue
            ip = ip.ipv4_mapped or ip
        if ip.is_unspecified or ip.is_multicast:
            continue
        near = any(ip in net for net in nets if net.version == ip.version)
        good = loopback if ip.is_loopback else near or ip.is_private
        if good and str(ip) != "255.255.255.255":
            found[Address(str(ip), port)] = (not near, ip.version, str(ip))
    return tuple(sorted(found, key=found.__getitem__))[:MOST_ADDRESSES]


def is_near(addresses: Iterable[Address], subnets: Sequence[str]) -> bool:
    """Whether one of the addresses is in one of our subnets."""
    nets = [ipaddress.ip_network(one) for one in subnets]
    return any(
        ipaddress.ip_address(address.host) in net
        for address in addresses
        for net in nets
        if net.version == (6 if ":" in address.host else 4)
    )


def _fields(raw: bytes) -> dict[str, str]:
    """DNS-SD's text: strings with their length before them, `key=value`; the first one counts."""
    fields: dict[str, str] = {}
    at = 0
    while at < len(raw):
        end = at + 1 + raw[at]
        key, equals, value = raw[at + 1 : end].partition(b"=")
        at = end
        if key and equals:
            try:
                fields.setdefault(key.decode("ascii").lower(), value.decode("utf-8"))
            except UnicodeDecodeError:
                continue
    return fields


def _is_hex(text: str) -> bool:
    return len(text) == 32 and all(c in "0123456789abcdef" for c in text)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 8 else None


def _name(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return clean_name(text, ROOM_NAME_LIMIT)
    except Refused:
        return None
