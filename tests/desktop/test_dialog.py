"""What somebody sees who started the program from a menu and it cannot run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.dialog import somebody_reads_the_terminal
from tests.desktop.x11 import active_window, title, window_of, xdotool
from tests.support.copies import PROGRAM, ROOT, environment_of
from tests.support.display import Display
from tests.support.wait import wait_for


@pytest.mark.window
@pytest.mark.parametrize("from_menu", [True, False])
def test_sentence_comes_in_a_dialog(display: Display, tmp_path: Path, from_menu: bool) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    command = [*PROGRAM, *(["--from-menu"] if from_menu else []), "--data", str(blocked)]
    with (tmp_path / "err").open("wb") as file:
        started = subprocess.Popen(
            command,
            env=environment_of(tmp_path / "home", display.environment()),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # A menu's programs write to a file that nobody reads; /dev/null says it by itself.
            stderr=file if from_menu else subprocess.DEVNULL,
        )
    try:
        window = window_of(display, started.pid)
        assert title(display, window) == "Sarangbang"
        wait_for(lambda: active_window(display) == window, "the dialog in front")

        def closed() -> bool:
            # To whatever has the focus: sent to a window that goes away meanwhile, the key
            # would stay down for all tests that follow on this display.
            xdotool(display, "key", "Return")
            return started.poll() is not None

        wait_for(closed, "the dialog to close", every=0.5)
        assert started.wait(5) == 3
    finally:
        started.kill()
        started.wait()
    assert b"cannot be used" not in (tmp_path / "err").read_bytes()


def test_who_reads_standard_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        monkeypatch.setattr(sys, "stderr", file)
        assert somebody_reads_the_terminal(from_menu=False)
        assert not somebody_reads_the_terminal(from_menu=True)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        monkeypatch.setattr(sys, "stderr", nowhere)
        assert not somebody_reads_the_terminal(from_menu=False)
    monkeypatch.setattr(sys, "stderr", None)
    assert not somebody_reads_the_terminal(from_menu=False)
