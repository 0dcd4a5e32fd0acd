"""JSON in, JSON out: what the requests under `/door/` have in common, also where one fails."""

from __future__ import annotations

from typing import Any

from flask import Flask, jsonify, request

from server import wire_json
from server.room.refusal import malformed

PREFIX = "/door/"
#: What Flask answers of its own: no such path, not in this way, a fault.
ANSWERED = (404, 405, 500)


def asked_json() -> Any:
    """What the request's body spells, None for what is not JSON.

    Strangers may ask, so nothing of it is a fault of ours, however deep it is nested.
    """
    try:
        return wire_json.loads(request.get_data())
    except ValueError:
        return None


def answer_in_json(app: Flask) -> None:
    """Have what `app` cannot answer under `/door/` said as everything there is said: a client
    that is newer than this host reads of what it does not know, and no page for people."""

    def failed(error: Any) -> Any:
        if not request.path.startswith(PREFIX):
            return error
        answer = error.get_response()
        if answer.status_code >= 500:
            refused = {"code": "storage_full", "message": "The host had a fault."}
        else:
            refused = malformed("there is no such request").error()
        answer.data = jsonify(error=refused).data
        answer.content_type = "application/json"
        return answer

    for status in ANSWERED:
        app.register_error_handler(status, failed)
