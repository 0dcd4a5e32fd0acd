"""When Python looks for objects that only refer to each other.

It looks through all objects there are, and meanwhile nobody's message goes out. The two hundred
thousand that come with the program's parts all stay: with them a look takes 40 ms, without them
a millisecond.
"""

from __future__ import annotations

import gc


def put_off() -> None:
    """Do not look for any while the program starts: that would be a sixth of the start."""
    gc.disable()


def begin() -> None:
    """The program has started: what is there now stays, what comes is looked through."""
    gc.freeze()
    gc.enable()
