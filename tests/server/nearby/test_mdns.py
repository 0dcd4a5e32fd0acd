"""A stranger who floods the network with records: nothing grows, nobody is woken all the time."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import gevent
import psutil
import pytest

from server.nearby.nearby import TELL_EVERY, Announcement, Nearby
from server.nearby.record import TYPE, Key, Notice
from server.nearby.seen import MOST
from tests.server.nearby.ears import Stranger, at_port, response, text_of, until

pytestmark = pytest.mark.nearby

PACKETS = 6000
# What the same flood costs where zeroconf keeps what it hears is several times as much.
MOST_GROWTH = 6 * 1024 * 1024


def flood(stranger: Stranger, packets: int, port: int) -> None:
    """Unique records with much in them, and one that changes each time; the hub runs on."""
    for number in range(packets):
        fields = Notice(secrets.token_hex(16), 1, "1" * 32, f"{number} {'x' * 50}").text()
        text = text_of({**fields, "more": "y" * 200})
        stranger.send(response(f"f{number}", text, port=port, ttl=2**24))
        stranger.send(response("turncoat", text, port=port))
        if number % 20 == 0:
            gevent.sleep(0.002)


def cached(nearby: Nearby) -> int:
    """How many records zeroconf keeps."""
    mdns = nearby._mdns
    assert mdns is not None
    assert mdns._zeroconf is not None
    return sum(len(records) for records in mdns._zeroconf.zeroconf.cache.cache.values())


def test_a_flood_of_records(make_nearby: Callable[[], Nearby], stranger: Stranger) -> None:
    friend, host = make_nearby(), make_nearby()
    key = Key(secrets.token_hex(32), secrets.token_hex(16))
    port, friends_port = 20_000 + secrets.randbelow(10_000), 30_000 + secrets.randbelow(10_000)
    friend.begin()
    friend.set_keys([key])
    host.begin()
    until(lambda: friend.state == host.state == "looking", "the first look", 6)
    flood(stranger, 500, port)  # what grows once has grown
    told: list[float] = []
    friend.changed.append(lambda: told.append(time.monotonic()))
    before, begun = psutil.Process().memory_info().rss, time.monotonic()
    flood(stranger, PACKETS // 2, port)
    host.announce([Announcement(key, friends_port)])
    flood(stranger, PACKETS // 2, port)
    until(lambda: at_port(friend, friends_port), "the friend's room among all that")
    spent = time.monotonic() - begun
    gevent.sleep(TELL_EVERY)
    grown = psutil.Process().memory_info().rss - before
    assert at_port(friend, friends_port)[0].known == key
    assert len(friend.sightings) <= MOST
    assert len(told) <= spent / TELL_EVERY + 3, f"woken {len(told)} times in {spent:.1f} s"
    assert cached(friend) <= MOST + 1
    assert grown < MOST_GROWTH, f"{grown / 2**20:.1f} MB"


def test_what_is_gone_is_forgotten_by_zeroconf_too(
    make_nearby: Callable[[], Nearby], stranger: Stranger
) -> None:
    friend, port = make_nearby(), 20_000 + secrets.randbelow(10_000)
    friend.begin()
    until(lambda: friend.state == "looking", "the first look", 6)
    text = text_of(Notice("0" * 32, 1, "1" * 32).text())
    for number in range(10):
        stranger.send(response(f"b{number}", text, port=port))
    until(lambda: len(at_port(friend, port)) == 10, "all of them")
    assert friend._mdns is not None
    for number in range(10):
        stranger.send(response(f"b{number}", text, port=port, ttl=0))
    until(lambda: not at_port(friend, port), "none of them")
    stranger.send(response("c", text, port=port))
    until(lambda: at_port(friend, port), "another one")
    cache = friend._mdns._zeroconf.zeroconf.cache.cache  # type: ignore[union-attr]
    assert not [name for name in cache if name.startswith("b") and name.endswith(TYPE)]
