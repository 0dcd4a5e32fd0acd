"""Members who ask too much: refused with the time to wait, then read more slowly."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.doors import doorway
from server.doors.limits import Limits
from tests.server.doors.door import open_door
from tests.server.doors.test_room_namespace import Member, Program
from tests.server.doors.wire import WebSocket, request

PACED = replace(Limits(), frames=20, frames_per_second=20.0)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """With the limits of every day."""
    started = Program(tmp_path_factory.mktemp("program"), rate=10)
    yield started
    started.app.stop()


def ask(member: Member, event: str, count: int, payload: Any) -> list[dict[str, Any]]:
    """So many at once; their answers."""
    member.answers.clear()
    for number in range(count):
        spelled = payload(number) if callable(payload) else payload
        member.ask(number, event, spelled)
    member.until(lambda: len(member.answers) == count)
    return [member.answers[number] for number in range(count)]


@pytest.mark.parametrize("event", ["history", "members", "pins"])
def test_reading_too_fast_is_told_when_to_come_again(program: Program, event: str) -> None:
    payload = {"history": {"before": 1, "limit": 1}}.get(event, {})
    with Member(program.guest, f"Reader of {event}") as member:
        member.until(lambda: member.welcome)
        answers = ask(member, event, 230, payload)
        assert [answer["ok"] for answer in answers[:200]] == [True] * 200
        refused = [answer["error"] for answer in answers if not answer["ok"]]
        assert refused
        assert all(error["code"] == "too_fast" for error in refused)
        wait = max(error["retry_after_ms"] for error in refused)
        assert 0 < wait <= 1000
        time.sleep(wait / 1000)
        assert ask(member, event, 1, payload)[0]["ok"]


def test_renaming_counts_like_speaking(program: Program) -> None:
    with Member(program.guest, "Changing") as member:
        member.until(lambda: member.welcome)
        names = ask(member, "rename", 60, lambda n: {"id": f"r{n}", "name": f"Changing {n}"})
        refused = [answer["error"] for answer in names if not answer["ok"]]
        assert 5 <= len(refused) <= 10
        assert {error["code"] for error in refused} == {"too_fast"}
        assert all(error["retry_after_ms"] > 0 for error in refused)


def test_signals_that_come_too_fast_are_dropped_without_a_word(program: Program) -> None:
    with Member(program.guest, "Typing") as typing, Member(program.guest, "Reading") as reading:
        come_in(typing, reading)
        answers = ask(typing, "signal", 100, {"kind": "typing"})
        assert all(answer == {"ok": True} for answer in answers)
        # They took nothing from what may be asked otherwise.
        assert ask(typing, "history", 1, {"before": 1, "limit": 1})[0]["ok"]
        assert ask(typing, "say", 1, {"id": "after", "text": "after the signals"})[0]["ok"]
        reading.until(lambda: "after the signals" in str(reading.entries))
        reading.until(lambda: typings(reading) > 0)
        # Another round of signals later, all that were told have come.
        assert ask(reading, "history", 1, {"before": 1, "limit": 1})[0]["ok"]
        assert 1 <= typings(reading) <= 15


def come_in(*members: Member) -> None:
    for member in members:
        while not member.welcome:
            assert member.hear()


def typings(member: Member) -> int:
    heard = [signal for event, told in member.events if event == "signals" for signal in told]
    return sum(signal["kind"] == "typing" for signal in heard)


def test_coming_again_begins_nothing_anew(program: Program) -> None:
    with Member(program.guest, "Back") as member:
        member.until(lambda: member.welcome)
        session = member.welcome["session"]
        said = ask(member, "say", 60, lambda n: {"id": f"b{n}", "text": "x"})
        assert not said[-1]["ok"]
    with Member(program.guest, "Back", session=session) as again:
        again.until(lambda: again.welcome)
        said = ask(again, "say", 60, lambda n: {"id": f"c{n}", "text": "x"})
        assert sum(answer["ok"] for answer in said) < 30


def test_everybody_together_has_a_limit_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.host.entrance.ALL", 1)
    program = Program(tmp_path / "program", rate=10)
    try:
        with Member(program.guest, "One") as one, Member(program.guest, "Two") as two:
            one.until(lambda: one.welcome)
            two.until(lambda: two.welcome)
            told = ask(one, "say", 40, lambda n: {"id": f"1{n}", "text": "x"})
            assert all(answer["ok"] for answer in told)
            told = ask(two, "say", 40, lambda n: {"id": f"2{n}", "text": "x"})
            assert not all(answer["ok"] for answer in told)
    finally:
        program.app.stop()


def test_who_sends_too_much_is_read_more_slowly_and_answered_in_order() -> None:
    with open_door(limits=PACED) as door, WebSocket(door.url) as loud, WebSocket(door.url) as calm:
        for member in (loud, calm):
            assert member.join(friend=True).startswith("40/room,")
        began = time.monotonic()
        for number in range(60):
            loud.send(f'42/room,{number}["echo",{number}]')
        calm.send('42/room,0["echo",0]')
        assert calm.text() == "43/room,0[0]"
        assert time.monotonic() - began < 1
        assert [loud.text() for _ in range(60)] == [f"43/room,{n}[{n}]" for n in range(60)]
        assert 1.5 < time.monotonic() - began < 6


def test_a_long_message_counts_as_several() -> None:
    with open_door(limits=PACED) as door, WebSocket(door.url) as loud:
        loud.join(friend=True)
        began = time.monotonic()
        for number in range(3):
            loud.send(f"42/room,{number}" + json.dumps(["echo", "x" * 80_000]))
        for _ in range(3):
            loud.text()
        assert time.monotonic() - began > 0.7


def test_by_polling_likewise() -> None:
    with open_door(limits=PACED) as door:
        polling = "/socket.io/?EIO=4&transport=polling"
        sid = json.loads(request(door.url, path=polling).data[1:])["sid"]  # type: ignore[attr-defined]
        path = f"{polling}&sid={sid}"
        assert request(door.url, "POST", path, body=b'40/room,{"friend":true}').status == 200
        packets = "\x1e".join(f'42/room,{n}["echo",{n}]' for n in range(60))
        began = time.monotonic()
        assert request(door.url, "POST", path, body=packets.encode()).status == 200
        assert time.monotonic() - began > 1.5


def test_who_is_held_back_is_not_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers to heartbeats stand behind what is not read yet."""
    monkeypatch.setattr(doorway, "PING_INTERVAL", 0.3)
    monkeypatch.setattr(doorway, "PING_TIMEOUT", 0.7)
    with open_door(limits=PACED) as door, WebSocket(door.url) as loud:
        loud.join(friend=True)
        for number in range(80):
            loud.send(f'42/room,{number}["echo",{number}]')
        answered = 0
        while answered < 80:
            text = loud.text()
            if text == "2":
                loud.send("3")
            else:
                assert text.startswith("43/room,"), text
                answered += 1
