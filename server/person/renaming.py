"""The person takes another name: in all of this computer's rooms."""

from __future__ import annotations

from contextlib import suppress

from server.host.founding import new_id
from server.replica.replica import JoinedRoom
from server.room.refusal import Refused
from server.rooms import Rooms


def rename_me(rooms: Rooms, before: str, name: str) -> None:
    """The person is called `name` now: in the hosted rooms, and in the joined ones where they
    were called `before`. A host that is away or has another of that name keeps the old one."""
    for hosted in rooms.hosted:
        hosted.rename_host(name)
    for view in rooms.views.values():
        if isinstance(view, JoinedRoom) and view.details.get("my_name") == before:
            with suppress(Refused):
                view.rename(new_id(), name)
