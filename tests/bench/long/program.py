"""The program without its window, as `server.app` runs it, with a clock at its hub.

    python -m tests.bench.long.program DATA

It writes lines of JSON: `{"url": …}` once a page can connect, then an answer to each line it
reads. `watch` starts the clock and is answered `{}`; `late` stops it and is answered how late the
hub was meanwhile, `{"late_p50_ms", "late_p99_ms", "late_max_ms"}`. It ends with its input.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import gevent

from server.app import App, Options
from server.hub import Hub

# The hub is asked for a turn so often (seconds); how much later it comes is what is told.
TURN = 0.002


class Clock:
    """How late the hub is, in milliseconds. All of it is called on the hub."""

    def __init__(self) -> None:
        self._late: list[float] = []
        self._turns: gevent.Greenlet | None = None

    def watch(self) -> dict[str, float]:
        """Begin anew."""
        self._late = []
        self._turns = gevent.spawn(self._take_turns)
        return {}

    def late(self) -> dict[str, float]:
        """End, and tell."""
        assert self._turns is not None
        self._turns.kill()
        late = sorted(self._late)
        return {
            "late_p50_ms": median(late),
            "late_p99_ms": late[len(late) * 99 // 100],
            "late_max_ms": late[-1],
        }

    def _take_turns(self) -> None:
        while True:
            before = time.perf_counter()
            gevent.sleep(TURN)
            self._late.append((time.perf_counter() - before - TURN) * 1000)


def say(words: dict[str, Any]) -> None:
    """Tell the bench."""
    print(json.dumps(words), flush=True)


def main() -> None:
    """Start, answer, stop."""
    options = Options(hosts=("127.0.0.1",), system_language="ko", nearby=())
    app = App(Path(sys.argv[1]), options=options)
    app.start()
    say({"url": app.window_url})
    hub, clock = app._hub, Clock()
    assert isinstance(hub, Hub)
    answers = {"watch": clock.watch, "late": clock.late}
    for line in sys.stdin:
        say(hub.call(answers[line.strip()]))
    app.stop()


if __name__ == "__main__":
    main()
