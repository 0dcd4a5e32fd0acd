"""The ground the other tests stand on holds."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import unit_of
from tests.support.copies import ROOT
from tests.support.display import Display
from tests.support.ports import free_port
from tests.support.processes import Process
from tests.support.wait import wait_for


def test_the_display_has_a_window_manager_and_can_be_photographed(
    display: Display, artefacts: Path
) -> None:
    picture = display.screenshot(artefacts / "empty.png")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_hangul_is_drawn_and_not_boxes(browser: Browser, artefacts: Path) -> None:
    page = browser.new_page()
    page.set_content("<p id=a>한글</p><p id=b>긇갊</p>")
    shots = [page.locator(f"#{name}").screenshot() for name in ("a", "b")]
    page.screenshot(path=artefacts / "hangul.png")
    page.close()
    assert shots[0] != shots[1]  # two pairs of missing-glyph boxes would be the same


def test_free_ports_can_be_listened_on() -> None:
    assert free_port() != 0
    assert free_port("::1") != 0


def test_a_process_ends_with_all_it_started(tmp_path: Path) -> None:
    child = "import subprocess; subprocess.run(['sleep', '1000'])"
    process = Process([sys.executable, "-c", child], tmp_path / "log")
    wait_for(lambda: len(_session(process.pid)) == 2, "the process and its child")
    process.kill()
    wait_for(lambda: not _session(process.pid), "the end of both")


def _session(leader: int) -> list[str]:
    # What has ended but was not collected yet is no longer running.
    command = ["ps", "-o", "pid=,stat=", "-s", str(leader)]
    listed = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    return [line for line in listed if "Z" not in line]


def test_waiting_in_vain_says_what_for() -> None:
    with pytest.raises(AssertionError, match="the moon"):
        wait_for(lambda: None, "the moon", seconds=0.05)


def test_files_whose_tests_would_meet_one_another_are_one_unit() -> None:
    nearby = {unit_of(f"tests/{name}.py") for name in ("page/test_nearby", "page/test_codes")}
    windows = {
        unit_of(f"tests/{name}.py") for name in ("together/test_windows", "desktop/test_qt_tray")
    }
    alone = {unit_of(f"tests/{name}.py") for name in ("page/test_talking", "server/host/test_host")}
    assert [len(units) for units in (nearby, windows, alone)] == [1, 1, 2]
    assert not nearby & windows


def test_two_workers_are_handed_units() -> None:
    """By a run of its own: what pytest and xdist make of each other is what it is about."""
    files = [f"tests/server/room/test_{name}.py" for name in ("emoji", "forwarded", "inbox")]
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "load", "-v", *files]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    workers: dict[str, set[str]] = defaultdict(set)
    for worker, file in re.findall(r"^\[(gw\d)\].* PASSED (\S+?)::", run.stdout, re.MULTILINE):
        workers[file].add(worker)
    assert workers.keys() == set(files), run.stdout[-2000:]
    assert all(len(found) == 1 for found in workers.values()), workers
