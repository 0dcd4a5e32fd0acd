"""Several computers on one switch: network namespaces on a bridge. Needs root."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

_numbers = itertools.count(1)


class End:
    """One computer: `before` is the command prefix that runs something there."""

    def __init__(self, space: str, switch: str, port: str, address: str, six: str) -> None:
        self.space, self.address, self.six = space, address, six
        self.before = ("ip", "netns", "exec", space)
        self._switch, self._port = switch, port

    def unplug(self) -> None:
        """Pull the cable out."""
        _ip("-n", self.space, "link", "set", "card", "down")

    def plug(self) -> None:
        """Put it in again."""
        _ip("-n", self.space, "link", "set", "card", "up")

    def vanish(self) -> None:
        """Cut it off somewhere on the way: this computer itself does not notice."""
        _ip("-n", self._switch, "link", "set", self._port, "down")

    def move(self, address: str) -> None:
        """Get another address, as from another router."""
        _ip("-n", self.space, "address", "del", f"{self.address}/24", "dev", "card")
        _ip("-n", self.space, "address", "add", f"{address}/24", "dev", "card")
        self.address = address

    def elsewhere(self) -> None:
        """Have an address of another subnet only, as on a switch that two routers share."""
        _ip("-n", self.space, "address", "flush", "dev", "card", "scope", "global")
        self.address = f"172.20.{os.getpid() % 250}.{self.address.rpartition('.')[2]}"
        _ip("-n", self.space, "address", "add", f"{self.address}/24", "dev", "card")

    def block(self, caller: End | None = None) -> None:
        """A firewall that does not answer `caller`, or anybody, and lets mDNS through, as most
        do."""
        for family, whom in (("-4", caller and caller.address), ("-6", caller and caller.six)):
            rule = (family, "-n", self.space, "rule")
            _ip(*rule, "add", "pref", "10", "lookup", "local")
            _ip(*rule, "del", "pref", "0")
            _ip(*rule, "add", "pref", "5", "from", whom or "all", *_FIREWALL)

    def unblock(self) -> None:
        """Let everybody in again."""
        for family in ("-4", "-6"):
            _ip(family, "-n", self.space, "rule", "del", "pref", "5")


_FIREWALL = ("iif", "card", "ipproto", "tcp", "blackhole")


class Bridge:
    """`ends`: the computers, at 10.x.y.1, .2, …, and fd00:x:y::1, …"""

    def __init__(self, ends: int) -> None:
        self._name = f"sbb{os.getpid()}-{next(_numbers)}"
        self.subnet = f"10.{64 + os.getpid() % 128}.{100 + next(_numbers) % 100}"
        six = f"fd00:{os.getpid() % 0xFFFF:x}"
        self.switch = f"{self._name}s"
        self.ends = [
            End(f"{self._name}e{n}", self.switch, f"port{n}", f"{self.subnet}.{n}", f"{six}::{n}")
            for n in range(1, ends + 1)
        ]

    def open(self) -> None:
        """Make the computers and lay the cables."""
        _ip("netns", "add", self.switch)
        _ip("-n", self.switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", self.switch, "link", "set", "bridge", "up")
        for number, end in enumerate(self.ends, 1):
            _ip("netns", "add", end.space)
            _ip("-n", end.space, "link", "set", "lo", "up")
            port = f"port{number}"
            card = ["link", "add", "card", "netns", end.space, "type", "veth"]
            _ip(*card, "peer", port, "netns", self.switch)
            _ip("-n", self.switch, "link", "set", port, "master", "bridge", "up")
            _ip("-n", end.space, "address", "add", f"{end.address}/24", "dev", "card")
            _ip("-n", end.space, "address", "add", f"{end.six}/64", "dev", "card", "nodad")
            _ip("-n", end.space, "link", "set", "card", "up")

    def close(self) -> None:
        """Unmake everything."""
        for space in [*(end.space for end in self.ends), self.switch]:
            subprocess.run(["ip", "netns", "del", space], capture_output=True, timeout=30)


@contextmanager
def bridge(ends: int) -> Iterator[Bridge]:
    """A bridge for as long as the block runs."""
    made = Bridge(ends)
    try:
        made.open()
        yield made
    finally:
        made.close()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=30)
