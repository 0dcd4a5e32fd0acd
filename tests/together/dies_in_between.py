"""`sarangbang` that is killed at one certain moment of letting somebody in by an invitation.

    python -m tests.together.dies_in_between MOMENT serve …

MOMENT is `entry` (the `joined` is written, its use is not counted yet), `use` (both are, in a
transaction that is not on the disk yet), `told` (it is, and nobody knows). With `apart` it counts
the use by itself after the `joined`, as it must not, and is killed before: what the tests have to
be able to tell apart. There is no option for this, and there will be none.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import server.store.log as log_of_the_store
from desktop.cli import main
from server.store.database import Database
from server.store.invitations import count_uses

MOMENTS = ("entry", "use", "told", "apart")


def die() -> None:
    """As when the power fails."""
    os.kill(os.getpid(), signal.SIGKILL)


def prepare(moment: str) -> None:
    """Have this process die when a use was counted for the first time."""
    pen, counted = Database.pen, []

    def count(connection: Any, room: int, used: Any) -> None:
        if moment == "entry":
            die()
        if moment != "apart":
            count_uses(connection, room, used)
        if moment == "use":
            die()
        counted.append(used)

    @contextmanager
    def kept_pen(database: Database) -> Iterator[Any]:
        with pen(database) as both:
            yield both
        if counted:
            die()

    # Nothing else could take their place.
    setattr(log_of_the_store, "count_uses", count)  # noqa: B010
    setattr(Database, "pen", kept_pen)  # noqa: B010


if __name__ == "__main__":
    prepare(sys.argv.pop(1))
    main()
