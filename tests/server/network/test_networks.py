from __future__ import annotations

import ipaddress
import os
import shutil
import subprocess
import sys

import pytest

from server.network.gateway import Gateway
from server.network.networks import OwnAddress, is_elsewhere, own_addresses, place_of

WIFI = OwnAddress("192.168.0.5", "wlan0", "wifi", 24)
CABLE = OwnAddress("192.168.1.5", "eth0", "ethernet", 24)
CABLE_6 = OwnAddress("fd00::5", "eth0", "ethernet", 64)
DOCKER = OwnAddress("172.17.0.1", "docker0", "virtual", 16)
HOME = Gateway("192.168.0.1", "02:fc:00:00:00:05")


def test_no_address_is_loopback_or_link_local() -> None:
    for own in own_addresses():
        ip = ipaddress.ip_address(own.address)
        assert not ip.is_loopback
        assert ip.version == 4 or not ip.is_link_local


def test_the_same_place_is_not_elsewhere() -> None:
    assert not is_elsewhere(place_of((WIFI,), HOME), place_of((WIFI,), HOME))


def test_another_address_in_the_same_network_is_the_same_place() -> None:
    other = OwnAddress("192.168.0.77", "wlan1", "wifi", 24)
    assert not is_elsewhere(place_of((other,), HOME), place_of((WIFI,), HOME))


def test_the_same_numbers_behind_another_router_are_elsewhere() -> None:
    cafe = Gateway("192.168.0.1", "02:fc:00:00:00:99")
    assert is_elsewhere(place_of((WIFI,), cafe), place_of((WIFI,), HOME))


def test_a_router_whose_hardware_is_unknown_yet_counts_as_the_same() -> None:
    unknown = Gateway("192.168.0.1")
    assert not is_elsewhere(place_of((WIFI,), unknown), place_of((WIFI,), HOME))
    assert not is_elsewhere(place_of((WIFI,), HOME), place_of((WIFI,), unknown))


def test_a_network_more_is_elsewhere_and_one_less_is_not() -> None:
    both, one = place_of((WIFI, CABLE), HOME), place_of((WIFI,), HOME)
    assert is_elsewhere(both, one)
    assert not is_elsewhere(one, both)
    assert not is_elsewhere("", one)
    assert is_elsewhere(one, "")


def test_virtual_networks_and_ipv6_come_and_go_without_a_word() -> None:
    assert place_of((CABLE, CABLE_6, DOCKER), None) == place_of((CABLE,), None)
    assert place_of((CABLE_6,), None) != ""
    assert place_of((DOCKER,), None) != ""


# Runs inside a network namespace of its own and says what it sees.
SEEN_INSIDE = """
import subprocess, sys
from queue import Queue
from server.network.networks import NetworkWatch, own_addresses

def ip(command):
    subprocess.run(["ip", *command.split()], check=True)

assert own_addresses() == [], own_addresses()
told = Queue()
watch = NetworkWatch(told.put, every=0.05)
watch.start()
assert told.get(timeout=5).addresses == ()
ip("link add lan type veth peer name switch")
ip("link set switch up")
ip("link set lan up")
ip("addr add 192.168.7.5/24 dev lan")
now = told.get(timeout=5)
assert [own.address for own in now.addresses] == ["192.168.7.5"], now
assert now.place == "192.168.7.0/24 - -", now
ip("link add docker0 type veth peer name inside")
ip("link set inside up")
ip("link set docker0 up")
ip("addr add 172.17.0.1/16 dev docker0")
ip("addr add fd00:7::5/64 dev lan nodad")
ip("addr add 10.9.0.2/24 dev lan")
ip("route add default via 10.9.0.1 dev lan")
while len(told.get(timeout=5).addresses) < 4:
    pass
order = [own.address for own in own_addresses()]
assert order[0] == "10.9.0.2", order
assert order == ["10.9.0.2", "192.168.7.5", "fd00:7::5", "172.17.0.1"], order
ip("link set lan down")
ip("link set docker0 down")
while told.get(timeout=5).addresses != ():
    pass
watch.stop()
print("seen")
"""


@pytest.mark.network
@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="network namespaces need root on Linux",
)
def test_networks_that_come_and_go_are_seen() -> None:
    done = subprocess.run(
        ["unshare", "--net", sys.executable, "-c", SEEN_INSIDE],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "seen\n", done.stderr
