"""Fifty members, one of whom floods: how late are the others' messages, beside a quiet room.

The host runs as people run it, with its limits. The others say a hundred messages a second between
them, each within its own limit. A quiet stretch stands before each flood, so that a slow minute
of the machine hits both; the ratio is taken between neighbours.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from tests.bench import peers
from tests.bench.flooder import KINDS
from tests.bench.generator import BenchError, Generator
from tests.bench.peers import Cores, Peer
from tests.bench.process import cpu_seconds

TEXT_BYTES = 100
PAUSE_MS = 10.0
# Seconds before the flood is measured: what a member may do at once is used up by then, and is
# measured apart.
BEGUN = 3.0
FILLED = 6.0


@contextmanager
def flooding(peer: Peer, kind: str) -> Iterator[dict[str, float]]:
    """One more member, who floods; what became of it is there afterwards."""
    told: dict[str, float] = {}
    command = [sys.executable, "-m", "tests.bench.flooder", str(peer.port), kind]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=peers.HERE.parents[1]
    )
    assert process.stdout is not None
    try:
        if not process.stdout.readline():
            raise BenchError("the flooder was not let in")
        yield told
        rest, _ = process.communicate("\n", timeout=30)
        told |= json.loads(rest.splitlines()[-1])
    finally:
        process.kill()
        process.communicate()


def stretch(peer: Peer, generator: Generator, seconds: float) -> dict[str, float]:
    """What the others see for so long: milliseconds, a share of the host's processor."""
    before, began = cpu_seconds(peer.pid), time.monotonic()
    burst = generator.burst(seconds=seconds, window=1, size=TEXT_BYTES, pause_ms=PAUSE_MS)
    busy = (cpu_seconds(peer.pid) - before) / (time.monotonic() - began)
    return {
        "messages": burst["messages"],
        "p50_ms": burst["each"]["p50_ms"],
        "p99_ms": burst["each"]["p99_ms"],
        "server_busy": busy,
        "generator_busy": burst["generator_cpu"] / burst["seconds"],
    }


def measure(
    members: int, rounds: int, seconds: float, kinds: tuple[str, ...] = tuple(KINDS)
) -> dict[str, Any]:
    """Return samples and medians by kind of flood; each sample has its own quiet stretch."""
    samples: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
    cores = Cores.of_this_machine()
    with peers.ours(cores, tls=False, limits=True) as peer, peer.members() as generator:
        generator.open(members - 1, at_once=10)
        # Something to read back in, at a pace that is within the limits of all.
        generator.burst(seconds=FILLED, window=1, size=TEXT_BYTES, pause_ms=3)
        for _ in range(rounds):
            for kind in kinds:
                quiet = stretch(peer, generator, seconds)
                with flooding(peer, kind) as told:
                    first = stretch(peer, generator, BEGUN)
                    flood = stretch(peer, generator, seconds)
                sample = {f"quiet_{name}": value for name, value in quiet.items()} | flood
                sample["first_p99_ms"] = first["p99_ms"]
                sample["ratio"] = flood["p99_ms"] / quiet["p99_ms"]
                sample["first_ratio"] = first["p99_ms"] / quiet["p99_ms"]
                sample |= {f"flood_{name}": value for name, value in told.items()}
                samples[kind].append(sample)
    return {
        "members": members,
        "seconds": seconds,
        "samples": samples,
        "medians": {kind: _medians(found) for kind, found in samples.items()},
    }


def _medians(samples: list[dict[str, float]]) -> dict[str, float]:
    names = set.intersection(*(set(one) for one in samples))
    return {name: median(one[name] for one in samples) for name in sorted(names)}
