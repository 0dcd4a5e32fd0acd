"""A new member of a long room: what its joining costs the host, how fast it has everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import peers
from tests.bench.generator import BUILT, BenchError
from tests.bench.peers import Cores, Peer
from tests.bench.process import cpu_seconds

ROOT = Path(__file__).parents[2]


def join_once(host: Peer, cores: Cores) -> dict[str, float]:
    """Let a fresh copy join; return seconds, CPU seconds of the host, entries a second."""
    marks: dict[str, tuple[float, float]] = {}
    own_cpu: dict[str, float] = {}
    last = 0
    with tempfile.TemporaryDirectory(dir=BUILT, prefix="joiner-") as data:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.joiner", data, host.link],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        os.sched_setaffinity(process.pid, cores.generator)  # its threads are not there yet
        assert process.stdout is not None
        with process:
            for line in process.stdout:
                said = json.loads(line)
                marks[said["at"]] = (time.perf_counter(), cpu_seconds(host.pid))
                own_cpu[said["at"]] = said["cpu"]
                last = said.get("last", last)
    if process.returncode or "all" not in marks:
        raise BenchError(f"the joining copy ended with status {process.returncode}")
    began, cpu = marks["start"]
    newest, all_ = marks["newest"], marks["all"]
    return {
        "entries": last,
        "seconds_to_newest": newest[0] - began,
        "host_cpu_seconds_to_newest": newest[1] - cpu,
        "seconds_to_all": all_[0] - began,
        "entries_per_second": last / (all_[0] - began),
        "host_cpu_seconds_to_all": all_[1] - cpu,
        "copy_cpu_seconds_to_all": own_cpu["all"] - own_cpu["start"],
    }


def measure(entries: int, rounds: int) -> dict[str, Any]:
    """Have a guest say `entries` messages; then let copies join one after the other."""
    cores = Cores.of_this_machine()
    with peers.ours(cores, tls=False) as host:
        with host.members() as members:
            members.open(1)
            members.burst(most=entries, window=500)
        samples = [join_once(host, cores) for _ in range(rounds)]
    return {
        "entries": entries,
        "samples": samples,
        "medians": {name: median(one[name] for one in samples) for name in samples[0]},
    }
