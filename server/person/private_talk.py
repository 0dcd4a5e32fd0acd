"""Rooms for two: asking somebody one shares a room with, and being asked.

Whoever asks hosts the room, into which nobody else is ever let. Its link goes sealed through the
room that both are in, so that neither its host nor anybody else there learns how to come in.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from server.address import parse_address
from server.doors.hosting import Hosting
from server.encoding import from_base64url
from server.host.view import HostedView
from server.identity import Identity, check_number, fingerprint_of, member_of
from server.invitation import Invitation, parse_link
from server.joining.joining import Joining
from server.person.blocked import Blocked
from server.replica.hosts_refusal import read_refusal
from server.replica.replica import JoinedRoom
from server.room.names import ROOM_NAME_LIMIT
from server.room.refusal import Refused
from server.room.state import INVITED, Member
from server.rooms import Rooms
from server.sealing import open_sealed, seal
from server.settings import Settings
from server.turns import Turns
from server.wire_whispers import read_whisper, spelled

log = logging.getLogger(__name__)

# As many ask at once, and of as many it is remembered what was answered.
MOST, REMEMBERED = 20, 500
_ANSWERED = "private_answered"


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody asks. `room` is the one that both are in, `looks` how they show themselves there."""

    id: str
    room: str
    member: str
    name: str
    key: bytes
    sent_at: int
    invitation: Invitation
    looks: dict[str, Any]


