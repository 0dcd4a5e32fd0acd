"""Who has come and is not admitted yet: bounded, the oldest makes room for a newcomer.

The other way round, refusing newcomers when it is full, a stranger with a thousand idle
connections would keep every member out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Waits(Protocol):
    """A connection or a session."""

    @property
    def address(self) -> str: ...

    def drop(self) -> None: ...


W = TypeVar("W", bound=Waits)


class Waiting(Generic[W]):
    """At most `most` in all and `most_per_address` of one address, in order of arrival."""

    def __init__(self, most: int, most_per_address: int) -> None:
        self.most = most
        self.most_per_address = most_per_address
        self.dropped = 0
        # Dictionaries as ordered sets.
        self._all: dict[W, None] = {}
        self._by_address: dict[str, dict[W, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, one: object) -> bool:
        return one in self._all

    def __iter__(self) -> Iterator[W]:
        return iter(list(self._all))

    def add(self, one: W) -> None:
        """Take `one` in as the youngest; drop the oldest of its address, or of all, if full."""
        own = self._by_address.get(one.address, {})
        if len(own) >= self.most_per_address:
            self._evict(next(iter(own)))
        elif len(self._all) >= self.most:
            self._evict(next(iter(self._all)))
        self._all[one] = None
        self._by_address.setdefault(one.address, {})[one] = None

    def remove(self, one: W) -> None:
        """Let `one` go, admitted or gone; nothing happens if it is not here."""
        if one not in self._all:
            return
        del self._all[one]
        own = self._by_address[one.address]
        del own[one]
        if not own:
            del self._by_address[one.address]

    def make_room(self) -> bool:
        """Drop the oldest; False if there is none."""
        if not self._all:
            return False
        self._evict(next(iter(self._all)))
        return True

    def _evict(self, one: W) -> None:
        self.remove(one)
        self.dropped += 1
        one.drop()
