"""This computer's own addresses, the one to tell friends first, and which network this is."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped, unused-ignore]

from server.network.gateway import Gateway, default_address, default_gateway
from server.network.kind import Kind, kind_of

log = logging.getLogger(__name__)

#: How often the addresses are looked at, in seconds. One look takes well under a millisecond
#: on Linux, and somebody who changes the Wi-Fi looks up this late at the earliest.
EVERY = 2.0

# After a change the router's hardware may become known only some seconds later.
_LOOKS_FOR_ROUTER = 5

# Privacy extensions give an interface a handful of IPv6 addresses; more than two help nobody.
_IPV6_PER_INTERFACE = 2
_LAST: dict[Kind, int] = {"wifi": 0, "ethernet": 0, "other": 1, "virtual": 2, "vpn": 2}


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """One of this computer's addresses."""

    address: str
    """IPv4 or IPv6, without port, brackets or scope."""
    network: str
    """The interface's name as the system gives it."""
    kind: Kind
    prefix: int
    """The length of the subnet's prefix in bits."""

    @property
    def subnet(self) -> str:
        """The subnet it stands in, as "192.168.0.0/24"."""
        return str(ipaddress.ip_interface(f"{self.address}/{self.prefix}").network)


def own_addresses() -> list[OwnAddress]:
    """Return the addresses at which this computer may be reached, the best first.

    Loopback, IPv6 link-local and interfaces that are down are left out. Real
    networks come before virtual ones and VPNs, the one of the default route
    before others, IPv4 before IPv6 (it can be typed). Empty without a network.
    """
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    defaults = {default_address(socket.AF_INET), default_address(socket.AF_INET6)}
    found: list[OwnAddress] = []
    for name, addresses in psutil.net_if_addrs().items():
        if name not in up:
            continue
        hardware = next((a.address for a in addresses if a.family == psutil.AF_LINK), "")
        read = [_read(a.address, a.netmask) for a in addresses if a.family != psutil.AF_LINK]
        interfaces = sorted((i for i in read if i is not None), key=_private_first)
        ipv4 = [i for i in interfaces if i.version == 4]
        ipv6 = [i for i in interfaces if i.version == 6][:_IPV6_PER_INTERFACE]
        if ipv4 or ipv6:
            kind = kind_of(name, hardware)
            found += [OwnAddress(str(i.ip), name, kind, i.network.prefixlen) for i in ipv4 + ipv6]
    return sorted(dict.fromkeys(found), key=lambda own: _order(own, defaults))


@dataclass(frozen=True, slots=True)
class Networks:
    """Where this computer is now."""

    addresses: tuple[OwnAddress, ...] = ()
    """The best first."""
    place: str = ""
    """Which networks these are, to be kept and compared by `is_elsewhere`; empty for none."""


def network_of(address: str, networks: Networks) -> str:
    """How somebody at `address` is on one network with this computer: the kind of it, "here" for
    this computer itself, "elsewhere" for none of its own networks."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    if mapped.is_loopback or any(own.address == str(mapped) for own in networks.addresses):
        return "here"
    near = (own.kind for own in networks.addresses if mapped in ipaddress.ip_network(own.subnet))
    return next(near, "elsewhere")


def look() -> Networks:
    """Return where this computer is now. Asks the system for the router: not for the hub."""
    addresses = tuple(own_addresses())
    return Networks(addresses, place_of(addresses, default_gateway()))


def place_of(addresses: tuple[OwnAddress, ...], gateway: Gateway | None) -> str:
    """Return a description of the real networks among `addresses`.

    One line each, `<subnet> <router's address> <router's hardware>`, `-` for what
    is unknown. IPv6 counts only where there is no IPv4, because providers change
    the prefix; virtual networks and VPNs do not count: they come and go.
    """
    real = [own for own in addresses if own.kind not in ("vpn", "virtual")] or list(addresses)
    real = [own for own in real if ":" not in own.address] or real
    lines = set()
    for own in real:
        line = f"{own.subnet} - -"
        if gateway and ipaddress.ip_address(gateway.address) in ipaddress.ip_network(own.subnet):
            line = f"{own.subnet} {gateway.address} {gateway.hardware or '-'}"
        lines.add(line)
    return "\n".join(sorted(lines))


def is_elsewhere(now: str, before: str) -> bool:
    """Whether there is a network in the place `now` that was not in the place `before`.

    A network less is no news. A router whose hardware is unknown on either side
    counts as the same one. Having no network is nowhere else.
    """
    known = [line.split() for line in before.splitlines()]
    return any(
        not any(_same_network(line.split(), other) for other in known) for line in now.splitlines()
    )


class NetworkWatch:
    """Tells when the own addresses have changed; a thread of its own looks every two seconds."""

    def __init__(self, changed: Callable[[Networks], None], every: float = EVERY) -> None:
        """`changed` is called on the watching thread, first at once, then at each change."""
        self._changed = changed
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="networks", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End the looking; returns once the thread has ended or hangs in the system."""
        self._stopped.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        before: Networks | None = None
        looks = 0
        while not self._stopped.is_set():
            try:
                addresses = tuple(own_addresses())
                if before is None or before.addresses != addresses:
                    looks = _LOOKS_FOR_ROUTER
                if looks:
                    looks -= 1
                    now = Networks(addresses, place_of(addresses, default_gateway()))
                    if now != before:
                        before = now
                        self._changed(now)
            except Exception:
                log.exception("could not look at the networks")
            self._stopped.wait(self._every)


def _read(
    address: str, netmask: str | None
) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface | None:
    """Return an address of interest with its subnet; None for loopback and its like."""
    address = address.partition("%")[0]
    try:
        ip = ipaddress.ip_address(address)
        if ip.is_loopback or ip.is_unspecified or (ip.version == 6 and ip.is_link_local):
            return None
        if netmask is None:
            return ipaddress.ip_interface(address)
        if ip.version == 4:
            return ipaddress.ip_interface(f"{address}/{netmask}")
        bits = bin(int(ipaddress.IPv6Address(netmask))).count("1")
        return ipaddress.ip_interface(f"{address}/{bits}")
    except ValueError:
        return None


def _private_first(interface: ipaddress.IPv4Interface | ipaddress.IPv6Interface) -> bool:
    return not interface.ip.is_private


def _order(own: OwnAddress, defaults: set[str | None]) -> tuple[int, bool, bool, bool, str]:
    ip = ipaddress.ip_address(own.address)
    return (
        _LAST[own.kind],
        ip.is_link_local,  # 169.254…: no router gave it; good only on a lone cable
        ip.version == 6,
        own.address not in defaults,
        own.network,
    )


def _same_network(one: list[str], other: list[str]) -> bool:
    return one[:2] == other[:2] and (one[2] == other[2] or "-" in (one[2], other[2]))
