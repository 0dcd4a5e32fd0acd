"""The secrets of a hosted room: invitations, and what lets a keyless member come back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from server.disk import Disk
from server.encoding import to_base64url
from server.host.invitations import Invitations, hashed
from server.room.state import Member, State
from server.store import Store


class RoomSecrets:
    """Kept in memory, stored before anybody is told of one. A secret made for one of the doors
    does not open another."""

    def __init__(self, store: Store, disk: Disk, key: int, state: State) -> None:
        """Reads them; waits for the disk."""
        self._sessions = disk.read(store.log.session_secrets, key)
        self.invitations = Invitations(store, disk, key)
        self._members: dict[str, str] = {}
        self.follow(state.members.values())

    def follow(self, changed: Iterable[Member]) -> None:
        """Members changed; those without a key come back by their session."""
        for member in changed:
            if member.session and (member.here or member.out):
                self._members[member.session] = member.id

    def new_session(self, member: str) -> str:
        """A secret for a keyless newcomer, stored with its joining."""
        secret = to_base64url(secrets.token_bytes(24))
        self._sessions[member] = secret
        return secret

    def drop_session(self, member: str) -> None:
        """The newcomer did not come in after all."""
        self._sessions.pop(member, None)

    def session_of(self, member: str) -> str | None:
        """The secret of a keyless member; the same in every welcome."""
        return self._sessions.get(member)

    def member_of(self, session: str, door: str, state: State) -> str | None:
        """The keyless member that comes back to `door` with `session`, also one that was put out;
        None for an unknown one."""
        member = state.members.get(self._members.get(hashed(session), ""))
        if member is None or member.key is not None or member.door != door:
            return None
        if not member.here and not member.out:
            return None  # a session ends with its member's leaving
        return member.id

    def invitation(self, door: str) -> str:
        """The secret that always lets in by `door`; see `Invitations.always`. Waits."""
        return self.invitations.always(door).secret

    @staticmethod
    def new_member() -> str:
        """The id of a newcomer without a key."""
        return "g_" + secrets.token_hex(16)
