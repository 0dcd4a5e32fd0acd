"""The tutorial's two events, spoken to a real host by the official Python client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.doors.tutorial import client, member
from tests.support.copies import Copies, Host
from tests.support.wait import wait_for


@pytest.fixture
def copies(tmp_path: Path, artefacts: Path) -> Iterator[Copies]:
    started = Copies(tmp_path, artefacts)
    yield started
    started.close()


@pytest.fixture
def host(copies: Copies) -> Host:
    return copies.host("Our room", guests=True)


def test_what_is_said_is_stored_and_acknowledged(host: Host) -> None:
    async def run() -> None:
        async with client(host.guest) as one, client(host.lan) as other:
            for each, name in ((one, ""), (other, "Ada")):
                answer = await each.client.call("my event", {"user_name": name, "message": "hi"})
                assert answer["ok"], answer
                assert isinstance(answer["number"], int)
            await one.until(lambda: ("Ada", "hi") in one.heard(), "Ada's words")
            nameless = one.heard()[0][0]
            assert nameless.startswith("Guest")
            assert one.heard() == [(nameless, "hi"), ("Ada", "hi")]
            assert other.heard() == [("Ada", "hi")], "not what was said before it came"
            await one.client.call("my event", {"user_name": "Bea", "message": "renamed"})
            await other.until(lambda: ("Bea", "renamed") in other.heard(), "Bea's words")
            async with member(host.lan, "Late") as late:
                await late.until(lambda: len(late.said()) == 3, "the log")
                assert late.said() == [(nameless, "hi"), ("Ada", "hi"), ("Bea", "renamed")]
                kinds = [entry["kind"] for entry in late.entries]
                assert kinds.count("joined") == 4
                assert kinds.count("renamed") == 1

    asyncio.run(run())


def test_data_is_echoed_as_it_came_and_not_stored(host: Host) -> None:
    async def run() -> None:
        async with client(host.guest) as one, client(host.guest) as other:
            await other.client.call("my event", {"data": "here"})
            await one.client.call("my event", {"data": "User Connected"})
            await other.until(lambda: len(other.responses) == 2, "both")
            assert other.responses == [{"data": "here"}, {"data": "User Connected"}]
            assert one.responses == [{"data": "User Connected"}]
            long = await one.client.call("my event", {"data": "x" * 1025})
            assert long["error"]["code"] == "too_long"
            assert (await one.client.call("my event", {"data": "x" * 1024}))["ok"]
            assert (await one.client.call("my event", {"data": '"\n' * 512}))["ok"]
            async with member(host.lan, "Reader") as reader:
                await reader.until(lambda: reader.entries, "the log")
                assert not reader.said()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (None, "malformed"),
        ("text", "malformed"),
        ({}, "malformed"),
        ({"data": 1}, "malformed"),
        ({"data": "\ud800"}, "malformed"),
        ({"data": "x", "\udc00": 1}, "malformed"),
        ({"data": "x" * 1000, "more": "x" * 1000}, "too_long"),
        ({"user_name": 1, "message": "x"}, "malformed"),
        ({"user_name": "x", "message": 1}, "malformed"),
        ({"user_name": "x", "message": ""}, "empty"),
        ({"user_name": "x", "message": "y" * 10_001}, "too_long"),
        ({"user_name": "x" * 41, "message": "y"}, "name_invalid"),
        ({"user_name": "\u202eevil", "message": "y"}, "name_invalid"),
    ],
)
def test_what_is_refused_comes_back_to_that_client_alone(
    shared_host: Host, payload: Any, code: str
) -> None:
    async def run() -> None:
        async with client(shared_host.guest) as one, client(shared_host.guest) as other:
            assert (await other.client.call("my event", {"data": "here"}))["ok"]
            answer = await one.client.call("my event", payload)
            assert answer["error"]["code"] == code
            await one.until(lambda: one.responses, "the sentence")
            (said,) = one.responses
            assert said["user_name"] == "Sarangbang"
            assert said["message"] == answer["error"]["message"]
            assert other.responses == [{"data": "here"}]

    asyncio.run(run())


@pytest.fixture(scope="module")
def shared_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    started = Copies(tmp_path_factory.mktemp("shared"), tmp_path_factory.mktemp("logs"))
    yield started.host("Our room", guests=True)
    started.close()


def test_whoever_has_not_spoken_is_told_nothing(shared_host: Host) -> None:
    async def run() -> None:
        async with client(shared_host.guest) as silent, client(shared_host.guest) as one:
            answer = await one.client.call("my event", {"user_name": "Cho", "message": "secret"})
            assert answer["ok"]
            await one.until(one.heard, "its own words")
            await one.client.call("my event", {"data": "echo"})
            assert silent.responses == []

    asyncio.run(run())


def test_an_invited_room_wants_the_invitation_in_the_query(copies: Copies) -> None:
    host = copies.host("Quiet room", is_open=False, guests=True)

    async def run() -> None:
        message = {"user_name": "Dan", "message": "let me in"}
        async with client(host.guest) as one:
            answer = await one.client.call("my event", message)
            assert answer["error"]["code"] == "invite_needed"
            assert "Quiet room" not in json.dumps([answer, one.responses])
        async with client(f"{host.guest}/?invite=nonsense") as one:
            answer = await one.client.call("my event", message)
            assert answer["error"]["code"] == "invite_wrong"
        async with client(f"{host.guest}/?invite={host.said['secret']}") as one:
            answer = await one.client.call("my event", message)
            assert answer["error"]["code"] == "invite_wrong", "that one is the lan door's"
        async with client(f"{host.guest}/?invite={host.said['guest_secret']}") as one:
            assert (await one.client.call("my event", message))["ok"]

    asyncio.run(run())


def test_messages_of_one_client_keep_their_order_and_their_rate(shared_host: Host) -> None:
    async def run() -> None:
        async with client(shared_host.guest) as one:
            asked = [
                one.client.call("my event", {"user_name": "Eve", "message": str(number)})
                for number in range(200)
            ]
            answers = await asyncio.gather(*asked)
            stored = [number for number, answer in enumerate(answers) if answer["ok"]]
            numbers = [answer["number"] for answer in answers if answer["ok"]]
            assert numbers == sorted(numbers)
            assert 40 <= len(stored) < 200
            assert {a["error"]["code"] for a in answers if not a["ok"]} == {"too_fast"}
            mine = [text for name, text in one.heard() if name == "Eve"]
            assert mine == [str(number) for number in stored]

    asyncio.run(run())


def test_the_host_s_end_is_told(copies: Copies) -> None:
    host = copies.host("Short room", guests=True)

    async def run() -> None:
        async with client(host.guest) as one:
            assert (await one.client.call("my event", {"data": "here"}))["ok"]
            host.process.popen.terminate()
            await one.until(one.heard, "the goodbye")
            assert one.heard()[0][0] == "Sarangbang"
            await one.until(lambda: not one.client.connected, "the end")

    asyncio.run(run())
    wait_for(lambda: not host.process.running, "the host to end")
