"""How long a search takes in a long room, and how long its index and whom that disturbs."""

from __future__ import annotations

import time
from collections import defaultdict
from statistics import median
from typing import Any

from tests.bench.generator import BenchError
from tests.bench.long.queries import queries
from tests.bench.long.running import Home, Running

LOOK_EVERY = 0.1
INDEXED_WITHIN = 400.0


def index(program: Running) -> dict[str, float]:
    """Wait until all of a room is in the index; seconds from the first entry that was, and how
    late the hub was meanwhile."""
    room = program.room
    last = room.ask("SELECT max(last) FROM rooms")
    done = "SELECT max(number) FROM indexes"
    deadline = time.monotonic() + INDEXED_WITHIN
    while not (first := room.ask(done)) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY / 10)
    began = time.perf_counter()
    program.ask("watch")
    while (number := room.ask(done)) < last:
        if time.monotonic() > deadline:
            raise BenchError(f"only {number} of {last} entries are in the index")
        time.sleep(LOOK_EVERY)
    late = program.ask("late")
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "entries_per_second": (last - first) / seconds, **late}


def search(program: Running, rounds: int) -> dict[str, Any]:
    """Ask all queries some times; milliseconds until the page has the first hits, by kind and of
    all."""
    taken: dict[str, list[float]] = defaultdict(list)
    with program.home() as home:
        asked = queries(program.room, _talkative(home))
        for _ in range(rounds):
            for query in asked:
                began = time.perf_counter()
                answer = home.ask("search", **query.asked)
                taken[query.kind].append((time.perf_counter() - began) * 1000)
                if answer["indexing"]:
                    raise BenchError("the index is not complete")
                if query.found is not None and bool(answer["hits"]) != query.found:
                    raise BenchError(f"{query.asked}: {len(answer['hits'])} hits")
    everything = [one for found in taken.values() for one in found]
    return {
        "queries": len(asked),
        "samples": taken,
        "medians": {kind: figures(found) for kind, found in (*taken.items(), ("all", everything))},
    }


def figures(taken: list[float]) -> dict[str, float]:
    """Median, 95th percentile, longest."""
    taken = sorted(taken)
    return {"p50_ms": median(taken), "p95_ms": taken[len(taken) * 95 // 100], "max_ms": taken[-1]}


def _talkative(home: Home) -> list[str]:
    """Members, the most talkative first: their names end with their place."""
    people = home.ask("search_people", text="")["people"]
    placed = [(one["name"].rpartition(" ")[2], one["id"]) for one in people]
    return [id for place, id in sorted(placed, key=lambda one: one[0].zfill(9)) if place.isdigit()]
