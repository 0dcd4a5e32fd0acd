"""Thousands of guesses of a spoken code, over TLS and from many addresses, at a host's door."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.codes.spelled import read_code
from server.invitation import parse_link
from tests.server.codes.guesser import ADDRESSES, GUESSES, LINES
from tests.server.doors.program import Program
from tests.support.copies import ROOT
from tests.together.plain import Clients

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="needs Linux's many loopback addresses"
)

#: A member waits no longer (seconds) for its message to be stored; on a quiet machine it is 0.05.
PATIENCE = 5.0


def test_thousands_of_guesses_at_once_are_three_and_members_talk_on(
    programs: Callable[[str], Program], tmp_path: Path, artefacts: Path
) -> None:
    home = programs("host").page()
    room = home.ask("host", name="방", admission="invited")["room"]
    invite = home.ask("invite", room=room)
    link, url = parse_link(invite["link"]), f"https://127.0.0.1:{invite['port']}"
    clients = Clients("python", tmp_path / "clients", artefacts / "clients.log")
    member = clients.join(url, "Ada", invite=link.secret)
    shown = read_code(home.ask("show_code", room=room, form="en")["code"])
    assert shown is not None
    wrong = "acorn-acorn" if shown.secret != "acorn-acorn" else "acorn-almond"

    told = [str(tmp_path / "thief"), str(invite["port"]), str(shown.number), wrong, link.key]
    command = [sys.executable, "-m", "tests.server.codes.guesser", *told]
    waits: list[float] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as guessing:
        try:
            while guessing.poll() is None:
                began = time.monotonic()
                assert member.say(f"message {len(waits)}")["ok"]
                waits.append(time.monotonic() - began)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    guessing.wait(0.2)  # slower than a member may talk
            assert guessing.stdout is not None
            came = json.loads(guessing.stdout.read())
        finally:
            guessing.kill()
            clients.speaker.kill()

    start, finish = came["start"], came["finish"]
    assert sum(start.values()) == ADDRESSES * LINES * (1 + GUESSES)
    assert start.keys() <= {"ok", "too_many_tries", "unknown_code"}
    assert start["ok"] > 3, "more were begun than are judged"
    assert (finish["code_wrong"], finish["code_burnt"]) == (2, 1), "three are judged and no more"
    assert finish.keys() <= {"code_wrong", "code_burnt", "unknown_code", "malformed"}
    ended = home.ask("code", room=room)
    assert (ended["code"], ended["ended"]) == (None, "burnt")
    assert sorted(ended["wrong"]) == sorted(came["judged"])
    assert len(waits) > 10
    assert max(waits) < PATIENCE
