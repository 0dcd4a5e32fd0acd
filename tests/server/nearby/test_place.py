"""On which networks this computer is announced, and as what."""

from __future__ import annotations

from server.nearby.place import place_at, place_in
from server.network.kind import Kind
from server.network.networks import Networks, OwnAddress


def own(address: str, network: str, kind: Kind, prefix: int = 24) -> OwnAddress:
    return OwnAddress(address, network, kind, prefix)


WIFI = own("192.168.0.5", "wlan0", "wifi")
WIFI_6 = own("2001:db8::5", "wlan0", "wifi", 64)
WIFI_66 = own("2001:db8::6", "wlan0", "wifi", 64)
CABLE = own("10.0.0.5", "eth0", "ethernet")
VPN = own("100.64.0.5", "tailscale0", "vpn")
DOCKER = own("172.17.0.1", "docker0", "virtual", 16)


def test_every_real_card_once_for_each_kind_of_address() -> None:
    place = place_in(Networks((WIFI, CABLE, WIFI_6, WIFI_66, VPN, DOCKER)))
    assert place.cards == ("192.168.0.5", "10.0.0.5", "2001:db8::5")
    assert place.addresses == ("192.168.0.5", "10.0.0.5", "2001:db8::5", "2001:db8::6")
    assert "172.17.0.0/16" in place.subnets


def test_the_address_in_a_vpn_is_not_told() -> None:
    """It is the same everywhere: whoever hears it could follow its owner."""
    place = place_in(Networks((WIFI, VPN)))
    assert VPN.address not in place.cards + place.addresses


def test_without_a_real_card_the_others_serve() -> None:
    assert place_in(Networks((DOCKER,))).cards == ("172.17.0.1",)
    assert place_in(Networks()).cards == ()


def test_addresses_are_few() -> None:
    many = tuple(own(f"192.168.{n}.5", f"eth{n}", "ethernet") for n in range(20))
    assert len(place_in(Networks(many)).addresses) == 8


def test_tests_stay_where_they_are_put() -> None:
    assert place_at(["127.0.0.1"]).cards == ("127.0.0.1",)
