"""Whom this computer's person does not want to hear. Neither host nor the blocked learn of it:
what they say is stored like everything else, and passed over here alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.clock import now_ms
from server.disk import Disk
from server.room.names import NAME_LIMIT
from server.room.refusal import Refused, malformed
from server.store import MOST_BLOCKED, Shut, Store

# An id is as long at most (`wire.py`); a host of another make gives them any form.
_LONGEST_ID = 128


class Blocked:
    """On the hub. `member in blocked`: their messages are passed over."""

    def __init__(self, store: Store, disk: Disk, me: str) -> None:
        self._store, self._disk, self._me = store, disk, me
        self._shut = {one.member: one for one in disk.read(store.blocked.all)}
        # Called after each change.
        self.changed: list[Callable[[], None]] = []

    def __contains__(self, member: object) -> bool:
        one = self._shut.get(member) if isinstance(member, str) else None
        return one is not None and not one.wishes_only

    def may_ask(self, member: str) -> bool:
        """Whether `member` may ask to talk in private."""
        return member not in self._shut

    @property
    def told(self) -> list[dict[str, Any]]:
        """All of them as the page is told, the last one first."""
        return [
            {"member": one.member, "name": one.name, "at": one.at}
            | ({"wishes_only": True} if one.wishes_only else {})
            for one in sorted(self._shut.values(), key=lambda one: -one.at)
        ]

    def block(self, member: str, name: str, *, wishes_only: bool = False) -> None:
        """Hear nothing of `member`, who is called `name` now; or only no wish of theirs to talk in
        private. Waits for the disk; raises `Refused` not_allowed, too_many_blocked, malformed."""
        if not (0 < len(member) <= _LONGEST_ID and member.isprintable()):
            raise malformed("`member` is the id of a member")
        if member == self._me:
            raise Refused("not_allowed", "Nobody can block themselves.")
        if member in self or (wishes_only and member in self._shut):
            return
        if member not in self._shut and len(self._shut) >= MOST_BLOCKED:
            message = f"{MOST_BLOCKED:,} people are blocked already; unblock somebody first."
            raise Refused("too_many_blocked", message)
        # What a host calls its members is anything, and this is shown in the settings.
        shown = "".join(letter for letter in name if letter.isprintable())[:NAME_LIMIT]
        shut = Shut(member, shown, now_ms(), wishes_only)
        self._disk.write(self._store.blocked.put, shut)
        self._shut[member] = shut
        self._tell()

    def unblock(self, member: str) -> None:
        """Hear `member` again, and their wishes too. Waits for the disk."""
        if member in self._shut:
            self._disk.write(self._store.blocked.remove, member)
            self._shut.pop(member, None)
            self._tell()

    def _tell(self) -> None:
        for hear in self.changed:
            hear()
