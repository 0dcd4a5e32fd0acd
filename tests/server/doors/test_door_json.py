from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask, jsonify

from server.doors.door_json import answer_in_json, asked_json
from server.wire_json import NotUnicode


@pytest.fixture
def client() -> Any:
    app = Flask(__name__)
    answer_in_json(app)

    @app.post("/door/echo")
    def echo() -> Any:
        asked = asked_json()
        return jsonify("of no form" if isinstance(asked, NotUnicode) else asked)

    @app.post("/door/fault")
    def fault() -> Any:
        raise RuntimeError

    @app.post("/elsewhere")
    def elsewhere() -> Any:
        return ""

    return app.test_client()


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        (b'{"a":["\xec\x95\x88",1,null]}', {"a": ["안", 1, None]}),
        (b"", None),
        (b"{", None),
        (b"\xff", None),
        (b"NaN", None),
        (b"[" * 100_000, None),
        (b'{"a":' * 20_000, None),
        (b'["\\ud800",' + b"[" * 100_000, None),
        (b'{"a":"\\ud800"}', "of no form"),
    ],
)
def test_what_is_asked_is_read_or_nothing(client: Any, body: bytes, asked: Any) -> None:
    answer = client.post("/door/echo", data=body)
    assert (answer.status_code, answer.get_json()) == (200, asked)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/door/of/a/later/version", 404, "malformed"),
        ("/door/echo", 405, "malformed"),
        ("/door/fault", 500, "storage_full"),
    ],
)
def test_what_is_not_answered_is_said_in_json(
    client: Any, path: str, status: int, code: str
) -> None:
    answer = client.get(path) if status == 405 else client.post(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    error = json.loads(answer.data)["error"]
    assert error["code"] == code
    assert error["message"]
    allowed = set(answer.headers.get("Allow", "").split(", "))
    assert allowed == ({"POST", "OPTIONS"} if status == 405 else {""})


def test_elsewhere_people_read_what_they_read_before(client: Any) -> None:
    assert client.get("/elsewhere").headers["Content-Type"].startswith("text/html")
    assert client.get("/nothing").headers["Content-Type"].startswith("text/html")
