"""A copied key, by three whole programs: the window of each is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.host import twice
from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def joined(program: Program, port: int) -> Page:
    home = program.page()
    probe = home.ask("probe", text=f"127.0.0.1:{port}")["probe"]
    room = home.ask("join", probe=probe, name="Yuna")["room"]
    return program.page("/room", room=room, after=-1)


def statuses(page: Page) -> list[dict[str, Any]]:
    return [page.next("welcome")["status"], *page.all("status")]


def test_a_copied_identity_is_told_to_its_windows_and_to_nobody_else(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twice, "SURE_AFTER", 0.3)  # all of it is on one address
    host, yuna = programs("host"), programs("yuna")
    home = host.page()
    room = home.ask("host", name="방", admission="open")["room"]
    port = home.ask("invite", room=room)["port"]
    window = joined(yuna, port)
    (tmp_path / "copy").mkdir(mode=0o700)
    shutil.copy(tmp_path / "yuna" / "identity.key", tmp_path / "copy")
    copy = programs("copy")
    echo = joined(copy, port)
    both = {"kind": "connected", "twice": "127.0.0.1"}
    wait_for(lambda: statuses(window)[-1] == both, "the first to be told")
    wait_for(lambda: statuses(echo)[-1] == both, "the copy to be told")
    # Also a window that is opened only now.
    assert yuna.page("/room", room=room, after=-1).next("welcome")["status"] == both
    copy.stop()
    wait_for(lambda: statuses(window)[-1] == {"kind": "connected"}, "it to be over")
    hosts = host.page("/room", room=room, after=-1)
    assert statuses(hosts) == [{"kind": "hosting"}]


def test_the_host_s_identity_on_another_computer(programs: Programs, tmp_path: Path) -> None:
    host = programs("host")
    home = host.page()
    room = home.ask("host", name="방", admission="open")["room"]
    hosts = host.page("/room", room=room, after=-1)
    port = home.ask("invite", room=room)["port"]
    (tmp_path / "copy").mkdir(mode=0o700)
    shutil.copy(tmp_path / "host" / "identity.key", tmp_path / "copy")
    answer = programs("copy").page().ask("probe", text=f"127.0.0.1:{port}")
    # To its own key it is a room of its own, on this computer or another.
    assert answer["error"]["code"] == "own_room"
    assert statuses(hosts) == [{"kind": "hosting"}]
