"""Asking to come in, and what is asked of a newcomer: requests under `/door/` on both outer doors.

They tell nothing of who is in a room or what is said there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from flask import Blueprint, Response, jsonify

from server.doors.door_json import asked_json
from server.doors.passes import Pass, Passes
from server.host.host import HostedRoom
from server.room.refusal import Refused, malformed
from server.wire import read

# An answer is waited for so long (seconds): a connection that is not admitted has ten in all.
PATIENCE = 5.0

# What a knock's answer is called by the one who waits.
_STATES = {"": "waiting", "let_in": "let_in"}

FindRoom = Callable[[str | None], HostedRoom | None]


class _Knock(msgspec.Struct):
    ticket: str


class _Rules(msgspec.Struct):
    room: str = ""


def knocking_routes(passes: Passes, find_room: FindRoom) -> Blueprint:
    """`/door/rules`, `/door/knock`."""
    routes = Blueprint("knocking", __name__, url_prefix="/door")

    def answered(answer: Callable[[Any], dict[str, Any]]) -> Response | tuple[Response, int]:
        try:
            return jsonify(answer(asked_json()))
        except Refused as refusal:
            return jsonify(error=refusal.error()), 403

    @routes.post("/rules")
    def rules() -> Response | tuple[Response, int]:
        return answered(lambda payload: _rules(payload, find_room))

    @routes.post("/knock")
    def knock() -> Response | tuple[Response, int]:
        return answered(lambda payload: _knock(payload, passes, find_room))

    return routes


def _rules(payload: Any, find_room: FindRoom) -> dict[str, Any]:
    room = find_room(read(payload, _Rules).room or None)
    if room is None:
        raise Refused("unknown_room", "There is no such room here (any more).")
    return {"admission": room.state.admission, "history": room.state.history}


def _knock(payload: Any, passes: Passes, find_room: FindRoom) -> dict[str, Any]:
    shown = passes.take(read(payload, _Knock).ticket)
    if shown is None or shown.knock is None:
        raise malformed("this ticket was used or is too old")
    room = find_room(shown.room)
    if room is None:
        raise Refused("unknown_room", "There is no such room here (any more).")
    answer = room.entrance.knocks.wait(shown.knock, PATIENCE)
    return {"state": _STATES.get(answer, "refused"), "ticket": passes.put(shown)}


def told_to_wait(refusal: Refused, passes: Passes, shown: Pass | None, room: str) -> Refused:
    """`refusal` with a ticket to ask again: for the wish that now waits, and for whoever may come
    in but under another name."""
    data = dict(refusal.data)
    knock = data.pop("knock", None)
    if knock is not None:
        data["ticket"] = passes.put(replace(shown or Pass(), room=room, way=None, knock=knock))
    elif shown is not None and (shown.way or shown.knock) and refusal.code.startswith("name_"):
        data["ticket"] = passes.put(shown)
    return Refused(refusal.code, refusal.message, data)
