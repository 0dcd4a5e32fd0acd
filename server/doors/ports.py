"""Opens the sockets that a door listens on, all on one port, and says why it cannot."""

from __future__ import annotations

import errno
import socket as sockets
import sys
from collections.abc import Sequence
from typing import Any, cast

from gevent import socket as gevent_sockets

#: A thousand members may come back in one moment; the system caps it where it must.
BACKLOG = 1024

_TAKEN = (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEACCES", errno.EADDRINUSE))


class CannotListen(Exception):
    """The door cannot be opened."""


class PortTaken(CannotListen):
    """Another program listens on this port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Another program already uses port {port}.")
        self.port = port


class NoAddress(CannotListen):
    """None of the addresses to listen on is this computer's."""


def open_all(hosts: Sequence[str], port: int) -> list[Any]:
    """Return listening sockets, all on the same port."""
    # A free port of the first address may be taken on the second: then another is tried.
    for _ in range(20):
        opened: list[Any] = []
        wanted = port
        try:
            for host in hosts:
                socket = _open(host, wanted)
                if socket is not None:
                    opened.append(socket)
                    wanted = socket.getsockname()[1]
        except PortTaken:
            for socket in opened:
                socket.close()
            if port:
                raise
            continue
        if not opened:
            raise NoAddress("None of the addresses to listen on is this computer's.")
        return opened
    raise PortTaken(port)


def _open(host: str, port: int) -> Any:
    """Return a listening socket, or None where this computer has no such address."""
    family = sockets.AF_INET6 if ":" in host else sockets.AF_INET
    try:
        socket = cast(Any, gevent_sockets.socket)(family, sockets.SOCK_STREAM)
    except OSError:
        return None
    try:
        if family == sockets.AF_INET6:
            socket.setsockopt(sockets.IPPROTO_IPV6, sockets.IPV6_V6ONLY, 1)
        if sys.platform == "win32":
            # There SO_REUSEADDR would let another program take the port away.
            socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_EXCLUSIVEADDRUSE, 1)
        else:
            socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
        socket.bind((host, port))
        socket.listen(BACKLOG)
        socket.setblocking(False)
    except OSError as error:
        socket.close()
        if error.errno in _TAKEN:
            raise PortTaken(port) from None
        if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            return None
        raise
    return socket
