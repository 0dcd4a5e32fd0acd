"""What a stranger may cost: every number of the doors, each with its reason."""

from __future__ import annotations

import contextlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from server.host.rate import Pace

#: See `Limits.frames`.
FRAME_BYTES = 4096


@dataclass(frozen=True)
class Limits:
    """Bounds of one door. Sizes in bytes, times in seconds."""

    #: The longest `say`: 10,000 code points outside the BMP, escaped, are 120,000 bytes.
    message: int = 131_072
    #: Request line and headers together. Browsers with cookies of other programs on the
    #: same host (cookies ignore the port) stay below it.
    head: int = 16_384
    head_seconds: float = 5.0
    body_seconds: float = 10.0
    #: From the start of an Engine.IO session to its admission; for a bare connection from
    #: its start, or its last answer, to the next request.
    admission_seconds: float = 10.0
    #: A page's script over bad Wi-Fi may take its time.
    answer_seconds: float = 30.0
    #: Engine.IO's client speaks at least every ten seconds.
    idle_seconds: float = 60.0
    #: No connection that was not admitted lives longer than this by asking for more.
    stay_seconds: float = 60.0
    #: Connections (and, counted apart, sessions) not yet admitted.
    waiting: int = 1024
    waiting_per_address: int = 256
    #: A browser opens six sockets to one host; a session needs two.
    connections_per_session: int = 8
    #: CONNECT, a few retries with another name, PONGs.
    messages_before_admission: int = 32
    #: Engine.IO handles them in one go: a thousand keep the hub for about 50 ms.
    packets_per_post: int = 1000
    #: What one connection may send, admitted or not, before it is read more slowly: frames, each
    #: counted once more for every FRAME_BYTES of it. Far more than a member may ask, so that
    #: too much is refused with a word; but refusing costs, too, and others would wait for it.
    frames: int = 300
    frames_per_second: float = 60.0
    #: Tries to be admitted, per address: so many at once, then so many a second.
    #: `tries_per_second` 0: no limit.
    tries: int = 60
    tries_per_second: float = 1.0
    #: New Engine.IO sessions, likewise. More than tries, so that the refusal
    #: `too_many_tries` of the protocol is what a client normally sees.
    sessions: int = 240
    sessions_per_second: float = 4.0

    def lifted(self) -> Limits:
        """Return these limits for `--rate 0`: a load test comes from one address at once."""
        return replace(
            self,
            waiting=4096,
            waiting_per_address=4096,
            tries_per_second=0,
            sessions_per_second=0,
            frames_per_second=0,
        )

    def for_one_address(self) -> Limits:
        """Return these limits for the window door, where everybody is 127.0.0.1.

        A limit per address would let another user of the computer lock the window out.
        """
        return replace(
            self,
            waiting_per_address=self.waiting,
            tries_per_second=0,
            sessions_per_second=0,
            frames_per_second=0,
        )

    def pace(self) -> Pace:
        """Of one connection."""
        return Pace(self.frames_per_second, self.frames)


class Rate:
    """A bucket of `burst` tokens for each address, refilled by `per_second`."""

    #: Addresses remembered; the longest unseen is forgotten first.
    MOST = 4096

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> int:
        """Take a token for `address`.

        Return 0, or the milliseconds until there is one again (nothing is taken then).
        """
        if self._per_second <= 0:
            return 0
        now = self._clock()
        left, at = self._buckets.get(address, (float(self._burst), now))
        left = min(float(self._burst), left + (now - at) * self._per_second)
        wait = 0 if left >= 1 else math.ceil((1 - left) / self._per_second * 1000)
        self._buckets[address] = (left if wait else left - 1, now)
        self._buckets.move_to_end(address)
        while len(self._buckets) > self.MOST:
            self._buckets.popitem(last=False)
        return wait


def raise_open_files(wanted: int = 65_536) -> int:
    """Raise this process's limit of open files towards `wanted`; return what it is now.

    Every member is an open file, and the usual 1,024 would be a limit that a stranger fills.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit on sockets
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    # macOS says "unlimited" and then refuses more than OPEN_MAX.
    for most in (wanted, 10_240):
        goal = most if hard == unlimited else min(most, hard)
        if soft == unlimited or soft >= goal:
            break
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (goal, hard))
            soft = goal
    return wanted if soft == unlimited else soft
