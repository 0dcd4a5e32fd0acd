"""The rooms that are heard of: a small table of what strangers say, which never grows.

Pure but for the clocks, which are handed in. Nothing in it is trusted: it says where one may
look, and the host's key decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from server.address import Address
from server.nearby.record import Key, Notice

#: As many records are kept. More are a trick or a stadium.
MOST = 64
#: And of one room of ours, which others may say after it, these.
MOST_OF_ONE = 4
#: A record that is not said again is gone after so many seconds, whatever it says itself.
LIVES = 80.0
#: After another network, or sleep, everything has to be said again within so many seconds.
DOUBT = 6.0
#: When a record has this part of its life behind it, somebody has to ask for it.
STALE = 0.6


@dataclass(frozen=True, slots=True)
class Sighting:
    """A room that is heard of. `token` names its record for as long as that lives."""

    token: str
    addresses: tuple[Address, ...]
    notice: Notice
    known: Key | None = None
    """The room of ours that it is, if any."""
    heard: float = 0.0
    """When it was heard last, by `time.monotonic()`."""
    until: float = 0.0
    first: float = 0.0

    @property
    def shown(self) -> tuple[object, ...]:
        """What a person would see of it."""
        return (self.addresses, self.notice, self.known)


class Seen:
    """What is heard, by token. Used by one thread."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        hour: Callable[[], int] = lambda: int(time.time() // 3600),
    ) -> None:
        self._clock, self._hour = clock, hour
        self._keys: tuple[Key, ...] = ()
        self._all: dict[str, Sighting] = {}

    def __contains__(self, token: object) -> bool:
        return token in self._all

    def all(self) -> Sequence[Sighting]:
        """All that are here now, the one heard first first."""
        return list(self._all.values())

    def know(self, keys: Iterable[Key]) -> bool:
        """These are the rooms to be recognised. Whether something looks different now."""
        self._keys = tuple(keys)
        before = self.all()
        for one in before:
            self._all[one.token] = replace(one, known=self._recognise(one.notice))
        return [one.shown for one in before] != [one.shown for one in self.all()]

    def hear(
        self, token: str, addresses: tuple[Address, ...], notice: Notice, ttl: float = LIVES
    ) -> bool:
        """A record was said. Whether something looks different now."""
        now, before = self._clock(), self._all.get(token)
        until = now + min(max(ttl, 1.0), LIVES)
        if before is not None:
            same = before.notice == notice
            known = before.known if same else self._recognise(notice)
            self._all[token] = Sighting(token, addresses, notice, known, now, until, before.first)
            return self._all[token].shown != before.shown
        known = self._recognise(notice)
        self._bound(known)
        if len(self._all) >= MOST and not self._make_room(known):
            return False
        self._all[token] = Sighting(token, addresses, notice, known, now, until, now)
        return True

    def again(self, token: str, ttl: float = LIVES) -> None:
        """Part of a record was said, which shows that it still holds."""
        before = self._all.get(token)
        if before is not None:
            now = self._clock()
            until = now + min(max(ttl, 1.0), LIVES)
            self._all[token] = replace(before, heard=now, until=until)

    def _make_room(self, known: Key | None) -> bool:
        """Rooms that are one's own business come before those of strangers."""
        if known is None:
            return False
        stranger = next((one for one in self._all.values() if one.known is None), None)
        if stranger is not None:
            del self._all[stranger.token]
        return stranger is not None

    def _bound(self, known: Key | None) -> None:
        """A room has one record, two while it changes; what somebody says after it is not many."""
        same = [one.token for one in self._all.values() if known and one.known == known]
        if len(same) >= MOST_OF_ONE:
            del self._all[same[0]]

    def part(self, token: str) -> bool:
        """A record was taken back. Whether it was here."""
        return self._all.pop(token, None) is not None

    def doubt(self) -> None:
        """What is not said again soon is not here any more."""
        until = self._clock() + DOUBT
        for one in self.all():
            self._all[one.token] = replace(one, until=min(one.until, until))

    def expire(self) -> bool:
        """Drop what has not been said for too long. Whether there was any."""
        now = self._clock()
        gone = [one.token for one in self._all.values() if one.until <= now]
        for token in gone:
            del self._all[token]
        return bool(gone)

    def is_stale(self) -> bool:
        """Whether something has to be asked for, or it will be gone."""
        now = self._clock()
        return any(now - one.heard > STALE * (one.until - one.heard) for one in self._all.values())

    def _recognise(self, notice: Notice) -> Key | None:
        hour = self._hour()
        return next((key for key in self._keys if notice.is_of(key, hour)), None)
