"""How long this machine's disk takes to make something durable."""

from __future__ import annotations

import os
import tempfile
import time
from statistics import median

from tests.bench.generator import BUILT


def fdatasync_milliseconds(times: int = 50) -> float:
    """Return the median time of a 4 KiB write with fdatasync where the bench's rooms lie."""
    BUILT.mkdir(parents=True, exist_ok=True)
    taken = []
    with tempfile.NamedTemporaryFile(dir=BUILT) as file:
        for _ in range(times):
            began = time.perf_counter()
            os.write(file.fileno(), bytes(4096))
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return median(taken) * 1e3
