from __future__ import annotations

import ipaddress
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.address import PORTS, Address, parse_address
from server.room.refusal import Refused


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("192.168.0.5", "192.168.0.5", None),
        ("192.168.0.5:47801", "192.168.0.5", 47801),
        ("  192.168.0.5 : 47801\n", "192.168.0.5", 47801),
        ("192.168.0.5 47801", "192.168.0.5", 47801),
        ("192.168.0.5:", "192.168.0.5", None),
        ("192.168.0.5:47801/", "192.168.0.5", 47801),
        ("http://192.168.0.5:47880/#invite=abc", "192.168.0.5", 47880),
        ("HTTPS://192.168.0.5", "192.168.0.5", None),
        ("https://minsu.local:47800/socket.io/?EIO=4", "minsu.local", 47800),
        ("1９2．168．0．5：47801", "192.168.0.5", 47801),
        ("192。168。0。5", "192.168.0.5", None),
        ("\u200b192.168.0.5\u202c", "192.168.0.5", None),
        ("“192.168.0.5:47801”.", "192.168.0.5", 47801),
        ("<http://192.168.0.5:47801>", "192.168.0.5", 47801),
        ("Minsu-PC", "minsu-pc", None),
        ("minsu.local.", "minsu.local", None),
        ("minsu_pc:47809", "minsu_pc", 47809),
        ("민수.local", "민수.local", None),
        ("localhost", "localhost", None),
        ("::1", "::1", None),
        ("[::1]", "::1", None),
        ("[::1]:47801", "::1", 47801),
        ("[ FD00:0:0::2 ] : 47801", "fd00::2", 47801),
        ("https://[fd00::2]:47801/a", "fd00::2", 47801),
        ("fd00::2:47801", "fd00::2", 47801),  # no group has five digits
        ("fd00::2:4780", "fd00::2:4780", None),  # without brackets that is no port
        ("2001:db8:0:0:0:0:0:1:47801", "2001:db8::1", 47801),
        ("fe80::1%eth0", "fe80::1%eth0", None),
        ("fe80::1%12:47801", "fe80::1%12", 47801),
        ("[fe80::1%eth0]:47801", "fe80::1%eth0", 47801),
        ("https://[fe80::1%25eth0]:47801/", "fe80::1%eth0", 47801),
        ("::ffff:192.168.0.5", "192.168.0.5", None),
    ],
)
def test_what_people_type(typed: str, host: str, port: int | None) -> None:
    assert parse_address(typed) == Address(host, port)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        ":47800",
        "http://",
        "192.168.0",
        "192.168.0.256",
        "192.168.000.005",
        "1234",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.251",
        "::",
        "ff02::1",
        "[192.168.0.5]:47800",
        "[::1",
        "[::1]47800",
        "::1]:47800",
        "192.168.0.5:0",
        "192.168.0.5:65536",
        "192.168.0.5:047800000",
        "192.168.0.5:-1",
        "192.168.0.5:४७",
        "user@192.168.0.5",
        "two words",
        "under the sea:47800",
        "-minsu",
        "minsu..local",
        "a" * 64,
        ".".join(["a" * 60] * 5),
        "fe80::1%",
        "fe80::1%eth 0",
        "fe80::1%" + "e" * 41,
        "1.2.3.4.5",
        "1::2:99999",
        "host.123",
        "\ud800",
        "x" * 2_000,
        "ftp://192.168.0.5",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_address(typed)
    assert refused.value.code == "bad_address"


@given(st.text(max_size=60) | st.text(alphabet="0123456789abcdef:.[]%/ @", max_size=40))
def test_anything_is_read_or_refused(text: str) -> None:
    address = None
    with suppress(Refused):
        address = parse_address(text)
    assert address is None or parse_address(str(address)) == address


@given(st.ip_addresses(), st.none() | st.integers(1, 65535))
def test_every_shown_address_reads_back(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int | None
) -> None:
    try:
        address = parse_address(str(Address(str(ip), port)))
    except Refused:
        meant = getattr(ip, "ipv4_mapped", None) or ip
        everyone = ipaddress.IPv4Address("255.255.255.255")
        assert meant.is_multicast or meant.is_unspecified or meant == everyone
        return
    assert address.port == port
    assert ipaddress.ip_address(address.host) in (ip, getattr(ip, "ipv4_mapped", None))


def test_without_a_port_the_usual_ones_are_tried_the_first_first() -> None:
    assert Address("minsu.local").ports() == list(PORTS) == list(range(47800, 47810))
    assert Address("minsu.local", 5).ports() == [5]
