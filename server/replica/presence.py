"""Who is in a room elsewhere at this moment, as its host tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from server.room.profile import told_profile
from server.wire import ReceivedMember, Welcome

# What of a signal is passed on to the window.
_PASSED_ON = ("kind", "member", "name", "muted", "number")
# Of more members than a room may have nothing is kept.
_MOST_READS = 10_000


class Presence:
    """The members told by name, and which of them are connected."""

    def __init__(
        self, online: set[str], tell: Callable[[dict[str, Any]], None], reads: dict[str, int]
    ) -> None:
        """`online` is kept up, and `reads`: up to where each has read; `tell` passes a signal on
        to the window."""
        self._online, self._reads = online, reads
        self._tell = tell
        self._told_of: dict[str, dict[str, Any]] = {}

    def meet(self, welcome: Welcome) -> None:
        """The host said who is here; the window is told the difference."""
        self._told_of = {member.id: _person(member) for member in welcome.members}
        here = {member.id: member for member in welcome.members if member.online}
        for id in self._online - here.keys():
            self._pass_on({"kind": "offline", "member": id})
        for id in here.keys() - self._online:
            self._pass_on(_came(here[id]))
        self._online.clear()
        self._online.update(here)

    def meet_more(self, members: Iterable[ReceivedMember]) -> None:
        """The host named more members than in its welcome, which holds the first 200."""
        for member in members:
            self._told_of.setdefault(member.id, _person(member))
            if member.online and member.id not in self._online:
                self._online.add(member.id)
                self._pass_on(_came(member))

    def heard(self, signals: Iterable[dict[str, Any]]) -> None:
        """The host told signals; those that are none are passed over."""
        for signal in signals:
            member, kind, name = signal.get("member"), signal.get("kind"), signal.get("name")
            if not isinstance(member, str) or len(member) > 128:
                continue
            if kind == "online":
                self._online.add(member)
                if member not in self._told_of and isinstance(name, str) and len(name) <= 256:
                    told = {"id": member, "name": name, "role": "member"}
                    self._told_of[member] = told | told_profile(signal).chosen
            elif kind == "offline":
                self._online.discard(member)
            elif kind == "read" and not self._has_read(member, signal.get("number")):
                continue
            self._pass_on(signal)

    def _has_read(self, member: str, number: Any) -> bool:
        """Note it; whether it is something to pass on."""
        if type(number) is not int or not 0 <= number < 2**53:
            return False
        if member not in self._reads and len(self._reads) >= _MOST_READS:
            return False
        self._reads.pop(member, None)
        if number:
            self._reads[member] = number
        return True

    def end(self) -> None:
        """The host is gone: nobody is known to be here."""
        for id in self._online:
            self._pass_on({"kind": "offline", "member": id})
        self._online.clear()

    def people(self) -> list[dict[str, Any]]:
        """The members that were told of."""
        return [{**person, "online": id in self._online} for id, person in self._told_of.items()]

    def _pass_on(self, signal: dict[str, Any]) -> None:
        told = {key: signal[key] for key in _PASSED_ON if key in signal}
        self._tell(told | told_profile(signal).chosen)


def _person(member: ReceivedMember) -> dict[str, Any]:
    named = {"id": member.id, "name": member.name, "role": member.role}
    return named | member.profile.chosen


def _came(member: ReceivedMember) -> dict[str, Any]:
    online = {"kind": "online", "member": member.id, "name": member.name}
    return online | member.profile.chosen
