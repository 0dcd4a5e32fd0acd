"""Which codes this host shows, and what became of them. On the hub."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

import gevent

from server.codes.exchange import Prepared
from server.codes.spelled import Code, Form, make_code

P = ParamSpec("P")
T = TypeVar("T")

#: A code is good for so long (seconds), and for one person.
LIVES = 600.0
#: So many wrong guesses burn a code.
GUESSES = 3
#: Who came by a code may take so long (seconds) to come in, under another name for instance.
WAY_IN_LIVES = 600.0


class Work(Protocol):
    """Calls a function in a worker thread, and waits."""

    def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...


@dataclass(eq=False, slots=True)
class Shown:
    """A code that is shown now."""

    room: str
    form: Form
    code: Code
    prepared: Prepared
    until: float
    """When it is too old, by the clock of `ShownCodes`."""
    wrong: list[str] = field(default_factory=list)
    """The addresses that wrong guesses came from."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of the code that a room showed last."""

    why: Literal["used", "burnt", "old"]
    form: Form
    member: str | None = None
    """Who used it."""
    wrong: tuple[str, ...] = ()


class ShownCodes:
    """At most one code for each hosted room."""

    def __init__(self, work: Work, clock: Callable[[], float] = time.monotonic) -> None:
        """`work` takes what would keep the hub for milliseconds."""
        self.work = work
        self._clock = clock
        self._shown: dict[str, Shown] = {}
        self._ended: dict[str, Ended] = {}
        self._ways_in: dict[tuple[str, str], float] = {}
        self._timers: dict[str, gevent.Greenlet] = {}
        # Set by those above: the code of this room, or what became of it, is another one now;
        # and the numbers that are shown have changed.
        self.changed: Callable[[str], None] = lambda _room: None
        self.numbers_changed: Callable[[], None] = lambda: None

    @property
    def numbers(self) -> list[int]:
        """The numbers of the codes that are shown now, for whoever looks for one nearby."""
        return sorted(shown.code.number for shown in self._shown.values())

    def number_of(self, room: str) -> int | None:
        """The number of the code that `room` shows."""
        shown = self._shown.get(room)
        return shown.code.number if shown is not None else None

    # --- the host --------------------------------------------------------------------------

    def show(self, room: str, form: Form) -> Shown:
        """Show a new code for `room`, in place of its last one. Waits for the worker."""
        self.hide(room)
        code = make_code(form, self.numbers)
        prepared = self.work(Prepared, code, hosting=True)
        if code.number in self.numbers or room in self._shown:  # by another page, meanwhile
            return self.show(room, form)
        shown = Shown(room, form, code, prepared, self._clock() + LIVES)
        self._shown[room] = shown
        self._timers[room] = gevent.spawn_later(LIVES, self._grow_old, shown)
        self._tell(room)
        return shown

    def hide(self, room: str) -> None:
        """Show no code for `room`, nor what became of one."""
        there = self._ended.pop(room, None)
        if self._drop(room) or there:
            self._tell(room)

    def follow(self, rooms: Collection[str]) -> None:
        """These rooms are open here; there are no codes for others."""
        for room in {*self._shown, *self._ended} - set(rooms):
            self.hide(room)
        for member, room in list(self._ways_in):
            if room not in rooms:
                del self._ways_in[member, room]

    def of(self, room: str) -> Shown | Ended | None:
        """What `room` shows, or what became of it."""
        shown = self._shown.get(room)
        return shown if shown is not None and self.is_good(shown) else self._ended.get(room)

    def seconds_left(self, shown: Shown) -> float:
        """How long it is good."""
        return max(0.0, shown.until - self._clock())

    # --- the door --------------------------------------------------------------------------

    def by_number(self, number: int) -> Shown | None:
        """The code of this number that is shown now."""
        for shown in self._shown.values():
            if shown.code.number == number and self.is_good(shown):
                return shown
        return None

    def is_good(self, shown: Shown) -> bool:
        """Whether this very code is still shown."""
        return self._shown.get(shown.room) is shown and self._clock() < shown.until

    def wrong(self, shown: Shown, address: str) -> bool:
        """A wrong guess came from `address`; whether that burnt the code."""
        shown.wrong.append(address)
        burnt = len(shown.wrong) >= GUESSES
        if burnt:
            self._end(shown, Ended("burnt", shown.form, wrong=tuple(shown.wrong)))
        else:
            self._tell(shown.room)
        return burnt

    def used(self, shown: Shown, member: str) -> None:
        """`member` knew the code: it is gone, and they may come in."""
        for one, until in list(self._ways_in.items()):
            if until <= self._clock():
                del self._ways_in[one]
        self._ways_in[member, shown.room] = self._clock() + WAY_IN_LIVES
        self._end(shown, Ended("used", shown.form, member, tuple(shown.wrong)))

    def leads_in(self, member: str, room: str) -> bool:
        """Whether `member` may come into `room` by a code, having used it a while ago."""
        return self._ways_in.get((member, room), 0.0) > self._clock()

    def came_or_left(self, member: str, room: str) -> None:
        """From now on it is up to the room, whether `member` comes in again."""
        self._ways_in.pop((member, room), None)
        ended = self._ended.get(room)
        if ended is not None and ended.member == member:
            self._tell(room)

    # --- within ----------------------------------------------------------------------------

    def _grow_old(self, shown: Shown) -> None:
        if self._shown.get(shown.room) is shown:
            self._end(shown, Ended("old", shown.form, wrong=tuple(shown.wrong)))

    def _end(self, shown: Shown, ended: Ended) -> None:
        self._drop(shown.room)
        self._ended[shown.room] = ended
        self._tell(shown.room)

    def _drop(self, room: str) -> bool:
        timer: Any = self._timers.pop(room, None)
        if timer is not None and timer is not gevent.getcurrent():
            timer.kill(block=False)
        return self._shown.pop(room, None) is not None

    def _tell(self, room: str) -> None:
        self.changed(room)
        self.numbers_changed()
