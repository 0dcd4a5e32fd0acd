"""Signatures of a long log, checked in the background: how late the hub is for everything else."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import gevent

from server.replica.verifier import Verifier
from tests.bench.generator import BUILT, BenchError
from tests.server.scene import Computer
from tests.server.signers import Log, joined, said

#: The hub is asked for a turn so often (seconds); how much later it comes is what is measured.
TURN = 0.002
WRITTEN_AT_ONCE = 5000


def check_once(computer: Computer, room: Log) -> dict[str, float]:
    """Check a whole log anew; seconds, and milliseconds of lateness."""
    over = gevent.event.Event()
    checking = Verifier(
        room.key,
        store=computer.store,
        disk=computer.disk,
        state=lambda: room.state,
        found=lambda _faults, _mended: None,
    )
    checking._checked = 0  # from the beginning, whatever was noted before
    late: list[float] = []

    def take_turns() -> None:
        while not over.is_set():
            before = time.perf_counter()
            gevent.sleep(TURN)
            late.append((time.perf_counter() - before - TURN) * 1000)

    turns = gevent.spawn(take_turns)
    began = time.perf_counter()
    checking.kick()
    assert checking._loop is not None
    checking._loop.join()
    seconds = time.perf_counter() - began
    over.set()
    turns.join()
    if checking._checked != room.state.last:
        raise BenchError(f"{checking._checked} of {room.state.last} entries were checked")
    late.sort()
    return {
        "entries_per_second": room.state.last / seconds,
        "seconds": seconds,
        "late_p50_ms": median(late),
        "late_p99_ms": late[len(late) * 99 // 100],
        "late_max_ms": late[-1],
    }


def measure(entries: int, rounds: int) -> dict[str, Any]:
    """Write a log of so many signed entries, and check it a few times."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT, prefix="signatures-") as folder:
        computer = Computer(Path(folder))
        try:
            room = Log(computer.store)
            who = computer.identity
            room.write([joined(who)])
            for start in range(0, entries, WRITTEN_AT_ONCE):
                many = range(start, min(start + WRITTEN_AT_ONCE, entries))
                room.write(said(who, room.room, f"s-{n}", f"text {n}") for n in many)
            samples = [check_once(computer, room) for _ in range(rounds)]
        finally:
            computer.close()
    return {
        "entries": entries,
        "samples": samples,
        "medians": {name: median(one[name] for one in samples) for name in samples[0]},
    }
