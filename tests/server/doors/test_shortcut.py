"""Requests that go straight to the committer keep their order and are all answered."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import socketio

from server.doors import fanout, member, outer, shortcut
from tests.server.doors.program import Program

Programs = Callable[[str], Program]


def test_the_libraries_are_those_it_was_written_for() -> None:
    """When this fails, read again what `fanout` and `shortcut` use of their insides."""
    assert shortcut.is_known()
    assert fanout.is_direct()


@pytest.mark.parametrize("way", ["direct", "queue"])
def test_what_is_asked_before_the_welcome_is_answered_in_order(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv(fanout.SWITCH, way)
    program = programs("host")
    home = program.page()
    room = home.ask("host", name="방", admission="open")["room"]
    port = home.ask("invite", room=room)["port"]
    answers, told = asyncio.run(_talk(port))
    numbers = [answer["number"] for answer in answers if answer["ok"]]
    assert numbers == sorted(numbers)
    assert len(numbers) == 60
    assert [answer["error"]["code"] for answer in answers if not answer["ok"]] == ["empty"] * 2
    said = [entry for entry in told if entry["kind"] == "said"]
    assert [entry["body"]["text"] for entry in said] == [str(n) for n in range(60)]
    # A name that was taken between two messages stands on those after it, and on no other.
    assert [entry["name"] for entry in said] == ["Yuna"] * 30 + ["Nari"] * 30


async def _talk(port: int) -> tuple[list[Any], list[Any]]:
    client = socketio.AsyncClient(ssl_verify=False, reconnection=False)
    told: list[Any] = []
    answers: list[Any] = []
    whole, answered = asyncio.Event(), asyncio.Event()

    def hear(entries: list[Any]) -> None:
        told.extend(entries)
        if sum(1 for entry in told if entry["kind"] == "said") == 60:
            whole.set()

    def take(answer: Any) -> None:
        answers.append(answer)
        if len(answers) == 62:
            answered.set()

    client.on("entries", hear, namespace="/room")
    await client.connect(
        f"https://127.0.0.1:{port}",
        auth={"protocol": 1, "name": "Yuna"},
        namespaces=["/room"],
        transports=["websocket"],
    )

    async def ask(event: str, **payload: Any) -> None:
        payload = {"id": str(uuid.uuid4()), **payload}
        await client.emit(event, payload, namespace="/room", callback=take)

    for n in range(30):
        await ask("say", text=str(n))
    await ask("say", text="")
    await client.emit("rename", {"id": "r", "name": "Nari"}, namespace="/room")
    for n in range(30, 60):
        if n == 45:
            await asyncio.sleep(5.5)  # the rate lets 50 through at once, then ten a second
        await ask("say", text=str(n))
    await ask("say", text="  ")
    async with asyncio.timeout(20):
        await whole.wait()
        await answered.wait()
    await client.disconnect()
    return answers, told


def test_goodbyes_after_which_one_comes_back() -> None:
    assert {"closing", "slow", "moved"} <= member.COME_BACK
    assert not {"removed", "banned"} & member.COME_BACK


def test_every_door_names_itself() -> None:
    assert {door.name for door in outer.OuterDoor.__subclasses__()} == {"lan", "guest"}
