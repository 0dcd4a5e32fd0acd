from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.support.copies import Copies, Host
from tests.support.wait import wait_for
from tests.together.joined import Joined, local_link
from tests.together.ledger import check_log, read_log, read_outbox, said
from tests.together.plain import Clients

MEGABYTE = 1024 * 1024
LONG = "가나다라마바사아자차" * 1000  # 30 kB


@dataclass
class Disk:
    """A disk for one data folder: `fill` leaves little room on it, `free` gives that back."""

    folder: Path
    fill: Callable[[Host], None]
    free: Callable[[Host], None]


def small_disk(folder: Path) -> Disk:
    """A file system of 6 MB, of which a ballast takes the most."""
    ballast = folder / "ballast"

    def fill(_host: Host) -> None:
        state = os.statvfs(folder)
        ballast.write_bytes(bytes(state.f_bavail * state.f_frsize - 300_000))

    return Disk(folder / "data", fill, lambda _host: ballast.unlink())


def small_files(folder: Path) -> Disk:
    """No file of the host's may grow much more; the system says EFBIG instead of ENOSPC."""

    def limit(host: Host, size: int) -> None:
        psutil.Process(host.process.pid).rlimit(psutil.RLIMIT_FSIZE, (size, psutil.RLIM_INFINITY))

    def fill(host: Host) -> None:
        sizes = [path.stat().st_size for path in host.data.glob("*.db*")]
        limit(host, max(sizes) + 300_000)

    return Disk(folder / "data", fill, lambda host: limit(host, psutil.RLIM_INFINITY))


@pytest.fixture(params=["small disk", "small files"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "small files":
        yield small_files(folder)
        return
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=20)
    yield small_disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=20)


def test_a_full_disk(
    disk: Disk,
    copies: Copies,
    make_clients: Callable[..., Clients],
    make_copy: Callable[..., Joined],
) -> None:
    host = copies.host("Our room", "--rate", "0", data=disk.folder, guests=True)
    copy = make_copy("Minsu")
    copy.join(local_link(host))
    member = make_clients("python").join(host.guest, "Jisu")
    acknowledged = {member.say("before")["number"]: "before"}
    disk.fill(host)

    def full() -> bool:
        answer = member.say(LONG)
        if answer["ok"]:
            acknowledged[answer["number"]] = LONG
        else:
            assert answer["error"]["code"] == "storage_full"
            assert answer["error"]["message"]
        return not answer["ok"]

    wait_for(full, "the disk to be full", every=0)
    copy.say("while it was full")
    for _ in range(5):
        answer = member.say(LONG)
        assert answer.get("error", {}).get("code") == "storage_full", answer
    # Whoever is here goes on reading, and nobody is told what is not stored.
    last = max(acknowledged)
    page = member.call("history", {"before": last + 1, "limit": 1})
    assert page["entries"][0]["number"] == last
    assert max(entry["number"] for entry in member.entries) <= last + 1
    assert host.process.running

    disk.free(host)

    def goes_on() -> bool:
        answer = member.say("after")
        if answer["ok"]:
            acknowledged[answer["number"]] = "after"
        return bool(answer["ok"])

    wait_for(goes_on, "the host to go on", every=0.2)
    wait_for(lambda: not read_outbox(copy.data), "the copy's message to be stored")
    room = host.said["room"]
    assert host.stop() == 0
    log = read_log(host.data, room)
    check_log(log)
    stored = {row["number"]: said([row]).popitem()[1] for row in log if row["kind"] == "said"}
    assert acknowledged.items() <= stored.items()
    assert list(stored.values()).count("while it was full") == 1
    told = {entry["number"]: entry["id"] for entry in member.entries}
    assert told.items() <= {row["number"]: row["id"] for row in log}.items()
    assert sorted(told) == list(range(min(told), max(told) + 1))
