from __future__ import annotations

import pytest

from server.network.gateway import Gateway, linux_gateway, usual_hardware

ROUTES = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
"""
NEIGHBOURS = """\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         02:FC:00:00:00:05     *        eth0
192.168.0.1      0x1         0x0         00:00:00:00:00:00     *        wlan0
"""


def test_the_route_of_the_smallest_metric_counts() -> None:
    assert linux_gateway(ROUTES, NEIGHBOURS) == Gateway("192.168.1.1", "02:fc:00:00:00:05")


def test_a_router_not_spoken_to_yet_has_no_hardware_address() -> None:
    wifi_only = "\n".join(ROUTES.splitlines()[:2])
    assert linux_gateway(wifi_only, NEIGHBOURS) == Gateway("192.168.0.1")
    assert linux_gateway(wifi_only, "") == Gateway("192.168.0.1")


def test_without_a_default_route_there_is_no_router() -> None:
    assert linux_gateway("\n".join(ROUTES.splitlines()[::3]), NEIGHBOURS) is None
    assert linux_gateway("", "") is None


@pytest.mark.parametrize(
    ("told", "usual"),
    [
        ("02:FC:00:00:00:05", "02:fc:00:00:00:05"),
        ("2:fc:0:0:0:5", "02:fc:00:00:00:05"),  # as a Mac writes it
        ("02-FC-00-00-00-05", "02:fc:00:00:00:05"),
        ("00:00:00:00:00:00", ""),
        ("(incomplete)", ""),
        ("", ""),
    ],
)
def test_hardware_addresses_have_one_spelling(told: str, usual: str) -> None:
    assert usual_hardware(told) == usual
