"""Asking to come in over the real doors: by CONNECT and ticket, and by requests that wait."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.room.requests import SetRole
from tests.server.doors.test_room_namespace import Member, Program
from tests.server.doors.wire import request
from tests.support.wait import wait_for


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    started = Program(tmp_path_factory.mktemp("program"), admission="ask")
    yield started
    started.app.stop()


@pytest.fixture(params=["lan", "guest"])
def door(request: pytest.FixtureRequest, program: Program) -> str:
    return str(getattr(program, request.param))


def refused(member: Member) -> dict[str, Any]:
    assert member.answer.startswith("44/room,"), member.answer
    data: dict[str, Any] = json.loads(member.answer.removeprefix("44/room,"))["data"]
    return data


def post(door: str, path: str, **payload: Any) -> tuple[int, dict[str, Any]]:
    body = json.dumps(payload).encode()
    answer = request(door, "POST", path, {"Content-Type": "application/json"}, body)
    return answer.status, json.loads(answer.data)  # type: ignore[attr-defined]


def waiting(program: Program) -> list[Any]:
    found: list[Any] = program.on_hub(lambda room: room.entrance.knocks.told(room.state))
    return found


def answer(program: Program, name: str, how: str) -> None:
    (knock,) = [one["knock"] for one in waiting(program) if one["name"] == name]
    program.on_hub(lambda room: room.answer_knock(room.me, knock, how))


def test_who_connects_waits_and_comes_in_with_the_ticket(program: Program, door: str) -> None:
    name = f"Jun {door[:5]}"
    with Member(door, name) as first:
        told = refused(first)
    assert told["code"] == "waiting"
    assert told["retry_after_ms"] > 0
    assert set(told) == {"code", "ticket", "retry_after_ms"}  # and nothing about the room
    (knock,) = [one for one in waiting(program) if one["name"] == name]
    assert knock["address"] == "127.0.0.1"
    with Member(door, name, ticket=told["ticket"]) as second:
        again = refused(second)
    assert again["code"] == "waiting"
    assert len([one for one in waiting(program) if one["name"] == name]) == 1
    answer(program, name, "let_in")
    with Member(door, name, ticket=again["ticket"]) as third:
        assert third.answer.startswith("40/room,"), third.answer
        wait_for(lambda: third.hear() and dict(third.events).get("welcome"), "the welcome")


def test_a_ticket_is_good_once_and_only_at_its_door(program: Program) -> None:
    with Member(program.lan, "Once") as first:
        ticket = refused(first)["ticket"]
    answer(program, "Once", "let_in")
    with Member(program.guest, "Once at the other door", ticket=ticket) as other:
        assert refused(other)["code"] == "waiting"
    answer(program, "Once at the other door", "refuse")
    with Member(program.lan, "Once", ticket=ticket) as second:
        assert second.answer.startswith("40/room,")
    with Member(program.lan, "Another", ticket=ticket) as third:
        assert refused(third)["code"] == "waiting"
    answer(program, "Another", "refuse")


def test_a_request_waits_for_the_answer(program: Program, door: str) -> None:
    name = f"Patient {door[:5]}"
    with Member(door, name) as first:
        ticket = refused(first)["ticket"]
    heard: list[tuple[int, dict[str, Any]]] = []
    asking = threading.Thread(target=lambda: heard.append(post(door, "/door/knock", ticket=ticket)))
    asking.start()
    answer(program, name, "let_in")
    asking.join(5)
    status, told = heard[0]
    assert (status, told["state"]) == (200, "let_in")
    with Member(door, name, ticket=told["ticket"]) as second:
        assert second.answer.startswith("40/room,")
    status, told = post(door, "/door/knock", ticket=ticket)
    assert (status, told["error"]["code"]) == (403, "malformed")


def test_who_is_refused_hears_so(program: Program, door: str) -> None:
    name = f"Stranger {door[:5]}"
    with Member(door, name) as first:
        ticket = refused(first)["ticket"]
    answer(program, name, "refuse")
    _, told = post(door, "/door/knock", ticket=ticket)
    assert told["state"] == "refused"
    with Member(door, name, ticket=told["ticket"]) as second:
        assert refused(second)["code"] == "waiting_refused"


def test_what_is_asked_of_a_newcomer_is_told_before(program: Program, door: str) -> None:
    assert post(door, "/door/rules") == (200, {"admission": "ask", "history": -1})
    room = program.info.room
    assert post(door, "/door/rules", room=room)[1] == {"admission": "ask", "history": -1}
    assert post(door, "/door/rules", room="0" * 32)[1]["error"]["code"] == "unknown_room"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/door/rules", b"[" * 50_000, 403),
        ("/door/rules", b'{"room":"\\ud800"}', 403),
        ("/door/knock", b"[" * 50_000, 403),
        ("/door/of/a/later/version", b"{}", 404),
    ],
)
def test_whatever_is_asked_at_a_door_is_answered_in_json(
    door: str, path: str, body: bytes, status: int
) -> None:
    answer = request(door, "POST", path, body=body)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/json"
    error = json.loads(answer.data)["error"]  # type: ignore[attr-defined]
    assert error["code"] == "malformed"
    assert error["message"]


def test_acts_are_asked_over_the_wire(tmp_path: Path) -> None:
    program = Program(tmp_path)
    try:
        with Member(program.lan, "Yuna") as yuna:
            wait_for(lambda: yuna.hear() and dict(yuna.events).get("welcome"), "the welcome")
            me = dict(yuna.events)["welcome"]["you"]["id"]
            for id, (event, payload) in enumerate(
                [
                    ("set_topic", {"id": "t-1", "topic": "news"}),
                    ("ban", {"id": "t-2", "member": me}),
                    ("banned", {}),
                    ("answer_knock", {"knock": "x", "answer": "let_in"}),
                    ("set_history", {"id": "t-3", "history": "all"}),
                ]
            ):
                yuna.send(f'42/room,{id}["{event}",{json.dumps(payload)}]')
                hear_answer(yuna, id)
            codes = [yuna.answers[id]["error"]["code"] for id in range(5)]
            assert codes == ["not_allowed"] * 4 + ["malformed"]
            program.on_hub(lambda room: _promote(room, me))
            yuna.send('42/room,9["set_topic",{"id":"t-9","topic":"news"}]')
            hear_answer(yuna, 9)
            assert yuna.answers[9]["ok"] is True
    finally:
        program.app.stop()


def hear_answer(member: Member, id: int) -> None:
    wait_for(lambda: member.hear() and id in member.answers, "the answer")


def _promote(room: Any, member: str) -> None:
    room.act(room.me, SetRole("r", member, "moderator"))
