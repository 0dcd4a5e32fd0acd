"""`python -m tests.bench`: take the measures, print tables, write JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import crowd, disk, fanout, flood, replica, signatures, window
from tests.bench.generator import BenchError
from tests.bench.goals import judge
from tests.bench.long import measure as long
from tests.bench.report import describe, verdict

ROOT = Path(__file__).parents[2]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--members", type=int, default=200, help="of the room that is spoken in")
    parser.add_argument("--crowd", type=int, default=1000, help="members of the big room")
    parser.add_argument(
        "--entries", type=int, default=100_000, help="of the log that is joined, or checked"
    )
    parser.add_argument("--long", type=int, default=1_000_000, help="entries of the long room")
    parser.add_argument("--rounds", type=int, default=5, help="of each measure")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each burst of messages")
    parser.add_argument("--only", nargs="+", metavar="MEASURE", help="of those named in README.md")
    parser.add_argument("--out", type=Path, default=ROOT / "artefacts" / "bench.json")
    return parser.parse_args()


def machine() -> dict[str, Any]:
    """Describe where the figures were taken."""
    return {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load_average": os.getloadavg(),
        "fdatasync_ms": disk.fdatasync_milliseconds(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def main() -> int:
    """Take each measure in turn; one that fails is told and the others go on."""
    given = arguments()
    few = max(1, given.rounds // 2)  # of what needs fresh servers each time
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "fanout": lambda: fanout.measure(given.members, 50, given.rounds, given.seconds),
        "latency": lambda: fanout.measure(given.members, 1, given.rounds, given.seconds),
        "flood": lambda: flood.measure(50, given.rounds, 3 * given.seconds),
        "idle": lambda: crowd.measure_idle(given.crowd, few),
        "storm": lambda: crowd.measure_storm(given.crowd, few + 1),
        "window": lambda: window.measure(given.rounds),
        "join": lambda: replica.measure(given.entries, few),
        "signatures": lambda: signatures.measure(given.entries, few),
        "long": lambda: long.measure(given.long, given.rounds, 5 * given.seconds),
    }
    if unknown := set(given.only or ()) - set(measures):
        sys.exit(f"No such measure: {', '.join(unknown)}. There are: {', '.join(measures)}.")
    results: dict[str, Any] = {"machine": machine()}
    failed = {}
    for name in given.only or measures:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            results[name] = measures[name]()
        except BenchError as error:
            failed[name] = str(error)
            print(f"{name}: {error}", file=sys.stderr, flush=True)
    goals = judge(results)
    results |= {"goals": [goal.as_json() for goal in goals], "failed": failed}
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(results, indent=1) + "\n")
    print("\n\n".join([*describe(results), verdict(goals)]))
    print(f"\nAll figures: {given.out}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
