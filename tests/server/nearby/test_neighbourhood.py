"""Which rooms are announced, which are known, how they are shown."""

from __future__ import annotations

import pytest

from server.address import Address
from server.nearby.neighbourhood import typed
from server.options import Options


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (Address("192.168.0.5", 47800), "192.168.0.5"),
        (Address("192.168.0.5", 47801), "192.168.0.5:47801"),
        (Address("2001:db8::5", 47801), "[2001:db8::5]:47801"),
    ],
)
def test_an_address_is_told_as_one_types_it(address: Address, text: str) -> None:
    assert typed(address) == text


def test_who_is_reached_on_loopback_only_is_not_announced() -> None:
    assert Options().cards is None
    assert Options(hosts=("127.0.0.1",)).cards == ()
    assert Options(hosts=("127.0.0.1",), nearby=("127.0.0.1",)).cards == ("127.0.0.1",)
    assert Options(nearby=()).cards == ()
