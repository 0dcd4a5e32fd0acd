from __future__ import annotations

import sys
from pathlib import Path

import pytest

from server.network import kind as network_kind
from server.network.kind import kind_of, linux_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("tun0", "vpn"),
        ("wg0", "vpn"),
        ("utun4", "vpn"),
        ("tailscale0", "vpn"),
        ("ztabc123", "vpn"),
        ("ProtonVPN TUN", "vpn"),
        ("docker0", "virtual"),
        ("veth1a2b3c4", "virtual"),
        ("br-0a1b2c3d4e5f", "virtual"),
        ("virbr0", "virtual"),
        ("vEthernet (WSL)", "virtual"),
        ("VMware Network Adapter VMnet8", "virtual"),
        ("VirtualBox Host-Only Network", "virtual"),
    ],
)
def test_vpns_and_virtual_networks_are_known_by_name_everywhere(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("name", "hardware", "kind"),
    [
        ("Wi-Fi", "", "wifi"),
        ("WLAN", "", "wifi"),
        ("무선 네트워크 연결", "", "wifi"),
        ("이더넷", "AA-BB-CC-00-11-22", "ethernet"),
        ("Ethernet 2", "0A-00-27-00-00-0F", "virtual"),
        ("로컬 영역 연결", "", "ethernet"),
        ("Something new", "", "other"),
    ],
)
def test_windows_names(
    monkeypatch: pytest.MonkeyPatch, name: str, hardware: str, kind: str
) -> None:
    monkeypatch.setattr(network_kind, "_SYSTEM", "win32")
    assert kind_of(name, hardware) == kind


def interface(networks: Path, name: str, *parts: str, kind: str = "1") -> None:
    for part in ("", *parts):
        (networks / name / part).mkdir(parents=True)
    (networks / name / "type").write_text(f"{kind}\n")


def test_what_the_linux_kernel_tells(tmp_path: Path) -> None:
    interface(tmp_path, "wlp3s0", "phy80211", "device")
    interface(tmp_path, "enp2s0", "device", "lower_none")
    interface(tmp_path, "enp2s0.7", "lower_enp2s0")
    interface(tmp_path, "mytunnel", "tun_flags", kind="65534")
    interface(tmp_path, "myguard", kind="65534")
    interface(tmp_path, "br0", "bridge", "brif/enp2s0")
    interface(tmp_path, "br1", "bridge", "brif/pair")
    interface(tmp_path, "pair")
    kinds = {path.name: linux_kind(path.name, tmp_path) for path in tmp_path.iterdir()}
    assert kinds == {
        "wlp3s0": "wifi",
        "enp2s0": "ethernet",
        "enp2s0.7": "ethernet",
        "mytunnel": "vpn",
        "myguard": "vpn",
        "br0": "ethernet",
        "br1": "virtual",
        "pair": "virtual",
    }
    assert linux_kind("gone", tmp_path) == "other"


@pytest.mark.skipif(sys.platform != "linux", reason="reads the Linux kernel's files")
def test_this_machines_loopback_is_no_card() -> None:
    assert linux_kind("lo") == "virtual"
