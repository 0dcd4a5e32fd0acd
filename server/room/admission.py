"""Who is admitted, in the contract's order; who is refused is told nothing about the room."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .invites import invite_wrong
from .names import clean_name, free_name, same_name
from .refusal import Refused
from .state import ASK, INVITED, OPEN, Member, State

MEMBER_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody at the door. `invited` is None without an invitation, else whether it is good;
    `member` and `key` were proved by the caller, or `session` shown; `door` is the one they stand
    at. `way`: how they come in without an invitation ("code", "let_in"); `by`: who saw to it."""

    name: str
    door: str
    key: str | None = None
    member: str | None = None
    session: str | None = None
    invited: bool | None = None
    way: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody may come in under `name`; `member` is who they were before, None for the new."""

    name: str
    member: Member | None


def admit(
    state: State,
    asking: Asking,
    *,
    holders: Mapping[str, Collection[str]],
    online: Collection[str],
    recent: Collection[str],
) -> Admission:
    """Who `asking` is in this room; raises `Refused` in the contract's order.

    `holders`: the members of each `same_name`, also those coming in at this moment;
    `online`: members connected now; `recent`: members with a key seen in the last 30 days.
    """
    former = state.members.get(asking.member) if asking.member else None
    member = former if former is not None and former.here else None
    if former is not None and former.out == "banned":
        raise Refused("banned", "You cannot come into this room any more.")
    if member is None:
        _check_way(state, asking, removed=former is not None and former.out == "removed")
    name = clean_name(asking.name)

    def is_taken(same: str) -> bool:
        # Its own, also while its first connection is still on its way in.
        others = (id for id in holders.get(same, ()) if id != asking.member)
        return any(id in online or id in recent for id in others)

    if is_taken(same_name(name)):
        suggestion = free_name(name, _Taken(is_taken))
        raise Refused("name_taken", f"Somebody here is called {name}.", {"suggestion": suggestion})
    if member is None and len(online) >= MEMBER_LIMIT:
        raise Refused("room_full", "This room is full.")
    return Admission(name, member)


def _check_way(state: State, asking: Asking, *, removed: bool) -> None:
    """Whether somebody new may come in; whoever was removed only if somebody sees to it."""
    if asking.way is not None or asking.invited:
        return
    if state.admission == INVITED:
        if asking.invited is None:
            raise Refused("invite_needed", "This room is for invited people; ask the host.")
        raise invite_wrong()
    if state.admission == ASK or removed:
        raise Refused("waiting", "The host was asked to let you in.")


def check_two(two: str | None, asking: Asking) -> None:
    """Whether `asking` has any business in a room for two, whose other member is `two`; anybody
    has where that is None. Raises `Refused` invite_wrong.

    `opened` says it, and never changes, so it is no part of the folded state: whoever hosts keeps
    it beside the room.
    """
    if two is not None and asking.member != two:
        raise invite_wrong()


def way_of(state: State, asking: Asking) -> str:
    """How somebody who was admitted comes in, for their `joined`."""
    return asking.way or ("invite" if asking.invited else OPEN)


class _Taken:
    """A container of the names that are taken, for `free_name`."""

    def __init__(self, is_taken: Any) -> None:
        self._is_taken = is_taken

    def __contains__(self, same: object) -> bool:
        return bool(self._is_taken(same))
