"""Computers on the loopback, and a stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from server.nearby.nearby import Nearby
from tests.server.nearby import ears


@pytest.fixture
def make_nearby() -> Iterator[Callable[[], Nearby]]:
    """Makes what a computer says and hears; not yet begun."""
    computers = ears.Computers()
    yield computers.make
    computers.close()


@pytest.fixture
def stranger() -> Iterator[ears.Stranger]:
    """Somebody on the loopback who sends what they like."""
    yield from ears.stranger()
