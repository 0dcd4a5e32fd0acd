"""`sarangbang` that does not wait for the disk: what a test must be able to tell apart.

    python -m tests.together.quick_to_promise serve …

There is no option for this, and there will be none.
"""

from __future__ import annotations

from functools import partialmethod

from desktop.cli import main
from server.store import Store


def make_careless() -> None:
    """Have every database of this process opened without fsync."""
    careless = partialmethod(Store.__init__, synchronous="OFF")
    setattr(Store, "__init__", careless)  # noqa: B010  # nothing else could take its place


if __name__ == "__main__":
    make_careless()
    main()
