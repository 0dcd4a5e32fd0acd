"""Tickets: the one-time results of the ways in, good at one CONNECT of the door that gave them."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.encoding import to_base64url

TICKET_LIVES = 60.0
# What strangers may make us remember; the oldest is forgotten first.
MOST = 4096


@dataclass(frozen=True, slots=True)
class Pass:
    """What a ticket says of its bearer.

    `member` and `key` (base64url): the key that was proved, None without one. `way` is None where
    only that was shown; else how its bearer may come into `room` without an invitation ("code",
    "let_in"), and `by` the member who saw to it. `knock` is the wish to come in that it stands for.
    """

    member: str | None = None
    key: str | None = None
    room: str | None = None
    way: str | None = None
    by: str | None = None
    knock: str | None = None


T = TypeVar("T")


class Once(Generic[T]):
    """Things that are good once, for `lives` seconds."""

    def __init__(self, lives: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lives = lives
        self._clock = clock
        self._things: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def put(self, thing: T) -> str:
        """Keep `thing`; the name it is known by, 256 random bits."""
        name = to_base64url(secrets.token_bytes(32))
        self._things[name] = (self._clock() + self._lives, thing)
        while len(self._things) > MOST:
            self._things.popitem(last=False)
        return name

    def take(self, name: str) -> T | None:
        """The thing of this name; it is good no longer."""
        until, thing = self._things.pop(name, (0.0, None))
        return thing if until > self._clock() else None


class Passes(Once[Pass]):
    """The tickets of one door."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(TICKET_LIVES, clock)
        # Set by a way in that is gone through once and good for a while: what the key of a
        # ticket's bearer is worth in this room, now.
        self.worth: Callable[[Pass, str], Pass] = lambda bearer, _room: bearer

    def take_for(self, name: str, room: str) -> Pass | None:
        """As `take`; the bearer wants to come into `room`."""
        bearer = self.take(name)
        return None if bearer is None else self.worth(bearer, room)
