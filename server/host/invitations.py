"""The invitations of a hosted room: which there are, which are still good, who may use the last.

In memory as on disk: what changes one is stored first. While the room is open here its
invitations end by a clock that nobody sets; only what is left when it is opened comes from the
wall clock.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from gevent.lock import Semaphore

from server.clock import lasting, now_ms
from server.disk import Disk
from server.encoding import to_base64url
from server.room.entry import Entry
from server.room.invites import KINDS, ended_by, used_in
from server.room.refusal import Refused
from server.room.state import State
from server.store import Invitation, Store

# As many may be good at a time; of the others, the newest are remembered.
MOST_GOOD, MOST_KEPT = 50, 500

GOOD, USED_UP, OVER, TAKEN_BACK = "good", "used_up", "over", "taken_back"


class Invitations:
    """Of one hosted room. Called on the hub, but for `is_over`."""

    def __init__(self, store: Store, disk: Disk, key: int) -> None:
        """Reads them; waits for the disk."""
        self._store, self._disk, self._key = store, disk, key
        self._known: dict[str, Invitation] = {}
        # By `lasting`.
        self._ends: dict[str, float] = {}
        # Those on their way in by a limited invitation: (invitation, member).
        self._held: Counter[tuple[str, str]] = Counter()
        self._one_each = Semaphore(1)
        # Called when one was made, or lets nobody in any more.
        self.changed: Callable[[], None] = lambda: None
        for invitation in disk.read(store.invitations.of, key):
            self._know(invitation)

    def _know(self, invitation: Invitation) -> None:
        self._known[invitation.id] = invitation
        if invitation.expires_at is not None:
            # A wall clock that was set back must not make it last longer than it was made for.
            whole = invitation.expires_at - invitation.created_at
            left = min(invitation.expires_at - now_ms(), whole)
            self._ends[invitation.id] = lasting() + left / 1000

    # --- which there are -------------------------------------------------------------------

    @property
    def all(self) -> Sequence[Invitation]:
        """All that are remembered, the oldest first."""
        return list(self._known.values())

    def get(self, id: str) -> Invitation | None:
        """The invitation of this id."""
        return self._known.get(id)

    def standing(self, invitation: Invitation) -> str:
        """GOOD, or why it is not."""
        if invitation.revoked_at is not None:
            return TAKEN_BACK
        if self.is_over(invitation.id):
            return OVER
        used_up = invitation.most_uses is not None and invitation.uses >= invitation.most_uses
        return USED_UP if used_up else GOOD

    def left_ms(self, invitation: Invitation) -> int | None:
        """How long it is still good; None for always."""
        end = self._ends.get(invitation.id)
        return None if end is None else max(0, round((end - lasting()) * 1000))

    def is_over(self, id: str) -> bool:
        """Whether its time has run out. From any thread."""
        end = self._ends.get(id)
        return end is not None and end <= lasting()

    def always(self, door: str) -> Invitation:
        """The one to `door` without limits; made, stored, when there is none (any more). Waits."""
        with self._one_each:
            for invitation in self._known.values():
                always = invitation.by is None and invitation.revoked_at is None
                if always and invitation.door == door:
                    return invitation
            return self._add(self._new(door))

    # --- making, taking back ---------------------------------------------------------------

    def make(
        self,
        by: str,
        door: str,
        *,
        uses: int | None = None,
        hours: int | None = None,
        label: str = "",
    ) -> Invitation:
        """A new one, made by member `by`; None for no limit. Waits; raises `Refused`
        too_many_invitations."""
        good = [one for one in self._known.values() if self.standing(one) == GOOD]
        if len(good) >= MOST_GOOD:
            message = "There are too many invitations; take one back first."
            raise Refused("too_many_invitations", message)
        made = self._new(door)
        ends = None if hours is None else made.created_at + hours * 3_600_000
        made = replace(made, by=by, label=label, most_uses=uses, expires_at=ends)
        return self._add(made)

    def _new(self, door: str) -> Invitation:
        secret = to_base64url(secrets.token_bytes(16))
        return Invitation(hashed(secret), secret, door, now_ms())

    def _add(self, made: Invitation) -> Invitation:
        ended = [one.id for one in self._known.values() if self.standing(one) != GOOD]
        forgotten = ended[: max(0, len(self._known) + 1 - MOST_KEPT)]
        self._disk.write(self._store.invitations.add, self._key, made, forgotten)
        for id in forgotten:
            del self._known[id]
            self._ends.pop(id, None)
        self._know(made)
        self.changed()
        return made

    def revoke(self, id: str) -> None:
        """From now on it lets nobody in. Waits; raises `Refused` unknown_invitation, no_change."""
        known = self._known.get(id)
        if known is None:
            raise Refused("unknown_invitation", "There is no such invitation (any more).")
        if known.revoked_at is not None:
            raise Refused("no_change", "It was taken back already.")
        at = now_ms()
        self._disk.write(self._store.invitations.revoke, self._key, id, at)
        self._known[id] = replace(self._known[id], revoked_at=at)
        self.changed()

    # --- letting in ------------------------------------------------------------------------

    def good(self, secret: str, door: str, member: str | None = None) -> Invitation | None:
        """The invitation to `door` that `secret` is, if `member` may come in by it; takes as long
        for a wrong one."""
        good = None
        for invitation in self._known.values():
            same = secrets.compare_digest(invitation.secret.encode(), secret.encode())
            good = invitation if same and invitation.door == door else good
        if good is None or self.standing(good) != GOOD:
            return None
        if good.most_uses is None:
            return good
        others = sum(1 for id, holder in self._held if id == good.id and holder != member)
        return good if good.uses + others < good.most_uses else None

    def hold(self, invitation: Invitation, member: str) -> None:
        """Keep a use for `member`, who is on the way in, until it joins or `let_go`."""
        if invitation.most_uses is not None:
            self._held[invitation.id, member] += 1

    def let_go(self, invitation: Invitation, member: str) -> None:
        """`member` did not come in by it after all, or did."""
        held = invitation.id, member
        if self._held[held] > 1:
            self._held[held] -= 1
        else:
            del self._held[held]

    def follow(self, entries: Iterable[Entry], state: State) -> None:
        """`entries` are stored, and what they mean for invitations with them; `state` after."""
        telling = [entry for entry in entries if entry.kind in KINDS]
        if not telling:
            return
        for id, more in used_in(telling).items():
            if id in self._known:
                self._known[id] = replace(self._known[id], uses=self._known[id].uses + more)
        joined = {entry.author for entry in telling if entry.kind == "joined"}
        for held in [held for held in self._held if held[1] in joined]:
            del self._held[held]
        ended = ended_by(state, telling)
        ends = [
            known
            for known in self._known.values()
            if known.revoked_at is None and (known.id in ended.invites or known.by in ended.makers)
        ]
        for known in ends:
            self._known[known.id] = replace(known, revoked_at=state.at)
        if ends:
            self.changed()


def hashed(secret: str) -> str:
    """What stands in an entry instead of a secret."""
    return sha256(secret.encode()).hexdigest()
