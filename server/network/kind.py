"""What kind of network an interface leads to, by what each system tells of it.

A guess that only sorts and labels addresses; nothing is refused because of it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Literal

Kind = Literal["wifi", "ethernet", "vpn", "virtual", "other"]

_SYSTEM: str = sys.platform
_SYSTEM_NETWORKS = Path("/sys/class/net")

_VPN = re.compile(
    r"(tun|tap|utun|wg|ppp|ipsec|tailscale|zt|feth|nordlynx|proton|mullvad|gpd|cscotun|warp)\w*"
    r"|.*(vpn|tailscale|zerotier|wireguard|hamachi|wintun).*",
    re.IGNORECASE,
)
_VIRTUAL = re.compile(
    r"(docker|veth|virbr|vmnet|vnet|vboxnet|lxc|lxd|lxdbr|podman|cni|flannel|cali|br-|bridge\d)"
    r"[\w.-]*|.*(vethernet|virtualbox|vmware|hyper-v|wsl|loopback|bluetooth).*",
    re.IGNORECASE,
)
_WIFI = re.compile(r".*(wi-?fi|wlan|wireless|airport|무선).*|wl[pxso]\w*", re.IGNORECASE)
_ETHERNET = re.compile(r".*(ethernet|이더넷|로컬 영역|local area).*|e(n|th)\w*", re.IGNORECASE)

# How the host's own side of a virtual network shows where its name does not (Windows calls
# all of them "Ethernet 2"): VMware host-only, VirtualBox host-only, Hyper-V, Docker.
_VIRTUAL_HARDWARE = ("00:50:56:c0:00", "0a:00:27", "00:15:5d", "02:42")


def kind_of(interface: str, hardware: str = "") -> Kind:
    """Return the kind of `interface`, a name as the system gives it.

    `hardware` is its hardware address in any usual spelling, empty if unknown.
    """
    if _VPN.fullmatch(interface):
        return "vpn"
    if _VIRTUAL.fullmatch(interface):
        return "virtual"
    if _SYSTEM.startswith("linux"):
        return linux_kind(interface)
    if _SYSTEM == "darwin" and interface in wifi_ports():
        return "wifi"
    if _WIFI.fullmatch(interface):
        return "wifi"
    if hardware.lower().replace("-", ":").startswith(_VIRTUAL_HARDWARE):
        return "virtual"
    return "ethernet" if _ETHERNET.fullmatch(interface) else "other"


def linux_kind(interface: str, networks: Path = _SYSTEM_NETWORKS) -> Kind:
    """Return the kind of an interface by what the kernel tells of it in `networks`."""
    folder = networks / interface
    if (folder / "phy80211").exists() or (folder / "wireless").exists():
        return "wifi"
    if (folder / "tun_flags").exists():
        return "vpn"
    with suppress(OSError, ValueError):
        if int((folder / "type").read_text()) in (65534, 512):  # no hardware header; PPP
            return "vpn"
    if (folder / "bridge").exists():  # a bridge leads where its ports lead
        ports = [port.name for port in (folder / "brif").glob("*")]
        real = any((networks / port / "device").exists() for port in ports)
        return "ethernet" if real else "virtual"
    if (folder / "device").exists() or (folder / "bonding").exists():
        return "ethernet"
    if any((networks / lower.name[6:] / "device").exists() for lower in folder.glob("lower_*")):
        return "ethernet"  # a VLAN on a card
    return "virtual" if folder.exists() else "other"


@lru_cache(maxsize=1)
def wifi_ports() -> frozenset[str]:
    """Return the names of the Wi-Fi interfaces of a Mac, asked once."""
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(
            ["/usr/sbin/networksetup", "-listallhardwareports"],
            capture_output=True,
            text=True,
            timeout=3,
            check=True,
        ).stdout
        return frozenset(re.findall(r"Hardware Port: (?:Wi-Fi|AirPort)\nDevice: (\w+)", told))
    return frozenset()
