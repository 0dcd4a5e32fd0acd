"""What entries mean for invitations: who used which, and which end with somebody's going.

An invitation is known here by the SHA-256 of its secret, as it stands in `joined`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .entry import Entry
from .facts import Banned, Joined, Removed, read_fact
from .refusal import Refused
from .requests import Join, Request
from .state import State

# The kinds that mean something here.
KINDS = frozenset({"joined", "removed", "banned"})


@dataclass(frozen=True, slots=True)
class Ended:
    """Invitations that are good no more: these, and all that these members made."""

    invites: frozenset[str] = frozenset()
    makers: frozenset[str] = frozenset()


class Uses:
    """How often each limited invitation may still be used, while a batch is taken; what is not
    named has no limit."""

    def __init__(self, left: Mapping[str, int]) -> None:
        self._left = dict(left)

    def check(self, request: Request) -> None:
        """Raises `Refused` where `request` is a joining by an invitation that is used up."""
        if isinstance(request, Join) and self._left.get(request.invite or "", 1) < 1:
            raise invite_wrong()

    def count(self, request: Request) -> None:
        """`request` was granted."""
        if isinstance(request, Join) and request.invite in self._left:
            self._left[request.invite] -= 1


def invite_wrong() -> Refused:
    """The refusal of an invitation that is unknown, or good no more: nobody is told which."""
    return Refused("invite_wrong", "This invitation is not good for this room (any more).")


def used_in(entries: Iterable[Entry]) -> Counter[str]:
    """How often each invitation was used in `entries`."""
    used: Counter[str] = Counter()
    for entry in entries:
        fact = read_fact(entry.kind, entry.body) if entry.kind == "joined" else None
        if isinstance(fact, Joined) and fact.invite is not None:
            used[fact.invite] += 1
    return used


def ended_by(state: State, entries: Iterable[Entry]) -> Ended:
    """What ends with `entries`; `state` is the room after them.

    With a ban the invitation that the banned came by; and what those made who were put out, or
    they would come in again by an invitation of their own.
    """
    invites, makers = set[str](), set[str]()
    for entry in entries:
        fact = read_fact(entry.kind, entry.body) if entry.kind in KINDS else None
        if isinstance(fact, Banned | Removed):
            makers.add(fact.member)
        if isinstance(fact, Banned):
            member = state.members.get(fact.member)
            if member is not None and member.invite is not None:
                invites.add(member.invite)
    return Ended(frozenset(invites), frozenset(makers))
