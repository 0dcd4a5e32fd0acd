"""The self-test, run as a person would, with a display and without one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.copies import PROGRAM, ROOT, environment_of
from tests.support.display import Display

PARTS = ["database", "WebSocket", "polling", "TLS", "nearby", "shows the page"]


@pytest.mark.nearby
@pytest.mark.window
@pytest.mark.parametrize("screen", [True, False])
def test_all_is_well(tmp_path: Path, display: Display, screen: bool) -> None:
    more = display.environment() if screen else {}
    done = subprocess.run(
        [*PROGRAM, "--selftest"],
        env=environment_of(tmp_path, more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "all is well"
    assert all(line.startswith("ok ") for line in lines[:-1])
    for part in PARTS:
        assert part in done.stdout
    assert not (tmp_path / "share" / "sarangbang").exists(), "it has a folder of its own"


def test_part_that_is_broken_is_named(tmp_path: Path) -> None:
    broken = """
import server.store.database as database
def refuse(*ignored, **more):
    raise database.StoreError("the disk is on fire")
database.Database.__init__ = refuse
from desktop.cli import main
main(["--selftest"])
"""
    done = subprocess.run(
        [sys.executable, "-c", broken],
        env=environment_of(tmp_path, {"LANG": "C"}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 1
    assert "FAILED  the server starts" in done.stdout
    assert "on fire" in done.stdout
