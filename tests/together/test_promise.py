"""Acknowledged means stored durably: seen from outside, in the calls to the system."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import copies as support
from tests.support.copies import Copies, Host
from tests.support.processes import Process
from tests.support.wait import wait_for
from tests.together.plain import Clients

CALLS = "pwrite64,fdatasync,fsync,sendto,sendmsg,write,writev"

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None or os.geteuid() != 0, reason="needs strace, and root for it"
)


@pytest.fixture
def watch(artefacts: Path) -> Iterator[Callable[[Host], Path]]:
    """Writes down a host's calls from here on."""
    started: list[Process] = []

    def start(host: Host) -> Path:
        trace, log = artefacts / "calls.txt", artefacts / "strace.log"
        trace.unlink(missing_ok=True)
        log.unlink(missing_ok=True)
        command: list[str | Path] = [
            "strace",
            "-f",
            "-y",
            "-s",
            "4096",
            "-e",
            f"trace={CALLS}",
            "-o",
            trace,
        ]
        started.append(Process([*command, "-p", str(host.process.pid)], log))
        wait_for(lambda: "attached" in log.read_text(), "strace to attach")
        return trace

    yield start
    for process in started:
        process.terminate()


def calls_of(trace: Path) -> list[tuple[str, str, str]]:
    """Each call as two steps in the order in which they happened: ("begins" or "ends", name,
    the rest of the line)."""
    steps = []
    for line in trace.read_text(errors="replace").splitlines():
        text = line.partition(" ")[2].strip()
        resumed = re.match(r"<\.\.\. (\w+) resumed>(.*)", text)
        if resumed:
            steps.append(("ends", resumed[1], resumed[2]))
            continue
        called = re.match(r"(\w+)\((.*)", text)
        if called:
            steps.append(("begins", called[1], called[2]))
            if "<unfinished ...>" not in text:
                steps.append(("ends", called[1], called[2]))
    return steps


def synced_before(trace: Path, told: str) -> bool:
    """Whether between the log's last write and the first sending of `told` an fsync returned."""
    synced = False
    for step, name, rest in calls_of(trace):
        if name == "pwrite64" and step == "begins" and "-wal>" in rest:
            synced = False
        if name in ("fdatasync", "fsync") and step == "ends" and rest.rstrip().endswith("= 0"):
            synced = True
        if name in ("sendto", "sendmsg", "write", "writev") and step == "begins" and told in rest:
            return synced
    raise AssertionError(f"{told} was never sent")


def say_under_watch(
    host: Host, make_clients: Callable[[str], Clients], watch: Callable[[Host], Path]
) -> Path:
    member = make_clients("python").join(host.guest)
    member.wait_for_entry(member.welcome["last"])
    trace = watch(host)
    answer = member.say("Is this on the disk?")
    assert answer["ok"]
    member.wait_for_entry(answer["number"])
    wait_for(lambda: "Is this on the disk?" in trace.read_text(errors="replace"), "the calls")
    return trace


ACKNOWLEDGED = r"[{\"ok\":true,\"number\":"
SHOWN = r"Is this on the disk?"


def test_the_disk_has_it_before_anyone_is_told(
    copies: Copies, make_clients: Callable[[str], Clients], watch: Callable[[Host], Path]
) -> None:
    trace = say_under_watch(copies.host("Our room", guests=True), make_clients, watch)
    assert synced_before(trace, ACKNOWLEDGED)
    assert synced_before(trace, SHOWN)


def test_the_same_look_finds_a_host_that_promises_too_early(
    copies: Copies,
    make_clients: Callable[[str], Clients],
    watch: Callable[[Host], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    careless = [sys.executable, "-m", "tests.together.quick_to_promise"]
    monkeypatch.setattr(support, "PROGRAM", careless)
    trace = say_under_watch(copies.host("Our room", guests=True), make_clients, watch)
    assert not synced_before(trace, ACKNOWLEDGED)
    assert not synced_before(trace, SHOWN)
