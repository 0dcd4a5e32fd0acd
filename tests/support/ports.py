"""Ports that nobody uses at the moment."""

from __future__ import annotations

import socket


def free_port(address: str = "127.0.0.1") -> int:
    """A TCP port at `address` that was free a moment ago.

    It comes from the system's own range, so two tests at the same time rarely
    get the same one; where the program can take port 0 itself, let it.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
