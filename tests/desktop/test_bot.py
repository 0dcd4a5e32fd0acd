"""`sarangbang bot`, as a person types it."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from server.encoding import to_base64url
from server.identity import Identity
from server.invitation import parse_link
from tests.server.link.strangers import listening, silent
from tests.support.copies import PROGRAM, ROOT, Copies, Host, environment_of
from tests.support.ports import free_port


def bot(file: Path, link: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*PROGRAM, "bot", link, str(file), *arguments],
        env=environment_of(file.parent / "home", {"LANG": "C.UTF-8"}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done


def at(host: Host, *ports: int) -> str:
    """The invitation, with these ports of this machine as the host's addresses."""
    places = "".join(f"&at=127.0.0.1:{port}" for port in ports)
    return re.sub(r"(&at=[^&#]+)+", places, str(host.said["invite"]))


@pytest.fixture
def host(copies: Copies) -> Host:
    return copies.host("우리 방", is_open=False)


@pytest.fixture
def port(host: Host) -> int:
    return int(host.lan.rpartition(":")[2])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.json"


def read(file: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(file.read_bytes())
    return known


def test_it_writes_the_address_that_answers_and_what_to_say(
    host: Host, port: int, file: Path
) -> None:
    link = at(host, free_port(), port)
    done = bot(file, link, "--name", "Tea bot")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    known, invitation = read(file), parse_link(link)
    assert known["url"] == f"https://127.0.0.1:{port}"
    room, secret = invitation.room, invitation.secret
    assert known["auth"] == {"protocol": 1, "name": "Tea bot", "room": room, "invite": secret}
    shown = ssl.get_server_certificate(("127.0.0.1", port))
    assert known["certificate"].split() == shown.split()
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600


def test_what_the_bot_has_noted_stays_in_the_same_room_only(
    host: Host, port: int, file: Path
) -> None:
    link = at(host, port)
    assert bot(file, link).returncode == 0
    known = read(file)
    known["auth"] |= {"session": "its own", "after": 7}
    known["url"] = "https://10.0.0.1:47800"
    file.write_text(json.dumps(known))
    assert known["auth"]["name"] == "Bot"
    assert bot(file, link, "--name", "Another").returncode == 0
    assert bot(file, link).returncode == 0
    again = read(file)
    assert again["url"] == f"https://127.0.0.1:{port}"
    assert (again["auth"]["session"], again["auth"]["after"]) == ("its own", 7)
    assert again["auth"]["name"] == "Another"
    elsewhere = link.replace(parse_link(link).room, "ab" * 16)
    assert bot(file, elsewhere).returncode == 0
    assert read(file)["auth"].keys() == {"protocol", "name", "room", "invite"}
    assert read(file)["auth"]["name"] == "Bot"
    assert bot(file, link, "--name", "\u202e").returncode == 2


def test_another_computer_is_not_trusted(host: Host, file: Path, tmp_path: Path) -> None:
    thief = Identity.load_or_create(tmp_path / "thief")
    with listening(silent, thief.server_context(ssl.SSLContext)) as (port, heard):
        done = bot(file, at(host, port))
        assert bytes(heard) == b""
    assert done.returncode == 11
    assert "Another computer answers" in done.stderr
    assert not file.exists()


def test_another_host_of_the_same_room_is_not_told_what_the_bot_knows(
    host: Host, port: int, file: Path, tmp_path: Path
) -> None:
    link = at(host, port)
    assert bot(file, link).returncode == 0
    before = file.read_bytes()
    thief = Identity.load_or_create(tmp_path / "thief")
    with listening(silent, thief.server_context(ssl.SSLContext)) as (trap, heard):
        forged = re.sub(
            r"key=[^&#]+", f"key={to_base64url(bytes.fromhex(thief.fingerprint))}", at(host, trap)
        )
        done = bot(file, forged)
        assert bytes(heard) == b""
    assert done.returncode == 11
    assert str(file) in done.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("link", "code"), [("10.0.0.7", 2), ("sarangbang://join?v=1#x", 2), ("away", 10)]
)
def test_where_nobody_is_found_nothing_is_written(
    host: Host, file: Path, link: str, code: int
) -> None:
    done = bot(file, at(host, free_port()) if link == "away" else link)
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == 1
    assert not file.exists()


def test_a_file_of_something_else_is_left_alone(host: Host, port: int, file: Path) -> None:
    file.write_text("a letter")
    done = bot(file, at(host, port))
    assert done.returncode == 3
    assert str(file) in done.stderr
    assert file.read_text() == "a letter"
