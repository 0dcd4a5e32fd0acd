"""The secrets of a hosted room: invitations, and what lets a keyless member come back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import sha256

from server.clock import now_ms
from server.disk import Disk
from server.encoding import to_base64url
from server.room.state import Member, State
from server.store import Invitation, Store


class RoomSecrets:
    """Kept in memory, stored before anybody is told of one. A secret made for one of the doors
    does not open another."""

    def __init__(self, store: Store, disk: Disk, key: int, state: State) -> None:
        """Reads them; waits for the disk."""
        self._store, self._disk, self._key = store, disk, key
        self._sessions = disk.read(store.log.session_secrets, key)
        self._invitations = list(disk.read(store.rooms.invitations, key))
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
        """The secret that lets in by `door`; made and stored when there is none yet. Waits."""
        for invitation in self._invitations:
            if invitation.door == door:
                return invitation.secret
        made = Invitation(to_base64url(secrets.token_bytes(16)), door, now_ms())
        self._disk.write(self._store.rooms.add_invitation, self._key, made)
        self._invitations.append(made)
        return made.secret

    def good(self, secret: str, door: str) -> Invitation | None:
        """The invitation to `door` that `secret` is; takes as long for a wrong one."""
        good = None
        for invitation in self._invitations:
            same = secrets.compare_digest(invitation.secret.encode(), secret.encode())
            good = invitation if same and invitation.door == door else good
        return good

    @staticmethod
    def new_member() -> str:
        """The id of a newcomer without a key."""
        return "g_" + secrets.token_hex(16)


def hashed(secret: str) -> str:
    """What stands in an entry instead of a secret."""
    return sha256(secret.encode()).hexdigest()
