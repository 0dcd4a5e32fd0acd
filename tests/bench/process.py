"""What a server process costs: CPU and memory, read from Linux's own accounts."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

PER_PROCESS_CLOCK = 2  # CPUCLOCK_SCHED of clock_getcpuclockid(3)


def tree(pid: int) -> list[int]:
    """Return `pid` and the ids of all processes below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may have ended since it was listed; its children are then another's.
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and its children so far, ended threads included."""
    return sum(time.clock_gettime((~one << 3) | PER_PROCESS_CLOCK) for one in tree(pid))


def memory(pid: int) -> dict[str, int]:
    """Return resident and proportional memory of a process and its children, in bytes."""
    found = {"rss": 0, "pss": 0}
    for one in tree(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name.lower() in found:
                found[name.lower()] += int(rest.split()[0]) * 1024
    return found
