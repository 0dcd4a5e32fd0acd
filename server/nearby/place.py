"""On which of this computer's networks rooms are said and heard. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.nearby.record import MOST_ADDRESSES
from server.network.networks import Networks


@dataclass(frozen=True, slots=True)
class Place:
    """`cards`: one address of each kind for each network card. `addresses`: where this computer
    says that it is, the best first. `subnets`: those it stands in."""

    cards: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()


def place_in(networks: Networks) -> Place:
    """The place in these networks.

    VPNs and virtual networks count only where there is nothing else: the address in a VPN is
    the same everywhere, so a stranger could follow by it who goes from one network to another.
    """
    own = networks.addresses
    real = [one for one in own if one.kind not in ("vpn", "virtual")] or list(own)
    cards: dict[tuple[str, bool], str] = {}
    for one in real:
        cards.setdefault((one.network, ":" in one.address), one.address)
    return Place(
        cards=tuple(cards.values()),
        addresses=tuple(one.address for one in real[:MOST_ADDRESSES]),
        subnets=tuple(dict.fromkeys(one.subnet for one in own)),
    )


def place_at(cards: Sequence[str]) -> Place:
    """The place at exactly these addresses, for tests."""
    subnets = tuple(f"{card}/{128 if ':' in card else 32}" for card in cards)
    return Place(tuple(cards), tuple(cards), subnets)