class PrivateTalk:
    """On the hub. `changed` is called with all who ask, at each change."""

    def __init__(
        self,
        rooms: Rooms,
        joining: Joining,
        hosting: Hosting,
        settings: Settings,
        identity: Identity,
        blocked: Blocked,
    ) -> None:
        self._blocked = blocked
        blocked.changed.append(self._look)
        self._rooms, self._joining, self._hosting = rooms, joining, hosting
        self._settings, self._identity = settings, identity
        self._wishes: dict[str, Wish] = {}
        # Pressed twice, it is still one room and one answer: both wait for disk or network.
        self._asking, self._answering = Turns(), Turns()
        self.changed: Callable[[list[dict[str, Any]]], None] = lambda _told: None
        rooms.whispered = self.hear
        rooms.watched.append(self._look)

    # --- asking ----------------------------------------------------------------------------

    def ask(self, room: str, member: str) -> dict[str, Any]:
        """Ask `member` of `room`: `{"room": <the room for two>, "delivered": bool}`. The same room
        each time. Waits; raises `Refused`."""
        with self._asking.mine():
            return self._ask(room, member)

    def _ask(self, room: str, member: str) -> dict[str, Any]:
        view = self._rooms.get(room)
        other = self._other(view.state.members.get(member))
        two = self._room_with(member)
        known = None if two is None else self._rooms.get(two)
        if two is not None and isinstance(known, JoinedRoom):
            return {"room": two, "delivered": known.connected}
        if not isinstance(view, HostedView | JoinedRoom):
            raise Refused("closing", "This room is not open now.")
        if isinstance(view, JoinedRoom) and not view.connected:
            raise Refused("away", "The host is away now.")
        hosted = self._open(two, other, self._name_in(room))
        if member in hosted.roster.online:
            return {"room": hosted.id, "delivered": True}
        words = json.dumps({"link": self._hosting.link(hosted)}).encode()
        request = spelled(
            member, seal(self._identity, from_base64url(other.key or ""), room, words)
        )
        if isinstance(view, HostedView):
            answer = view.room.whispers.carry(view.room.me, read_whisper(request))
        else:
            answer = view.ask_host("whisper", request)
        if answer.get("ok") is not True:
            raise read_refusal(answer.get("error"))
        return {"room": hosted.id, "delivered": answer.get("delivered") is True}

    def _other(self, member: Member | None) -> Member:
        if member is None or not member.here or member.id == self._identity.member:
            raise Refused("unknown_member", "There is nobody like that in this room.")
        try:
            sound = member.key and member_of(from_base64url(member.key)) == member.id
        except ValueError:
            sound = False
        if not sound:
            raise Refused("no_key", "A guest has no key to which an invitation could be sealed.")
        return member

    def _room_with(self, member: str) -> str | None:
        """The room for two with `member`, the one opened last."""
        rows = [row for row in self._rooms.rows if row.details.get("two") == member]
        rows = [row for row in rows if "~" not in row.state.room]
        rows.sort(key=lambda row: row.opened_at)
        return rows[-1].state.room if rows else None

    def _open(self, two: str | None, other: Member, mine: str) -> Any:
        self._hosting.open_lan()
        try:
            if two is None:
                two = self._rooms.found(
                    f"{mine} · {other.name}"[:ROOM_NAME_LIMIT],
                    mine,
                    INVITED,
                    two=other.id,
                    two_name=other.name,
                    announce="no",
                )
            else:
                self._rooms.start(two)
        finally:
            self._hosting.follow()
        hosted = self._rooms.find_hosted(two)
        if hosted is None:
            raise Refused("closing", "This room is not open now.")
        return hosted

    # --- being asked -----------------------------------------------------------------------

    @property
    def told(self) -> list[dict[str, Any]]:
        """Who asks, as the page is told."""
        return [
            {
                "wish": wish.id,
                "room": wish.room,
                "member": wish.member,
                "name": wish.name,
                "check_number": check_number(fingerprint_of(wish.key)),
                **wish.looks,
            }
            for wish in self._wishes.values()
        ]

    def hear(self, room: str, signal: dict[str, Any]) -> None:
        """A host has carried an envelope here. What is not what it should be is passed over: it
        may be the host's doing, or anybody's."""
        try:
            wish = self._read(room, signal)
        except (Refused, ValueError) as fault:
            log.warning("an envelope in room %s was not opened: %s", room, fault)
            return
        if wish is None:
            return
        older = [one.id for one in self._wishes.values() if one.member == wish.member]
        for id in older:
            del self._wishes[id]
        if len(self._wishes) < MOST:
            self._wishes[wish.id] = wish
        self.changed(self.told)

    def _look(self) -> None:
        """Rooms came or went, or somebody was blocked, who is not to be heard. Of a room that was
        forgotten here nothing is known any more, neither who asks nor what one is called there:
        such a wish could only be refused."""
        ids, may_ask = self._rooms.ids, self._blocked.may_ask
        wishes = self._wishes.items()
        lost = [id for id, one in wishes if one.room not in ids or not may_ask(one.member)]
        for id in lost:
            del self._wishes[id]
        if lost:
            self.changed(self.told)

    def _read(self, room: str, signal: dict[str, Any]) -> Wish | None:
        whisper, author = read_whisper(signal), str(signal.get("member"))
        if whisper.to != self._identity.member or not self._blocked.may_ask(author):
            return None
        view = self._rooms.get(room)
        member = self._other(view.state.members.get(author))
        key = from_base64url(member.key or "")
        newest = max(
            [self._answered.get(author, 0)]
            + [one.sent_at for one in self._wishes.values() if one.member == author]
        )
        if whisper.sent_at <= newest:
            raise ValueError("this was heard before")
        words = json.loads(open_sealed(self._identity, key, room, whisper.sealed))
        invitation = parse_link(str(words.get("link")) if isinstance(words, dict) else "")
        if invitation.key != fingerprint_of(key):
            raise ValueError("the room for two is not theirs")
        if isinstance(view, JoinedRoom) and view.state.host == author:
            # Where the common room was found its host is, whatever addresses they know of.
            invitation = self._also_at(invitation, view)
        looks = member.profile.looks
        return Wish(whisper.id, room, author, member.name, key, whisper.sent_at, invitation, looks)

    @staticmethod
    def _also_at(invitation: Invitation, view: JoinedRoom) -> Invitation:
        known = list(invitation.addresses)
        for text in view.details.get("addresses", []):
            with suppress(Refused):
                address = parse_address(text)
                if address not in known:
                    known.append(address)
        return replace(invitation, addresses=tuple(known))

    def answer(self, id: str, answer: str) -> dict[str, Any]:
        """`accept`, `not_now` or `never`; for the first, the room. Waits for the network; raises
        `Refused` with why one could not come in, and one may answer again."""
        with self._answering.mine():
            return self._answer(id, answer)

    def _answer(self, id: str, answer: str) -> dict[str, Any]:
        wish = self._wishes.get(id)
        if wish is None:
            raise Refused("gone", "They ask no longer.")
        room = self._accept(wish) if answer == "accept" else None
        if answer == "never":
            self._blocked.block(wish.member, wish.name, wishes_only=True)
        answered = self._answered | {wish.member: wish.sent_at}
        self._settings.keep(_ANSWERED, json.dumps(dict(list(answered.items())[-REMEMBERED:])))
        self._wishes.pop(id, None)
        self.changed(self.told)
        return {} if room is None else {"room": room}

    def _accept(self, wish: Wish) -> str:
        found = self._joining.probe(wish.invitation.link())
        room = found.get("room")
        if room is None:
            room = self._joining.join(found["probe"], self._name_in(wish.room), None)
        if room != wish.invitation.room:
            raise Refused("other_host", "Another room than the one asked to answered.")
        self._rooms.note(room, two=wish.member, two_name=wish.name)
        return str(room)

    def _name_in(self, room: str) -> str:
        """What this person is called there: two who share a room have two names in it."""
        me = self._rooms.get(room).state.members.get(self._identity.member)
        return me.name if me is not None else self._settings.name

    @property
    def _answered(self) -> dict[str, int]:
        """For each author, which of their wishes was answered last."""
        kept = json.loads(self._settings.get(_ANSWERED, "{}"))
        return kept if isinstance(kept, dict) else {}
