"""One sender, 200 members: how many deliveries a second, at what CPU, how late.

All servers run side by side with their members connected; the bursts go round and round, so
that a slow minute of the machine hits all of them. Ratios are taken within a round.
"""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import Any

from tests.bench import peers
from tests.bench.peers import Cores, Peer
from tests.bench.process import cpu_seconds

TEXT_BYTES = 100


def sample(peer: Peer, burst: dict[str, Any], cpu: float) -> dict[str, float]:
    """Return one burst's figures: rates a second, microseconds, shares of a processor, ms."""
    deliveries, seconds = burst["deliveries"], burst["seconds"]
    return {
        "messages": burst["messages"],
        "reordered_share": burst["reordered"] / deliveries,
        "deliveries_per_second": deliveries / seconds,
        "cpu_us_per_delivery": cpu / deliveries * 1e6,
        "server_busy": cpu / seconds,
        "generator_busy": burst["generator_cpu"] / seconds,
        "half_p50_ms": burst["half"]["p50_ms"],
        "half_p99_ms": burst["half"]["p99_ms"],
        "last_p50_ms": burst["last"]["p50_ms"],
        "last_p99_ms": burst["last"]["p99_ms"],
    }


def measure(members: int, window: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Run all peers with `window` messages in flight; return samples and medians by name."""
    cores = Cores.of_this_machine()
    samples: dict[str, list[dict[str, float]]] = {}
    with ExitStack() as stack:
        running = []
        for start in (
            peers.ours(cores, tls=False),
            peers.ours(cores, tls=True),
            peers.node(cores),
            peers.ngircd(cores),
            peers.ngircd(cores, prompt=True),
            peers.tutorial(cores),
        ):
            peer = stack.enter_context(start)
            generator = stack.enter_context(peer.members())
            peer.fill(generator, members)
            generator.burst(seconds=seconds / 4, window=window, size=TEXT_BYTES)  # warm
            running.append((peer, generator))
            samples[peer.name] = []
        for _ in range(rounds):
            for peer, generator in running:
                before = cpu_seconds(peer.pid)
                burst = generator.burst(seconds=seconds, window=window, size=TEXT_BYTES)
                cpu = cpu_seconds(peer.pid) - before
                samples[peer.name].append(sample(peer, burst, cpu))
    return {
        "members": members,
        "window": window,
        "text_bytes": TEXT_BYTES,
        "seconds": seconds,
        "samples": samples,
        "medians": {name: medians(found) for name, found in samples.items()},
    }


def medians(samples: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: median(one[name] for one in samples) for name in samples[0]}


def ratio(result: dict[str, Any], figure: str, ours: str, theirs: str) -> float:
    """Return the median over the rounds of our figure divided by theirs."""
    samples = result["samples"]
    pairs = zip(samples[ours], samples[theirs], strict=True)
    return float(median(mine[figure] / other[figure] for mine, other in pairs))
