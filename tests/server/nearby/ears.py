"""Computers on the loopback that announce and hear each other; and a stranger who says anything."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import gevent
from zeroconf import (
    DNSAddress,
    DNSOutgoing,
    DNSPointer,
    DNSService,
    DNSText,
)

from server.hub import Hub
from server.nearby.nearby import Nearby
from server.nearby.record import TYPE
from server.nearby.seen import Sighting

CARD = "127.0.0.1"
_RESPONSE, _IN, _UNIQUE = 0x8400, 1, 0x8001


class Computers:
    """Makes them, and silences them at the end."""

    def __init__(self) -> None:
        self._hub = Hub()
        self._made: list[Nearby] = []

    def make(self) -> Nearby:
        self._made.append(Nearby(self._hub.post, [CARD]))
        return self._made[-1]

    def close(self) -> None:
        for one in self._made:
            one.stop()


def until(condition: Callable[[], object], what: str, seconds: float = 3.0) -> float:
    """Let the hub run until `condition` holds; how long it took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, f"{what} within {seconds} s"
        gevent.sleep(0.01)
    return time.monotonic() - begun


def at_port(nearby: Nearby, port: int) -> list[Sighting]:
    """What is heard of hosts at this port: other tests may be running on this machine."""
    return [one for one in nearby.sightings if one.addresses[0].port == port]


class Stranger:
    """Sends mDNS packets of its own making."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(CARD))
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)

    def send(self, packet: bytes) -> None:
        self._socket.sendto(packet, ("224.0.0.251", 5353))

    def close(self) -> None:
        self._socket.close()


def stranger() -> Iterator[Stranger]:
    with closing(Stranger()) as one:
        yield one


def response(
    token: str,
    text: bytes,
    *,
    port: int = 47800,
    ttl: int = 75,
    address: str = CARD,
    pointer: bool = True,
) -> bytes:
    """A packet that says one record."""
    out = DNSOutgoing(_RESPONSE)
    name, host = f"{token}.{TYPE}", f"h{token}.local."
    records = [
        DNSService(name, 33, _UNIQUE, ttl, 0, 0, port, host),
        DNSText(name, 16, _UNIQUE, ttl, text),
        DNSAddress(host, 1, _UNIQUE, ttl, socket.inet_aton(address)),
    ]
    if pointer:
        records.insert(0, DNSPointer(TYPE, 12, _IN, ttl, name))
    for record in records:
        out.add_answer_at_time(record, 0)
    (packet,) = out.packets()
    return packet


def text_of(fields: dict[str, str]) -> bytes:
    """As DNS-SD writes it."""
    strings = [f"{key}={value}".encode() for key, value in fields.items()]
    return b"".join(bytes([len(one)]) + one for one in strings)
