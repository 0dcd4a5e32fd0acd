"""A thousand members: what an idle one costs in memory, and how long all take to come in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from statistics import median
from typing import Any

from tests.bench import peers
from tests.bench.peers import Cores, Peer
from tests.bench.process import cpu_seconds, memory

Start = Callable[[], AbstractContextManager[Peer]]
FIRST = 100  # members that are there before memory is counted
SETTLED = 0.02  # of a processor: the server has nothing more to do
PATIENCE = 20.0  # seconds for it to come to rest


def starts(cores: Cores) -> Iterator[Start]:
    """Give the servers that a thousand members come to."""
    yield lambda: peers.ours(cores, tls=False)
    yield lambda: peers.ours(cores, tls=True)
    yield lambda: peers.node(cores)
    yield lambda: peers.tutorial(cores)


def settle(peer: Peer) -> None:
    """Wait until the server rests; one that never does is measured as it is."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        before = cpu_seconds(peer.pid)
        time.sleep(0.5)
        if (cpu_seconds(peer.pid) - before) / 0.5 < SETTLED:
            return


def measure_idle(members: int, rounds: int) -> dict[str, Any]:
    """Return KiB of memory for each further idle member, by server."""
    samples: dict[str, list[dict[str, float]]] = {}
    for _ in range(rounds):
        for start in starts(Cores.of_this_machine()):
            with start() as peer, peer.members() as generator:
                generator.open(FIRST, at_once=50)
                settle(peer)
                few = memory(peer.pid)
                generator.open(members - FIRST, at_once=50)
                settle(peer)
                many = memory(peer.pid)
                grown = {kind: (many[kind] - few[kind]) / (members - FIRST) / 1024 for kind in few}
                total = {f"total_{kind}": many[kind] / 1024 for kind in many}
                samples.setdefault(peer.name, []).append(grown | total)
    return {"members": members, "first": FIRST, "samples": samples, "medians": medians(samples)}


def measure_storm(members: int, rounds: int) -> dict[str, Any]:
    """Return the seconds until all of `members` that connect at once are admitted, by server."""
    samples: dict[str, list[dict[str, float]]] = {}
    for _ in range(rounds):
        for start in starts(Cores.of_this_machine()):
            with start() as peer, peer.members() as generator:
                before = cpu_seconds(peer.pid)
                storm = generator.open(members)
                storm["cpu_seconds"] = cpu_seconds(peer.pid) - before
                samples.setdefault(peer.name, []).append(storm)
    return {"members": members, "samples": samples, "medians": medians(samples)}


def medians(samples: dict[str, list[dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Return the median of each figure of each server."""
    return {
        name: {figure: median(one[figure] for one in found) for figure in found[0]}
        for name, found in samples.items()
    }
