"""The figures as tables for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.bench.goals import Goal

# Measure, or a part of one: its title and its columns (figure, heading, decimals).
TABLES: dict[str, tuple[str, list[tuple[str, str, int]]]] = {
    "fanout": (
        "{members} members, {window} messages of {text_bytes} bytes in flight",
        [
            ("deliveries_per_second", "deliveries/s", 0),
            ("cpu_us_per_delivery", "CPU us/delivery", 2),
            ("server_busy", "server busy", 2),
            ("generator_busy", "generator busy", 2),
            ("last_p50_ms", "last p50 ms", 1),
            ("last_p99_ms", "last p99 ms", 1),
            ("reordered_share", "out of order", 4),
        ],
    ),
    "latency": (
        "{members} members, {window} message of {text_bytes} bytes in flight",
        [
            ("half_p50_ms", "half p50 ms", 3),
            ("half_p99_ms", "half p99 ms", 3),
            ("last_p50_ms", "last p50 ms", 3),
            ("last_p99_ms", "last p99 ms", 3),
            ("cpu_us_per_delivery", "CPU us/delivery", 2),
        ],
    ),
    "flood": (
        "{members} members, one of whom floods; the others' messages, quiet and meanwhile",
        [
            ("quiet_p50_ms", "quiet p50 ms", 2),
            ("p50_ms", "p50 ms", 2),
            ("quiet_p99_ms", "quiet p99 ms", 2),
            ("p99_ms", "p99 ms", 2),
            ("ratio", "p99 ratio", 2),
            ("first_p99_ms", "p99 ms at first", 2),
            ("quiet_server_busy", "quiet busy", 2),
            ("server_busy", "server busy", 2),
        ],
    ),
    "idle": (
        "memory per further idle member, from {first} to {members}",
        [("pss", "PSS KiB", 1), ("rss", "RSS KiB", 1), ("total_pss", "in all KiB", 0)],
    ),
    "storm": (
        "{members} members connecting at once until all are admitted",
        [
            ("seconds", "seconds", 2),
            ("cpu_seconds", "server's CPU s", 2),
            ("generator_cpu", "generator's CPU s", 2),
        ],
    ),
    "window": (
        "start of the program to its page",
        [("seconds", "seconds", 2), ("cpu_seconds", "CPU s", 2)],
    ),
    "join": (
        "joining a room of {entries} entries with an empty replica",
        [
            ("seconds_to_newest", "newest page s", 2),
            ("host_cpu_seconds_to_newest", "host's CPU s", 2),
            ("seconds_to_all", "all s", 2),
            ("entries_per_second", "entries/s", 0),
            ("host_cpu_seconds_to_all", "host's CPU s, all", 2),
            ("copy_cpu_seconds_to_all", "copy's CPU s, all", 2),
        ],
    ),
    "signatures": (
        "checking the signatures of {entries} entries; how late the hub is meanwhile",
        [
            ("entries_per_second", "entries/s", 0),
            ("seconds", "all s", 2),
            ("late_p50_ms", "late p50 ms", 2),
            ("late_p99_ms", "late p99 ms", 2),
            ("late_max_ms", "late max ms", 2),
        ],
    ),
    "long": (
        "rooms of many entries: opened, and kept after {rows} rows came on screen",
        [
            ("start_seconds", "started s", 2),
            ("first_open_ms", "opened first ms", 1),
            ("open_ms", "opened ms", 1),
            ("shown_ms", "on screen ms", 0),
            ("loaded_ms", "page and room ms", 0),
            ("heap_mib", "page MiB", 1),
            ("pss_mib", "server MiB", 1),
            ("database", "database/text", 2),
        ],
    ),
    "long.indexing": (
        "filling the index that messages are searched by; how late the hub is meanwhile",
        [
            ("entries_per_second", "entries/s", 0),
            ("seconds", "all s", 1),
            ("late_p50_ms", "late p50 ms", 2),
            ("late_p99_ms", "late p99 ms", 2),
            ("late_max_ms", "late max ms", 2),
        ],
    ),
    "long.search": (
        "searching the long room, {queries} queries: until the first hits are there",
        [("p50_ms", "p50 ms", 1), ("p95_ms", "p95 ms", 1), ("max_ms", "max ms", 1)],
    ),
    "long.scrolling": (
        "scrolling at the speed of reading; tasks of the page's main thread",
        [
            ("tasks", "tasks", 0),
            ("p99_ms", "p99 ms", 1),
            ("max_ms", "longest ms", 1),
            ("long", "over 50 ms", 0),
            ("cpu_p99_ms", "p99 CPU ms", 1),
            ("cpu_max_ms", "longest CPU ms", 1),
        ],
    ),
}


def table(rows: Iterable[list[str]]) -> str:
    """Return rows as aligned columns, the first to the left and the others to the right."""
    rows = list(rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def describe(results: dict[str, Any]) -> Iterator[str]:
    """Give each measure's title and table."""
    for measure, (title, columns) in TABLES.items():
        whole, _, part = measure.partition(".")
        if (found := results.get(whole)) is None:
            continue
        found = found[part] if part else found
        rows = [["", *(heading for _, heading, _ in columns)]]
        by_name = found["medians"]
        if measure in ("join", "signatures"):
            by_name = {"ours": by_name}
        for name, figures in by_name.items():
            rows.append([name, *(f"{figures[key]:,.{digits}f}" for key, _, digits in columns)])
        yield f"{title.format(**found)}\n{table(rows)}"


def verdict(goals: list[Goal]) -> str:
    """Return the goals with what was reached."""
    words = {True: "met", False: "NOT met", None: "for comparison"}
    rows = [["", "value", "goal", ""]]
    for one in goals:
        sign = "at least" if one.at_least else "at most"
        goal = "" if one.goal is None else f"{sign} {one.goal:,g} {one.unit}"
        rows.append([one.what, f"{one.value:,.2f} {one.unit}", goal, words[one.met]])
    return table(rows)
