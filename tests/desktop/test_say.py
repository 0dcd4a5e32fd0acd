"""`sarangbang say`, as a script calls it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.identity import Identity
from server.invitation import parse_link
from tests.support.copies import PROGRAM, ROOT, Copies, Host, environment_of
from tests.support.wait import wait_for
from tests.together.plain import Clients, Member


def command(link: str, *arguments: str, data: Path) -> list[str]:
    return [*PROGRAM, "say", link, *arguments, "--data", str(data)]


def say(
    link: str, *arguments: str, data: Path, stdin: str | bytes = ""
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command(link, *arguments, data=data),
        env=environment_of(data.parent / "home", {"LANG": "C.UTF-8"}),
        cwd=ROOT,
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        timeout=90,
    )
    told = done.stderr.decode()
    assert "Traceback" not in told
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), told)


def here(host: Host) -> str:
    """The invitation, with the address by which this machine reaches the host."""
    place = host.lan.removeprefix("https://")
    return re.sub(r"(&at=[^&#]+)+", f"&at={place}", str(host.said["invite"]))


@pytest.fixture
def host(copies: Copies) -> Host:
    return copies.host("우리 방", is_open=False)


@pytest.fixture
def ear(host: Host, tmp_path: Path, artefacts: Path) -> Iterator[Member]:
    """A member that hears what is said."""
    clients = Clients("python", tmp_path / "ear", artefacts / "ear.log")
    yield clients.join(host.lan, "Ear", invite=host.said["secret"])
    clients.speaker.kill()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def said(ear: Member) -> list[dict[str, Any]]:
    return [entry for entry in ear.entries if entry["kind"] == "said"]


def test_it_is_delivered_before_it_ends(host: Host, ear: Member, data: Path) -> None:
    done = say(here(host), "  백업이 끝났어요  ", "--name", "Backup", data=data)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    wait_for(lambda: ear.texts == ["  백업이 끝났어요  "], "the message")
    (entry,) = said(ear)
    assert entry["name"] == "Backup"
    assert entry["signature"]


def test_each_line_is_a_message_in_order(host: Host, ear: Member, data: Path) -> None:
    """More of them than go at once, so it has to wait for the host."""
    lines = [f"line {n}" for n in range(55)]
    text = "\n\n".join(lines) + "\r\n \nlast, without an end"
    done = say(here(host), "-", data=data, stdin=text)
    assert done.returncode == 0, done.stderr
    wait_for(lambda: ear.texts == [*lines, "last, without an end"], "the lines")


def test_lines_go_as_they_come(host: Host, ear: Member, data: Path) -> None:
    environment = environment_of(data.parent / "home")
    with subprocess.Popen(
        command(here(host), "-", data=data), env=environment, cwd=ROOT, stdin=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        for text in ("one", "two"):
            process.stdin.write(f"{text}\n".encode())
            process.stdin.flush()
            wait_for(lambda: text in ear.texts, text)  # noqa: B023 - done at once
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 130


def test_the_whole_as_one_message(host: Host, ear: Member, data: Path) -> None:
    done = say(here(host), "-", "--whole", data=data, stdin=b"a\n\n  b \xff\n")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: ear.texts == ["a\n\n  b \ufffd"], "the message")


def test_it_is_the_same_member_each_time(host: Host, ear: Member, data: Path) -> None:
    for arguments in (["one"], ["two"], ["three", "--name", "Cron"], ["four"]):
        assert say(here(host), *arguments, data=data).returncode == 0
    wait_for(lambda: len(said(ear)) == 4, "all four")
    assert len({entry["author"] for entry in said(ear)}) == 1
    assert said(ear)[0]["author"] == Identity.load_or_create(data / "say").member
    names = [entry["name"] for entry in said(ear)]
    assert names[0] == names[1]
    assert names[2:] == ["Cron", "Cron"]
    assert (data / "say" / "identity.key").stat().st_mode & 0o777 == 0o600


def test_it_works_beside_the_program_and_beside_itself(host: Host, ear: Member) -> None:
    """On the data folder of the host that runs, twice at once from the first time on."""
    environment = environment_of(host.data.parent / "home")
    both = [
        subprocess.Popen(command(here(host), text, data=host.data), env=environment, cwd=ROOT)
        for text in ("one", "two")
    ]
    assert [process.wait(60) for process in both] == [0, 0]
    wait_for(lambda: sorted(ear.texts) == ["one", "two"], "both")
    assert len({entry["author"] for entry in said(ear)}) == 1


def test_a_name_that_is_taken(host: Host, ear: Member, data: Path) -> None:
    done = say(here(host), "x", "--name", "Ear", data=data)
    assert done.returncode == 11
    assert len(done.stderr.splitlines()) == 1
    assert "Ear" in done.stderr
    assert not ear.texts


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("192.168.0.7", "begins with sarangbang://"),
        ("hello", "begins with sarangbang://"),
        # What is left of one that was not put in quotes.
        ("sarangbang://join?v=1", "put it in quotes"),
        ("sarangbang://join?v=1&room=12", "put it in quotes"),
        ("sarangbang://join?v=2&room=12", "needs a newer version"),
    ],
)
def test_only_an_invitation_will_do(link: str, told: str, data: Path) -> None:
    done = say(link, "x", data=data)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_invitation_that_is_no_longer_good(host: Host, data: Path) -> None:
    done = say(here(host).partition("#")[0] + "#wrong", "x", data=data)
    assert done.returncode == 11
    assert "new one" in done.stderr


def test_another_computer_is_told_nothing(copies: Copies, host: Host, data: Path) -> None:
    other = copies.host()
    link = re.sub(r"&at=[^&#]+", f"&at={other.lan.removeprefix('https://')}", here(host))
    assert parse_link(link).key == host.said["fingerprint"]
    done = say(link, "x", data=data)
    assert done.returncode == 11
    assert "nothing was sent" in done.stderr


def test_what_cannot_be_said(host: Host, ear: Member, data: Path) -> None:
    done = say(here(host), "-", data=data, stdin="short\n" + "가" * 10_001 + "\nnever")
    assert done.returncode == 12
    assert "Message 2" in done.stderr
    assert "1 delivered" in done.stderr
    assert say(here(host), "-", "--whole", data=data, stdin="x" * 50_000).returncode == 12
    for nothing in ("", "  "):
        assert say(here(host), nothing, data=data).returncode == 12
    assert say(here(host), "-", data=data, stdin="\n\n").returncode == 12
    assert say(here(host), "y" * 10_000, data=data).returncode == 0
    wait_for(lambda: ear.texts == ["short", "y" * 10_000], "what could be said")


def test_a_host_that_is_away(copies: Copies, host: Host, data: Path) -> None:
    link = here(host)
    host.stop()
    done = say(link, "x", data=data)
    assert done.returncode == 10
    assert "--wait" in done.stderr
    environment = environment_of(data.parent / "home")
    with subprocess.Popen(
        command(link, "x", "--wait", "60", data=data), env=environment, cwd=ROOT
    ) as waiting:
        port = int(host.lan.rpartition(":")[2])
        copies.host("우리 방", is_open=False, data=host.data, port=port)
        assert waiting.wait(60) == 0


def test_where_one_has_to_be_let_in(copies: Copies, data: Path) -> None:
    host = copies.host("Ask", "--ask", is_open=False)
    done = say(here(host).partition("#")[0], "x", "--wait", "1", data=data)
    assert done.returncode == 11
    assert "has not answered" in done.stderr


def test_a_message_survives_a_host_that_is_killed(copies: Copies, host: Host, data: Path) -> None:
    """Acknowledged or said again under its id: each line once, in order."""
    environment = environment_of(data.parent / "home")
    read, write = os.pipe()
    with subprocess.Popen(
        command(here(host), "-", "--wait", "60", data=data),
        env=environment,
        cwd=ROOT,
        stdin=read,
    ) as process:
        os.close(read)
        os.write(write, b"one\n")
        wait_for((data / "say" / "names.json").exists, "that it is in the room")
        host.kill()
        os.write(write, b"two\nthree\n")
        os.close(write)
        port = int(host.lan.rpartition(":")[2])
        again = copies.host("우리 방", is_open=False, data=host.data, port=port)
        assert process.wait(60) == 0
    clients = Clients("python", data.parent / "late", data.parent / "late.log")
    late = clients.join(again.lan, "Late", invite=again.said["secret"])
    wait_for(lambda: len(said(late)) >= 3, "all that was said")
    assert late.texts == ["one", "two", "three"]
    clients.speaker.kill()
