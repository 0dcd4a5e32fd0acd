"""Who may have sealed words carried to whom: members with keys, who are in the room."""

from __future__ import annotations

from .refusal import Refused
from .state import State


def check_whisper(state: State, author: str, receiver: str) -> None:
    """Raises `Refused` not_allowed, unknown_member."""
    members = state.members
    known, other = members.get(author), members.get(receiver)
    if known is None or known.key is None or known.muted:
        raise Refused("not_allowed", "You cannot ask anybody here to talk in private.")
    if other is None or not other.here or other.key is None or receiver == author:
        raise Refused("unknown_member", "There is nobody like that in this room.")
