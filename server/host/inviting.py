"""What the host and moderators do with the invitations of a hosted room. None of it is in the log:
secrets never stand there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from server.host.invitations import GOOD, Invitations
from server.room.acts import MODERATOR, rank
from server.room.refusal import Refused
from server.room.state import State
from server.store import Invitation
from server.wire_invitations import DOORS, Make, read_make, read_revoke

# The link that a secret for one of the doors makes; None where that door is not open.
LinkTo = Callable[[str, str], str | None]

# Of those that are no longer good, so many are listed; of who came by one, so many are named.
ENDED_LISTED, CAME_NAMED = 20, 5


class Inviting:
    """Of one hosted room, on the hub."""

    def __init__(self, me: str, invitations: Invitations, state: Callable[[], State]) -> None:
        """`me` is the host."""
        self._me, self._invitations, self._state = me, invitations, state
        # Set by the doors: a room knows no addresses.
        self.link_to: LinkTo = lambda _door, _secret: None

    def answer(
        self, member: str, name: str, payload: Any, *, through: str = "lan"
    ) -> dict[str, Any]:
        """Answer `member`'s request `name`, one of `wire_invitations.INVITING`, that came through
        this door. May wait; raises `Refused`."""
        if rank(self._state(), member) < MODERATOR:
            raise Refused("not_allowed", "Only the host and moderators can do this.")
        # What goes through the guest door is not encrypted: no secret of the other door does.
        doors = (through,) if through == "guest" else DOORS
        match name:
            case "make_invitation":
                return self._make(member, read_make(payload), doors)
            case "revoke_invitation":
                return self._revoke(read_revoke(payload).invitation, doors)
        return self._list(doors)

    def _make(self, member: str, make: Make, doors: Sequence[str]) -> dict[str, Any]:
        if make.door not in doors:
            raise Refused("not_allowed", "In a browser you can invite into browsers only.")
        if self.link_to(make.door, "") is None:
            raise Refused("guests_closed", "Browsers are not let in now.")
        made = self._invitations.make(
            member, make.door, uses=make.uses, hours=make.hours, label=make.label
        )
        return {"ok": True, "invitation": self._told(made)}

    def _revoke(self, id: str, doors: Sequence[str]) -> dict[str, Any]:
        known = self._invitations.get(id)
        if known is not None and known.door not in doors:
            raise Refused("not_allowed", "In a browser you can invite into browsers only.")
        self._invitations.revoke(id)
        return {"ok": True}

    def _list(self, doors: Sequence[str]) -> dict[str, Any]:
        newest = [one for one in reversed(self._invitations.all) if one.door in doors]
        good = [one for one in newest if self._invitations.standing(one) == GOOD]
        ended = [one for one in newest if self._invitations.standing(one) != GOOD]
        return {
            "ok": True,
            "invitations": [self._told(one) for one in (*good, *ended[:ENDED_LISTED])],
            "guests": self.link_to("guest", "") is not None,
        }

    def _told(self, invitation: Invitation) -> dict[str, Any]:
        state, standing = self._state(), self._invitations.standing(invitation)
        came = [one for one in state.members.values() if one.invite == invitation.id]
        came.sort(key=lambda member: -member.joined)
        good = standing == GOOD
        return {
            "invitation": invitation.id,
            "label": invitation.label,
            "door": invitation.door,
            "by": _person(state, invitation.by or self._me),
            "made_at": invitation.created_at,
            "uses": invitation.most_uses,
            "used": invitation.uses,
            "left_ms": self._invitations.left_ms(invitation),
            "always": invitation.by is None,
            "standing": standing,
            "came": [{"id": one.id, "name": one.name} for one in came[:CAME_NAMED]],
            "link": (self.link_to(invitation.door, invitation.secret) or "") if good else "",
        }

    def renewed(self) -> str | None:
        """The name of who was banned and with whom the lan door's lasting invitation ended, as
        long as nobody has come by the new one."""
        lasting = [one for one in self._invitations.all if one.by is None and one.door == "lan"]
        used = [one for one in lasting if one.revoked_at is None and one.uses]
        ended = {one.id for one in lasting[-2:] if one.revoked_at is not None}
        banned = (m for m in self._state().members.values() if m.out == "banned")
        return next((m.name for m in banned if m.invite in ended and not used), None)


def _person(state: State, id: str) -> dict[str, str] | None:
    member = state.members.get(id)
    return None if member is None else {"id": id, "name": member.name}
