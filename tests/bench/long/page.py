"""A long room on the program's page in Chromium: opened, scrolled through, and what it keeps."""

from __future__ import annotations

import json
import time
from typing import Any

from playwright.sync_api import Browser, Page

from tests.bench.generator import BenchError
from tests.bench.long.running import Running
from tests.bench.process import memory

SIZE = {"width": 1280, "height": 800}
PATIENCE = 30_000  # ms
# Faster than anybody reads: a screen in two seconds.
NOTCH, NOTCH_EVERY = 100, 250  # px, ms
MONTHS_BACK = 12
# A frame's worth of work that a person notices (ms): what browsers call a long task.
LONG = 50.0

# Until the newest row is on screen, and painted; milliseconds by the page's own clock.
SHOWN = """(began) => new Promise((done) => {
  const look = () => {
    const last = document.querySelector('.scroller .row.last .said');
    const box = last?.getBoundingClientRect();
    if (box && box.height > 0 && box.bottom > 0 && box.top < innerHeight) {
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
    } else requestAnimationFrame(look);
  };
  look();
})"""
PRESS = f"""async () => {{
  const began = performance.now();
  document.querySelector('article button.open').click();
  return ({SHOWN})(began);
}}"""
# A screen at a time until so many rows came into sight, back again where the room ends. Returns
# how often that was.
THROUGH = """async (wanted) => {
  const scroller = document.querySelector('.scroller');
  let came = 0, way = -1, turns = 0, still = 0;
  const isRow = (node) => node.nodeType === 1 && node.matches('.row, :has(.row)');
  const watch = new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (isRow(node)) came++;
  });
  watch.observe(scroller, { childList: true, subtree: true });
  while (came < wanted) {
    const before = scroller.scrollTop;
    scroller.scrollBy(0, way * scroller.clientHeight);
    await new Promise((on) => setTimeout(on, 40));
    still = scroller.scrollTop === before ? still + 1 : 0;
    // What stands still further up waits for entries, unless the room begins here.
    if (still > 10 && (way > 0 || scroller.querySelector('.begin'))) {
      way = -way; turns++; still = 0;
    }
  }
  watch.disconnect();
  return turns;
}"""
TRACED = ["disabled-by-default-devtools.timeline"]


class Reader:
    """Somebody at a program's page."""

    def __init__(self, browser: Browser, program: Running) -> None:
        self._browser, self.program = browser, program
        self.page: Page = browser.new_context(viewport=SIZE).new_page()  # type: ignore[arg-type]
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(program.url)
        self.go_home()

    def close(self) -> None:
        """Leave."""
        self.page.context.close()

    def go_home(self) -> None:
        """To the list of rooms."""
        room, mark = "article button.open:visible", "nav .mark:visible"
        self.page.locator(f"{room}, {mark}").first.wait_for()
        if not self.page.locator(room).count():
            self.page.locator(mark).click()
            self.page.locator(room).wait_for()

    def open(self) -> float:
        """From the press on a room until its newest row is on screen (ms)."""
        return float(self.page.evaluate(PRESS))

    def load(self) -> float:
        """From the page's address until the newest row of the room is on screen, which was on
        screen last (ms)."""
        page = self.page.context.new_page()
        page.goto(self.program.url, wait_until="commit")
        shown = float(page.evaluate(SHOWN, 0))
        page.close()
        return shown

    def to_the_middle(self) -> None:
        """Go to a day a year ago."""
        page = self.page
        page.locator(".scroller").hover()
        page.mouse.wheel(0, -SIZE["height"])
        page.locator(".tag button").click()
        dialog = page.get_by_role("dialog")
        for _ in range(MONTHS_BACK):
            dialog.locator(".month button").first.click()
        dialog.locator(".days button:enabled").first.click()
        dialog.wait_for(state="detached")
        page.locator(".scroller .said").first.wait_for()

    def scroll(self, seconds: float) -> dict[str, float]:
        """Scroll up at the speed of reading; what the page's main thread did meanwhile."""
        page = self.page
        page.locator(".scroller").hover()
        self._browser.start_tracing(page=page, categories=TRACED)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            page.mouse.wheel(0, -NOTCH)
            page.wait_for_timeout(NOTCH_EVERY)
        return tasks(json.loads(self._browser.stop_tracing())["traceEvents"])

    def through(self, rows: int) -> dict[str, float]:
        """Bring so many rows on screen; what page and server keep then."""
        turns = self.page.evaluate(THROUGH, rows)
        line = self.page.context.new_cdp_session(self.page)
        for _ in range(3):  # what the first finds may free more
            line.send("HeapProfiler.collectGarbage")
        heap = line.send("Runtime.getHeapUsage")["usedSize"]
        line.detach()
        return {
            "turns": float(turns),
            "heap_mib": heap / 2**20,
            "pss_mib": memory(self.program.pid)["pss"] / 2**20,
        }


def tasks(trace: list[dict[str, Any]]) -> dict[str, float]:
    """What a page's main thread had to do, one task after the other, from a trace of Chromium:
    how long each took, and how long the thread itself worked, without waiting for a processor."""
    main = {
        (event["pid"], event["tid"])
        for event in trace
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    found = [
        event
        for event in trace
        if event["name"] == "RunTask"
        and event.get("ph") == "X"
        and (event["pid"], event["tid"]) in main
    ]
    if not found:
        raise BenchError("Chromium's trace names no task of the page")
    took = sorted(event["dur"] / 1000 for event in found)
    worked = sorted(event.get("tdur", event["dur"]) / 1000 for event in found)
    return {
        "tasks": float(len(found)),
        "p99_ms": took[len(took) * 99 // 100],
        "max_ms": took[-1],
        "long": float(sum(one > LONG for one in took)),
        "cpu_p99_ms": worked[len(worked) * 99 // 100],
        "cpu_max_ms": worked[-1],
    }
