"""Two computers on one cable: network namespaces joined by a veth pair. Needs root."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

_numbers = itertools.count(1)


class Network:
    """`host` and `guest` are the two ends: the command prefix that runs something there."""

    def __init__(self) -> None:
        number = next(_numbers)
        name = f"sb{os.getpid()}-{number}"
        self.names = (f"{name}a", f"{name}b")
        subnet = f"10.{64 + os.getpid() % 128}.{number % 256}"
        self.host_address, self.guest_address = f"{subnet}.1", f"{subnet}.2"
        self.host, self.guest = (("ip", "netns", "exec", end) for end in self.names)

    def open(self) -> None:
        """Make both ends and lay the cable."""
        one, other = self.names
        for name in self.names:
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip("link", "add", "cable", "netns", one, "type", "veth", "peer", "cable", "netns", other)
        for name, address in zip(self.names, (self.host_address, self.guest_address), strict=True):
            _ip("-n", name, "address", "add", f"{address}/24", "dev", "cable")
            _ip("-n", name, "link", "set", "cable", "up")

    def cut(self) -> None:
        """Pull the cable out at the host."""
        _ip("-n", self.names[0], "link", "set", "cable", "down")

    def restore(self) -> None:
        """Put it in again."""
        _ip("-n", self.names[0], "link", "set", "cable", "up")

    def close(self) -> None:
        """Unmake everything; with a namespace its end of the cable goes."""
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, timeout=30)


@contextmanager
def network() -> Iterator[Network]:
    """A network for as long as the block runs."""
    made = Network()
    try:
        made.open()
        yield made
    finally:
        made.close()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=30)
