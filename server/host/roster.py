"""Who of a room's members is here, under which names, and since when not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from server.room.names import same_name
from server.room.state import Member, State

# A name belongs to a member with a key for so long after it was last here (ms).
NAME_KEPT = 30 * 24 * 3600 * 1000


class Roster:
    """Connections counted by member, and the names held by members and by those coming in."""

    def __init__(self, state: State, seen: Mapping[str, int], host: str) -> None:
        """`seen`: when each member was here last (ms); `host` counts as here always."""
        self._host = host
        self._connections: Counter[str] = Counter()
        self._names: dict[str, set[str]] = {}
        self.seen = dict(seen)
        # Grows with each change of who is online.
        self.version = 0
        self.members_total = 0
        for member in state.members.values():
            if member.here:
                self.members_total += 1
                self.holds(member.id, member.name)

    @property
    def holders(self) -> Mapping[str, Collection[str]]:
        """The members of each name, as `same_name` spells it."""
        return self._names

    @property
    def online(self) -> Collection[str]:
        """The members with a connection, in the order they came."""
        return self._connections.keys()

    def holds(self, member: str, name: str) -> None:
        """`member` is called `name` from now on, or is coming in under it."""
        self._names.setdefault(same_name(name), set()).add(member)

    def frees(self, member: str, name: str) -> None:
        """`member` is not called `name` any more."""
        holders = self._names.get(same_name(name))
        if holders is not None:
            holders.discard(member)
            if not holders:
                del self._names[same_name(name)]

    def follow(self, before: State, changed: Collection[Member]) -> None:
        """Members changed by a batch: joined, renamed, left."""
        for member in changed:
            old = before.members.get(member.id)
            self.members_total += member.here - (old is not None and old.here)
            if old is not None and (old.name != member.name or not member.here):
                self.frees(old.id, old.name)
            if member.here:
                self.holds(member.id, member.name)

    def came(self, member: str) -> bool:
        """One more connection of `member`; whether it is its first."""
        self._connections[member] += 1
        self.version += 1
        return self._connections[member] == 1

    def went(self, member: str, at: int) -> bool:
        """One connection less, at `at` (ms); whether it was its last."""
        self._connections[member] -= 1
        if self._connections[member] > 0:
            return False
        del self._connections[member]
        self.version += 1
        self.seen[member] = at
        return True

    def recent(self, state: State, now: int) -> Collection[str]:
        """The members with a key that were here in the last 30 days."""
        return _Recent(self, state, now)

    def is_recent(self, state: State, member: str, now: int) -> bool:
        """Whether `member` has a key and was here in the last 30 days."""
        known = state.members.get(member)
        if known is None or known.key is None or not known.here:
            return False
        return (
            member == self._host
            or member in self._connections
            or (not known.name_freed and now - self.seen.get(member, 0) < NAME_KEPT)
        )


class _Recent(Collection[str]):
    """`Roster.is_recent` as the collection that the rules take, without making it."""

    def __init__(self, roster: Roster, state: State, now: int) -> None:
        self._roster, self._state, self._now = roster, state, now

    def __contains__(self, member: object) -> bool:
        return isinstance(member, str) and self._roster.is_recent(self._state, member, self._now)

    def __iter__(self) -> Iterator[str]:
        return (member for member in self._state.members if member in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
