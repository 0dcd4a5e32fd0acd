"""What the program must reach, judged from the figures of one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.fanout import ratio

GUEST, TLS = "ours, guest door", "ours, TLS"


@dataclass(frozen=True)
class Goal:
    """One line of the verdict; `at_least` tells which side of `goal` is the good one."""

    what: str
    value: float
    goal: float | None
    at_least: bool
    unit: str

    @property
    def met(self) -> bool | None:
        """Whether it was reached; None for what is only told."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self) | {"met": self.met}


def judge(results: dict[str, Any]) -> list[Goal]:
    """Return a line for each goal whose measure was taken."""
    parts = (_busy, _calm, _flooded, _crowd, _person, _long)
    return [goal for part in parts for goal in part(results)]


def _busy(results: dict[str, Any]) -> Iterator[Goal]:
    if (found := results.get("fanout")) is None:
        return
    rate = "deliveries_per_second"
    yield Goal("rate, guest door / ngircd", ratio(found, rate, GUEST, "ngircd"), 1.5, True, "x")
    prompt = ratio(found, rate, GUEST, "ngircd, prompt clients")
    yield Goal("rate, guest door / ngircd, prompt clients", prompt, None, True, "x")
    yield Goal("rate, TLS / Node without TLS", ratio(found, rate, TLS, "node"), 5, True, "x")
    cpu = ratio(found, "cpu_us_per_delivery", GUEST, "ngircd")
    yield Goal("CPU for a delivery, guest door / ngircd", cpu, None, False, "x")
    tutorial = ratio(found, rate, GUEST, "tutorial")
    yield Goal("rate, guest door / the tutorial's", tutorial, None, True, "x")


def _calm(results: dict[str, Any]) -> Iterator[Goal]:
    if (found := results.get("latency")) is None:
        return
    for figure, told in (("last_p50_ms", "last"), ("half_p50_ms", "median")):
        goal = 1.0 if figure == "last_p50_ms" else None
        value = ratio(found, figure, GUEST, "node")
        name = f"median latency to the {told} member, guest door / Node"
        yield Goal(name, value, goal, False, "x")


def _flooded(results: dict[str, Any]) -> Iterator[Goal]:
    if found := results.get("flood"):
        for kind, figures in found["medians"].items():
            name = f"the others' p99 while one of fifty floods ({kind}) / quiet"
            yield Goal(name, figures["ratio"], 1.5, False, "x")


def _crowd(results: dict[str, Any]) -> Iterator[Goal]:
    if found := results.get("idle"):
        for name, limit in ((GUEST, 80), (TLS, 140)):
            value = found["medians"][name]["pss"]
            yield Goal(f"memory per idle member, {name}", value, limit, False, "KiB")
    if found := results.get("storm"):
        for name in (GUEST, TLS):
            value = ratio(found, "seconds", name, "node")
            yield Goal(f"a thousand at once, {name} / Node", value, 2, False, "x")


def _person(results: dict[str, Any]) -> Iterator[Goal]:
    if found := results.get("window"):
        yield Goal("window, start to page / empty window", found["ratio"], 1.3, False, "x")
    if found := results.get("join"):
        medians = found["medians"]
        cpu, rate = medians["host_cpu_seconds_to_newest"], medians["entries_per_second"]
        yield Goal("join a long room, host's CPU to newest page", cpu, 1, False, "s")
        yield Goal("join a long room, entries fetched", rate, 20_000, True, "/s")
    if found := results.get("signatures"):
        late, longest = found["medians"]["late_p99_ms"], found["medians"]["late_max_ms"]
        yield Goal("hub's lateness while signatures are checked, p99", late, 10, False, "ms")
        yield Goal("hub's lateness while signatures are checked, longest", longest, 50, False, "ms")


def _long(results: dict[str, Any]) -> Iterator[Goal]:
    if (found := results.get("long")) is None:
        return
    searches, ratios = found["search"]["medians"]["all"], found["ratios"]
    yield Goal("long room, search, median", searches["p50_ms"], 50, False, "ms")
    yield Goal("long room, search, p95", searches["p95_ms"], None, False, "ms")
    for figure, what in (
        ("start_seconds", "program started and room opened"),
        ("open_ms", "room opened"),
        ("shown_ms", "room on screen"),
        ("loaded_ms", "page loaded and room on screen"),
    ):
        yield Goal(f"{what}, long room / short", ratios[figure], 1.5, False, "x")
    for where, figures in found["scrolling"]["medians"].items():
        yield Goal(f"scrolling, {where}, longest task", figures["max_ms"], 50, False, "ms")
        own = f"scrolling, {where}, longest task's CPU"
        yield Goal(own, figures["cpu_max_ms"], None, False, "ms")
    for figure, what in (("heap_mib", "page"), ("pss_mib", "server")):
        yield Goal(f"memory of the {what}, long room / short", ratios[figure], 1.2, False, "x")
    size = list(found["medians"].values())[-1]["database"]
    yield Goal("long room, database / text", size, 2.5, False, "x")
