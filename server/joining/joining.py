"""From what a person typed to a room: find the host, then come in."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gevent import Timeout

from server.address import Address, parse_address
from server.clock import now_ms
from server.codes.spelled import Code, read_code
from server.identity import Identity, check_number
from server.invitation import Invitation
from server.joining.acquaintance import joined_at, joined_of_key
from server.joining.by_code import ByCode, Vouched, name_of_computer
from server.joining.newcomer import Newcomer
from server.joining.typed import as_address, read_typed
from server.joining.waits import Waits
from server.link.listener import Listener
from server.replica.far_host import Wire
from server.replica.parting import Visitor
from server.replica.replica import JoinedRoom
from server.room.names import clean_name
from server.room.refusal import Refused
from server.room.state import INVITED
from server.rooms import Rooms

# Finding a host takes at most 5 s, coming in a few round trips more.
WITHIN = 20.0
# Hosts that were found and not yet joined.
MOST_FOUND = 32


@dataclass(frozen=True, slots=True)
class Target:
    """A room elsewhere and the way to it; `room` empty for a host's main room. `code`: the one
    that was accepted in place of an invitation, and is gone."""

    room: str
    fingerprint: str
    addresses: tuple[Address, ...]
    name: str
    invite: str
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class FoundAt:
    """A host that answered: where, and its key's fingerprint; `rules` are admission and history
    of the room that was asked about."""

    address: Address
    fingerprint: str
    rules: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A code that was typed and not tried yet."""

    code: Code


OpenLink = Callable[[Target, Callable[[], tuple[int, str | None]], Listener], Wire]
FindHost = Callable[[Sequence[Address], str | None, str], FoundAt]


