"""Another name in all of this computer's rooms; asked by the page in doors/test_home."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from server.person.renaming import rename_me
from tests.server.doors.program import Program
from tests.server.doors.test_asks_private import shared
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_it_is_taken_where_one_was_called_so_before(programs: Programs) -> None:
    kept = cache(programs)  # one program of each name
    _, _, room, member = shared(kept)
    app = kept("friend").app
    parts, hub = app._parts, app._hub
    assert parts is not None
    assert hub is not None
    rooms = parts.rooms

    def called() -> str:
        return rooms.get(room).state.members[member].name

    wait_for(lambda: called() == "지영", "the first name")
    hub.call(partial(rename_me, rooms, "another", "Yuna"), timeout=10)
    hub.call(partial(rename_me, rooms, "지영", "Jiyoung"), timeout=10)
    wait_for(lambda: called() == "Jiyoung", "the other name")
