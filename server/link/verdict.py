"""What a refusal means for a link: to stop, or to try again, and whether to say so. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.address import Address
from server.link.failures import NoneFound, most_telling
from server.room.refusal import Refused

#: Goodbyes after which there is no coming back.
FOR_GOOD = frozenset({"removed", "banned", "left", "expired"})

#: Stops that another network, or a computer that wakes, may have undone.
WORTH_ANOTHER_LOOK = frozenset({"other_host", "version_too_old", "version_too_new"})

# On the way to the host: states of the network, to be tried again without a word.
_IN_THE_WAY = {
    "name_not_found",
    "no_route",
    "refused",
    "no_answer",
    "not_sarangbang",
}

# Refusals that pass by themselves, and the seconds to leave the host in peace at least. Every
# other one stops the link until it is asked.
_TEMPORARY = {
    "too_many_tries": 2.0,
    "room_full": 5.0,
    "closing": 0.0,
    "storage_full": 5.0,
    "waiting": 5.0,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do."""

    refused: Refused
    stop: bool
    tell: bool
    wish: float = 0.0
    """How long to wait at least, in seconds."""

    @property
    def code(self) -> str:
        """The refusal's code."""
        return self.refused.code


def verdict_on(refused: Refused, addresses: Sequence[Address]) -> Verdict:
    """Judge a refusal that came from the host, or on the way to `addresses`."""
    if refused.code == "other_host" and isinstance(refused, NoneFound):
        refused = _without_strangers(refused, addresses)
    if refused.code in _IN_THE_WAY:
        return Verdict(refused, stop=False, tell=False)
    if refused.code in _TEMPORARY:
        wish = refused.data.get("retry_after_ms", 0) / 1000
        return Verdict(refused, stop=False, tell=True, wish=max(wish, _TEMPORARY[refused.code]))
    return Verdict(refused, stop=True, tell=True)


def _without_strangers(found: NoneFound, addresses: Sequence[Address]) -> Refused:
    """Keep "other_host" only if strangers answered at every known address.

    With one of several addresses silent, the host may just be away and its other address
    have gone to somebody else; and ports tried on suspicion may belong to anybody.
    """
    strangers = {address for address, answer in found.answers if answer.code == "other_host"}
    hosts = {address.host for address in strangers}
    if all(
        address in strangers or (address.port is None and address.host in hosts)
        for address in addresses
    ):
        return found
    others = [answer for _, answer in found.answers if answer.code != "other_host"]
    return most_telling(others)