class Joining:
    """The two steps of joining; both wait for the network."""

    def __init__(
        self,
        rooms: Rooms,
        identity: Identity,
        *,
        find: FindHost,
        open_link: OpenLink,
        by_code: ByCode,
    ) -> None:
        self._rooms, self._identity = rooms, identity
        self._find, self._open_link, self._by_code = find, open_link, by_code
        self._found: OrderedDict[str, Target | Spoken] = OrderedDict()
        self.waits = Waits()

    def probe(self, text: str) -> dict[str, Any]:
        """Who answers at a link or address; nothing is told to them yet. A code is only read,
        and tried in `join`. Raises `Refused`."""
        typed = read_typed(text)
        if isinstance(typed, Invitation):
            return self._probe_invitation(typed)
        if isinstance(typed, Code):
            probe = self._keep(Spoken(typed))
            spoken = {"code": str(typed), "address": name_of_computer(text)}
            return {
                **spoken,
                "probe": probe,
                "kind": "code",
                "check_number": "",
                "invite_needed": False,
            }
        return self._probe_address(typed)

    def _probe_invitation(self, invitation: Invitation) -> dict[str, Any]:
        if invitation.key == self._identity.fingerprint:
            raise _own_room(invitation.room)
        if invitation.room in self._rooms.ids:
            self._follow_again(invitation)
            return self._answer("link", invitation.addresses[0], invitation.key, invitation.room)
        found = self._find(invitation.addresses, invitation.key, invitation.room)
        target = Target(
            invitation.room,
            found.fingerprint,
            _first(found.address, invitation.addresses),
            "",
            invitation.secret,
        )
        return self._remember("link", target, found.rules)

    def _follow_again(self, invitation: Invitation) -> None:
        """A new invitation to a room one has: its addresses, and its host's key, are the news."""
        self._rooms.relink(
            invitation.room,
            addresses=[str(address) for address in invitation.addresses],
            fingerprint=invitation.key,
            invite=invitation.secret,
        )

    def _probe_address(self, address: Address) -> dict[str, Any]:
        found = self._find([address], None, "")
        if found.fingerprint == self._identity.fingerprint:
            raise _own_room(None)
        known = joined_of_key(self._rooms.rows, found.fingerprint)
        if known is not None:
            self.move(known, found.address)
            return self._answer("address", found.address, found.fingerprint, known)
        other = joined_at(self._rooms.rows, str(found.address))
        if other is not None:
            raise _key_changed(other)
        target = Target("", found.fingerprint, (found.address,), "", "")
        return self._remember("address", target, found.rules)

    def probe_nearby(self, addresses: Sequence[Address], mark: str) -> dict[str, Any]:
        """Who answers at the addresses of a room nearby that is none of ours; `mark` names it
        among the rooms of its host. Raises `Refused`."""
        found = self._find(addresses, None, mark)
        if found.fingerprint == self._identity.fingerprint:
            raise _own_room(None)
        other = joined_at(self._rooms.rows, str(found.address))
        if other is not None and joined_of_key(self._rooms.rows, found.fingerprint) is None:
            raise _key_changed(other)
        target = Target(mark, found.fingerprint, _first(found.address, addresses), "", "")
        return self._remember("address", target, found.rules)

    def _remember(self, kind: str, target: Target, rules: tuple[str, int] | None) -> dict[str, Any]:
        answer = self._answer(kind, target.addresses[0], target.fingerprint, None)
        needed: bool | None = False
        if kind == "address":
            needed = rules[0] == INVITED if rules is not None else None
        told = {"admission": rules[0], "history": rules[1]} if rules is not None else {}
        return {**answer, **told, "probe": self._keep(target), "invite_needed": needed}

    def _keep(self, found: Target | Spoken) -> str:
        name = secrets.token_hex(8)
        self._found[name] = found
        while len(self._found) > MOST_FOUND:
            self._found.popitem(last=False)
        return name

    @staticmethod
    def _answer(kind: str, address: Address, key: str, room: str | None) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "probe": "",
            "kind": kind,
            "address": str(address),
            "check_number": check_number(key),
            "invite_needed": False,
        }
        if room is not None:
            answer["room"] = room
        return answer

    def join(self, probe: str, name: str, invite: str | None, address: str | None = None) -> str:
        """Come into the room that was found; its id. The host's key is pinned from now on.

        A code is tried among the hosts nearby, or at `address`. Raises `Refused` with the host's
        code or why it was not reached; nobody_nearby where an address may help. After
        `waiting` it goes on by itself among `waits`.
        """
        self.waits.cancel(probe)
        clean_name(name)  # before a code is used up
        found = self._found.get(probe)
        if found is None:
            raise Refused("no_answer", "Look for the host once more.")
        found = self._vouched_for(found, invite, address)
        self._found[probe] = found
        target = Target(
            found.room,
            found.fingerprint,
            found.addresses,
            clean_name(name),
            _secret_of(invite) or found.invite,
        )
        newcomer = Newcomer()
        link = self._open_link(target, newcomer.position, newcomer)
        try:
            with Timeout(WITHIN, Refused("no_answer", "The host did not answer in time.")):
                welcome = newcomer.answer.get()
        except BaseException as error:
            if isinstance(error, Refused) and error.code == "waiting":
                told = {
                    "address": str(target.addresses[0]),
                    "check_number": check_number(target.fingerprint),
                    "name": target.name,
                    "since": now_ms(),
                }

                def arrive(welcome: Any) -> str:
                    return self._arrive(probe, target, newcomer, link, welcome)

                self.waits.begin(probe, newcomer, link, arrive, told)
                error.data = {"probe": probe}
            else:
                link.close()
            raise
        return self._arrive(probe, target, newcomer, link, welcome)

    def _arrive(
        self, probe: str, target: Target, newcomer: Newcomer, link: Wire, welcome: Any
    ) -> str:
        try:
            id = str(welcome["room"]["id"])
            room = self._settle(id, target)
        except BaseException:
            link.close()
            raise
        self._found.pop(probe, None)
        if room is None:  # a room one has already, found under another name of its host
            link.close()
        else:
            room.link = link
            newcomer.hand_over(room)
        return id

    def _vouched_for(
        self, found: Target | Spoken, invite: str | None, address: str | None
    ) -> Target:
        """Try a code: the one that was typed first, or one that was given for an invitation."""
        if isinstance(found, Spoken):
            if address is None:
                vouched = self._by_code.among_those_nearby(found.code)
            else:
                vouched = self._by_code.at([as_address(read_typed(address))], found.code)
            return self._target(vouched)
        code = read_code(invite or "")
        if code is None or code == found.code:
            return found
        vouched = self._by_code.at(found.addresses, code, found.fingerprint)
        return replace(self._target(vouched), code=code)

    def _target(self, vouched: Vouched) -> Target:
        """Where a code leads. It is an invitation, and no leave to take a known room's place."""
        if self._rooms.find_hosted(vouched.room) is not None:
            raise _own_room(vouched.room)
        if vouched.room in self._rooms.ids:
            known = self._rooms.elsewhere(vouched.room).details
            if known["fingerprint"] != vouched.fingerprint:
                raise _key_changed(vouched.room)
        return Target(vouched.room, vouched.fingerprint, vouched.addresses, "", "")

    def _settle(self, id: str, target: Target) -> JoinedRoom | None:
        details = {
            "fingerprint": target.fingerprint,
            "addresses": [str(address) for address in target.addresses],
            "my_name": target.name,
            "invite": target.invite,
        }
        if id in self._rooms.ids:
            self._rooms.relink(id, **details)
            return None
        return self._rooms.add_joined(id, details)

    def invite_again(self, room: str, text: str) -> None:
        """A new invitation to a room one has: a link, a message with one, or the bare secret.

        Raises `Refused` bad_link for another room's.
        """
        try:
            typed = read_typed(text)
        except Refused:
            typed = None
        if isinstance(typed, Code):
            known = self._rooms.elsewhere(room).details
            addresses = [parse_address(one) for one in known["addresses"]]
            if self._by_code.at(addresses, typed, known["fingerprint"]).room != room:
                raise Refused("bad_link", "This is an invitation to another room.")
            self._rooms.relink(room)
        elif not isinstance(typed, Invitation):
            self._rooms.relink(room, invite=text.strip())
        elif typed.room == room:
            self._follow_again(typed)
        else:
            raise Refused("bad_link", "This is an invitation to another room.")

    def move(self, room: str, address: Address) -> None:
        """`room` is to be looked for at `address` from now on, before its other addresses."""
        kept = [parse_address(text) for text in self._rooms.elsewhere(room).details["addresses"]]
        addresses = [str(one) for one in _first(address, kept)][:8]
        self._rooms.relink(room, addresses=addresses)

    def link_of(self, room: JoinedRoom, name: str, visitor: Visitor) -> Wire:
        """A link to the host of a room that was joined before, for `visitor` to hear."""
        details = room.details
        target = Target(
            room.id,
            details["fingerprint"],
            tuple(parse_address(text) for text in details["addresses"]),
            details.get("my_name") or name,
            details.get("invite", ""),
        )
        return self._open_link(target, lambda: visitor.position, visitor)


def _first(address: Address, others: Sequence[Address]) -> tuple[Address, ...]:
    return (address, *(other for other in others if other != address))


def _secret_of(invite: str | None) -> str:
    """The secret in what a person gave as the invitation: a link, a message, or itself."""
    if not invite or not invite.strip() or read_code(invite) is not None:
        return ""
    try:
        typed = read_typed(invite)
    except Refused:
        return invite.strip()
    return typed.secret if isinstance(typed, Invitation) else invite.strip()


def _own_room(room: str | None) -> Refused:
    data = {"room": room} if room else {}
    return Refused("own_room", "This is a room on this very computer.", data)


def _key_changed(room: str) -> Refused:
    return Refused(
        "key_changed",
        "Another computer than last time answers there. Ask for a new invitation.",
        {"room": room},
    )
