"""Which router traffic leaves by: it tells one home's 192.168.0.0/24 from another's.

Read by the standard means of each system; None where they say nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SYSTEM: str = sys.platform
_ROUTES = Path("/proc/net/route")
_NEIGHBOURS = Path("/proc/net/arp")
# An address of the documentation, in nobody's network: the route to it is the default one.
_OUTSIDE = "203.0.113.1"


@dataclass(frozen=True, slots=True)
class Gateway:
    """The router of the default IPv4 route."""

    address: str
    hardware: str = ""
    """Its hardware address, lower case with colons; empty while unknown."""


def default_address(family: socket.AddressFamily = socket.AF_INET) -> str | None:
    """Return the own address that traffic to the outside leaves from.

    Connecting a datagram socket only looks the route up; nothing is sent.
    """
    outside = _OUTSIDE if family == socket.AF_INET else "2001:db8:ffff::1"
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asker:
        asker.connect((outside, 9))
        return str(asker.getsockname()[0])
    return None


def default_gateway() -> Gateway | None:
    """Return the router of the default route. May wait up to a few seconds for the system."""
    try:
        if _SYSTEM == "win32":
            return _windows_gateway()
        if _SYSTEM == "darwin":
            return _mac_gateway()
        return linux_gateway(_ROUTES.read_text(), _NEIGHBOURS.read_text())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def linux_gateway(routes: str, neighbours: str) -> Gateway | None:
    """Return the gateway out of the kernel's tables `/proc/net/route` and `/proc/net/arp`."""
    best: tuple[int, str] | None = None
    for line in routes.splitlines()[1:]:
        columns = line.split()
        if len(columns) < 8 or columns[1] != "00000000" or columns[7] != "00000000":
            continue
        router, metric = int(columns[2], 16), int(columns[6])
        if router and (best is None or metric < best[0]):
            # The kernel prints the address as a number in the machine's own byte order.
            best = metric, socket.inet_ntoa(struct.pack("=I", router))
    if best is None:
        return None
    for line in neighbours.splitlines()[1:]:
        columns = line.split()
        if len(columns) >= 4 and columns[0] == best[1]:
            return Gateway(best[1], usual_hardware(columns[3]))
    return Gateway(best[1])


def usual_hardware(text: str) -> str:
    """Return a hardware address as `aa:bb:cc:dd:ee:ff`; empty for none and for all zeros."""
    parts = re.split("[:-]", text.strip().lower())
    if len(parts) != 6 or not all(re.fullmatch("[0-9a-f]{1,2}", part) for part in parts):
        return ""
    usual = ":".join(part.zfill(2) for part in parts)
    return "" if usual == "00:00:00:00:00:00" else usual


def _mac_gateway() -> Gateway | None:
    route = _output("/sbin/route", "-n", "get", "default")
    found = re.search(r"gateway: ([\d.]+)", route)
    if not found:
        return None
    with suppress(OSError, subprocess.SubprocessError):
        neighbour = _output("/usr/sbin/arp", "-n", found[1])
        hardware = re.search(r" at ([0-9a-f:]+) ", neighbour)
        if hardware:
            return Gateway(found[1], usual_hardware(hardware[1]))
    return Gateway(found[1])


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=2, check=True)
    return done.stdout


def _windows_gateway() -> Gateway | None:
    import ctypes  # costs some milliseconds, for one system only

    helper = ctypes.windll.iphlpapi  # type: ignore[attr-defined, unused-ignore]
    outside = struct.unpack("=I", socket.inet_aton(_OUTSIDE))[0]
    row = (ctypes.c_uint32 * 14)()  # MIB_IPFORWARDROW; its fourth field is the next hop
    if helper.GetBestRoute(ctypes.c_uint32(outside), ctypes.c_uint32(0), ctypes.byref(row)) != 0:
        return None
    router = row[3]
    address = socket.inet_ntoa(struct.pack("=I", router))
    if ipaddress.IPv4Address(address).is_unspecified:
        return None
    hardware = (ctypes.c_ubyte * 8)()
    length = ctypes.c_ulong(8)
    failed = helper.SendARP(
        ctypes.c_uint32(router), ctypes.c_uint32(0), ctypes.byref(hardware), ctypes.byref(length)
    )
    if failed or length.value != 6:
        return Gateway(address)
    return Gateway(address, usual_hardware(bytes(hardware[:6]).hex(":")))
