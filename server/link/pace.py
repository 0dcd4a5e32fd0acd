"""When to try again. Pure: time and chance are handed in."""

from __future__ import annotations

#: Attempts start at most this far apart, in seconds, for as long as it takes: a host that
#: can be reached again is met within three seconds.
LONGEST = 2.4
#: The first attempt after a loss; doubled each time up to LONGEST.
SHORTEST = 0.3
#: A host is not called back sooner because it asked so, nor later than this, in seconds.
LONGEST_WISH = 60.0


class Pace:
    """Counts the attempts since the last success."""

    def __init__(self) -> None:
        self._attempts = 0

    def reset(self) -> None:
        """Things went well: begin anew next time."""
        self._attempts = 0

    def next_wait(self, chance: float, spent: float = 0.0, wish: float = 0.0) -> float:
        """Return the seconds to wait before the next attempt, and count it.

        `chance` is between 0 and 1: a thousand members of a host that has come back must
        not come in one moment. `spent` is how long the attempt before took; it counts
        towards the wait, of which a quarter is always left. `wish` is what the host asked for.
        """
        step = min(LONGEST, SHORTEST * 2.0**self._attempts)
        self._attempts = min(self._attempts + 1, 10)
        jittered = step * (0.6 + 0.4 * chance)
        return max(jittered - spent, jittered / 4, min(wish, LONGEST_WISH))
