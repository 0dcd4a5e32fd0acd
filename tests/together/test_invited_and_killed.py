"""A use of an invitation and the coming in it is for: one does not go without the other, whenever
the host is killed."""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.host.invitations import hashed
from server.store import Invitation, Store
from tests.server.doors.test_room_namespace import Member
from tests.support import copies as support
from tests.support.copies import Copies, Host
from tests.support.wait import wait_for
from tests.together.dies_in_between import MOMENTS
from tests.together.joined import Joined, local_link
from tests.together.ledger import check_log, read_log

ROUNDS = 6
SECRET = "a-secret-of-the-test"


def invite(data: Path, room: str, door: str, uses: int) -> None:
    """Put an invitation into a host's database, while the host does not run."""
    store = Store(data / "sarangbang.db")
    row = store.rooms.get(room)
    assert row is not None
    made = Invitation(hashed(SECRET), SECRET, door, 1, row.state.host, most_uses=uses)
    store.invitations.add(row.key, made)
    store.close()


def counted_and_came(data: Path) -> tuple[int, int]:
    """How often the invitation was used by its own account, and by the log's."""
    with closing(sqlite3.connect(data / "sarangbang.db", timeout=10)) as database:
        find = "SELECT uses FROM invitations WHERE id = ?"
        (uses,) = database.execute(find, (hashed(SECRET),)).fetchone()
        bodies = database.execute("SELECT body FROM entries WHERE kind = 'joined'").fetchall()
    came = [json.loads(body) for (body,) in bodies]
    return uses, sum(1 for body in came if body.get("invite") == hashed(SECRET))


def link_with(host: Host, secret: str) -> str:
    return f"{local_link(host).partition('#')[0]}#{secret}"


def come(copy: Joined, host: Host) -> dict[str, Any]:
    probe = copy.home("probe", text=link_with(host, SECRET))
    assert probe["ok"], probe
    return copy.home("join", probe=probe["probe"], name=copy.name)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_between_the_use_and_the_coming_in(
    moment: str,
    copies: Copies,
    make_copy: Callable[[str], Joined],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = copies.host("Our room", is_open=False)
    room, port = host.said["room"], int(host.lan.rpartition(":")[2])
    host.stop()
    invite(host.data, room, "lan", uses=1)
    minsu, yuna = make_copy("Minsu"), make_copy("Yuna")
    program = [sys.executable, "-m", "tests.together.dies_in_between", moment]
    with monkeypatch.context() as patch:
        patch.setattr(support, "PROGRAM", program)
        host = copies.host("Our room", data=host.data, port=port, is_open=False)
    probe = minsu.home("probe", text=link_with(host, SECRET))
    minsu.speaker.begin("home", event="join", payload={"probe": probe["probe"], "name": "Minsu"})
    wait_for(lambda: not host.process.running, "the host to be killed")
    counted, came = counted_and_came(host.data)
    assert came == (1 if moment in ("told", "apart") else 0)
    if moment == "apart":  # a host that takes two steps is found out
        assert counted != came
        return
    assert counted == came
    minsu.kill()  # whatever became of its asking
    minsu.start()
    host = copies.host("Our room", data=host.data, port=port, is_open=False)
    assert come(minsu, host)["ok"]  # the use is not lost, nor needed twice
    assert come(yuna, host)["error"]["code"] == "invite_wrong"
    assert counted_and_came(host.data) == (1, 1)


@pytest.mark.timeout(200)
def test_killed_at_any_moment_of_a_crowd_coming_in(
    copies: Copies, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random()
    host = copies.host("Our room", "--rate", "0", is_open=False, guests=True)
    room = host.said["room"]
    port, guests = (int(url.rpartition(":")[2]) for url in (host.lan, host.guest))
    host.stop()
    invite(host.data, room, "guest", uses=1000)
    welcomed: list[str] = []

    def keep_coming(name: str, url: str) -> None:
        """One newcomer after the other, until nobody is there to let them in."""
        killed = contextlib.suppress(OSError, AssertionError, EOFError, ValueError)
        with killed, contextlib.ExitStack() as inside:
            for number in itertools.count():
                member = Member(url, f"{name} {number}", invite=SECRET)
                inside.enter_context(member)
                member.until(lambda member=member: member.welcome)  # type: ignore[misc]
                welcomed.append(member.name)

    for number in range(ROUNDS):
        host = copies.host(
            *("Our room", "--rate", "0", "--guests", str(guests)),
            data=host.data, port=port, is_open=False,
        )  # fmt: skip
        with ThreadPoolExecutor(20) as pool:
            for one in range(20):
                pool.submit(keep_coming, f"Guest {number}-{one}", host.guest)
            time.sleep(chance.uniform(0.1, 0.6))
            host.kill()
        counted, came = counted_and_came(host.data)
        assert counted == came
        assert len(welcomed) <= came <= 1000
        with capsys.disabled():
            print(f" {len(welcomed)}/{came}", end="", flush=True)  # noqa: T201
    assert welcomed
    check_log(read_log(host.data, room))
