"""The measure of long rooms, on rooms that are not so long: it sees what it is to see."""

from __future__ import annotations

import json
import time
from pathlib import Path

import gevent
from playwright.sync_api import Browser

from tests.bench.goals import judge
from tests.bench.long import measure
from tests.bench.long.page import LONG, TRACED, tasks
from tests.bench.long.program import Clock
from tests.bench.long.rooms import long_room
from tests.bench.report import describe

ENTRIES = 2000


def test_all_figures_of_a_room_are_taken() -> None:
    found = measure.measure(ENTRIES, rounds=1, seconds=0.5, rows=150)
    short, long = found["medians"].values()
    assert short["shown_ms"] > 0
    assert long["heap_mib"] > 1
    assert found["search"]["medians"]["all"]["p50_ms"] > 0
    assert found["indexing"]["medians"]["2,000 entries"]["late_max_ms"] > 0
    assert len(found["scrolling"]["medians"]) == 3
    assert {goal.goal for goal in judge({"long": found})} >= {50, 1.5, 1.2, 2.5}
    assert "a rare word" in "\n".join(describe({"long": found}))


def test_a_room_is_made_once(tmp_path: Path) -> None:
    made = long_room(1000)
    before = made.database.stat().st_mtime_ns
    assert long_room(1000) == made
    copied = made.copied(tmp_path / "copy")
    assert copied.ask("SELECT count(*) FROM entries") == copied.ask("SELECT max(last) FROM rooms")
    assert made.database.stat().st_mtime_ns == before


def test_a_long_task_of_a_page_is_seen(browser: Browser) -> None:
    page = browser.new_page()
    browser.start_tracing(page=page, categories=TRACED)
    page.evaluate("() => { const end = performance.now() + 80; while (performance.now() < end); }")
    found = tasks(json.loads(browser.stop_tracing())["traceEvents"])
    page.close()
    assert found["max_ms"] >= 80 > LONG
    assert 0 < found["cpu_max_ms"] <= found["max_ms"] + 1
    assert found["long"] >= 1


def test_a_hub_that_is_kept_busy_is_seen() -> None:
    clock = Clock()
    clock.watch()
    gevent.sleep(0.02)
    time.sleep(0.08)
    gevent.sleep(0.01)
    assert clock.late()["late_max_ms"] >= 70
