"""Inviting with clocks that are the test's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.host import invitations
from server.host.host import HostedRoom
from server.room.refusal import Refused
from server.store import Invitation

HOUR = 3600


class Clocks:
    """The clock that nobody sets, in seconds, and the one on the wall, in ms."""

    def __init__(self) -> None:
        self.lasting, self.wall = 1000.0, 1_763_870_000_000

    def go(self, seconds: float) -> None:
        self.lasting += seconds
        self.wall += round(seconds * 1000)

    def use(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(invitations, "lasting", lambda: self.lasting)
        patch.setattr(invitations, "now_ms", lambda: self.wall)


def make(room: HostedRoom, **limits: Any) -> Invitation:
    return room.secrets.invitations.make(room.me, limits.pop("door", "lan"), **limits)


def refusal(function: Callable[..., Any], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value.code
