"""A room of a million entries beside one of a thousand, in the same program, turn by turn."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.fanout import medians, ratio
from tests.bench.generator import BUILT
from tests.bench.long.page import Reader
from tests.bench.long.rooms import LongRoom, long_room
from tests.bench.long.running import running
from tests.bench.long.searching import index, search
from tests.support.browser import launch, playwright

SHORT = 1000
# Rows that come into sight before memory is looked at.
ROWS = 5000
Rooms = dict[str, LongRoom]
Samples = dict[str, list[dict[str, float]]]
Figures = dict[str, dict[str, float]]


def measure(entries: int, rounds: int, seconds: float, rows: int = ROWS) -> dict[str, Any]:
    """Take all figures of a room of `entries` and one of `SHORT`; `seconds` of each scrolling,
    `rows` on screen before it is looked at what is kept."""
    with tempfile.TemporaryDirectory(dir=_built(), prefix="long-room-") as name:
        rooms = {
            called_by(count): long_room(count).copied(Path(name) / str(count))
            for count in (SHORT, entries)
        }
        indexing, searches = _index_and_search(rooms, rounds)
        size = {
            called: {"database": room.database.stat().st_size / room.text_bytes}
            for called, room in rooms.items()
        }
        opening = _opening(rooms, rounds)
        page, kept, scrolling = _reading(rooms, rounds, seconds, rows)
    samples = {
        called: [one | other for one, other in zip(opening[called], page[called], strict=True)]
        for called in rooms
    }
    result: dict[str, Any] = {
        "entries": entries,
        "rows": rows,
        "indexing": {"medians": indexing},
        "search": searches,
        "samples": samples,
        "medians": {
            called: medians(samples[called]) | kept[called] | size[called] for called in rooms
        },
        "scrolling": {"medians": scrolling},
    }
    return result | {"ratios": _ratios(result, *rooms)}


def called_by(entries: int) -> str:
    """What a room is called in tables."""
    return f"{entries:,} entries"


def _ratios(result: dict[str, Any], short: str, long: str) -> dict[str, float]:
    """By how much each figure of the long room is more: taken round by round where there are
    rounds."""
    rounds = result["samples"][short][0]
    medians = result["medians"]
    return {
        figure: ratio(result, figure, long, short)
        if figure in rounds
        else medians[long][figure] / medians[short][figure]
        for figure in medians[long]
        if medians[short][figure]
    }


def _index_and_search(
    rooms: Rooms, rounds: int
) -> tuple[dict[str, dict[str, float]], dict[str, Any]]:
    """Fill the indexes, and search the long room."""
    indexing, searches = {}, {}
    for called, room in rooms.items():
        with running(room) as program:
            indexing[called] = index(program)
            if room.entries > SHORT:
                searches = search(program, rounds)
    return indexing, searches


def _built() -> Path:
    BUILT.mkdir(parents=True, exist_ok=True)
    return BUILT


def _opening(rooms: Rooms, rounds: int) -> Samples:
    """Start the programs in turn, once unmeasured, and open their rooms without a browser; nothing
    of them was read, which is to be counted at the start."""
    taken: Samples = {called: [] for called in rooms}
    for _ in range(rounds + 1):
        for called, room in rooms.items():
            room.read_up_to(0)
            began = time.perf_counter()
            with running(room) as program:
                opened = program.open()
                seconds = time.perf_counter() - began
                program.host()
                again = [program.open() for _ in range(rounds)]
            room.read_up_to(room.entries)
            taken[called].append(
                {
                    "start_seconds": seconds,
                    "first_open_ms": opened * 1000,
                    "open_ms": median(again) * 1000,
                }
            )
    return {called: found[1:] for called, found in taken.items()}


@contextmanager
def _readers(rooms: Rooms) -> Iterator[dict[str, Reader]]:
    """Programs side by side that host their rooms, each with a page in the same browser."""
    with ExitStack() as stack:
        programs = {called: stack.enter_context(running(room)) for called, room in rooms.items()}
        for program in programs.values():
            program.host()
        browser = launch(stack.enter_context(playwright()))
        stack.callback(browser.close)
        yield {called: Reader(browser, program) for called, program in programs.items()}


def _reading(
    rooms: Rooms, rounds: int, seconds: float, rows: int
) -> tuple[Samples, Figures, Figures]:
    """Open the rooms on their pages in turn, once unmeasured; scroll, and look at what is kept."""
    page: Samples = {called: [] for called in rooms}
    kept, scrolling = Figures(), Figures()
    with _readers(rooms) as readers:
        for _ in range(rounds + 1):
            for called, reader in readers.items():
                page[called].append({"shown_ms": reader.open(), "loaded_ms": reader.load()})
                reader.go_home()
        for called, reader in readers.items():
            reader.open()
            scrolling[f"{called}, at the end"] = reader.scroll(seconds)
            kept[called] = reader.through(rows)
            if reader.program.room.entries > SHORT:
                reader.to_the_middle()
                scrolling[f"{called}, a year back"] = reader.scroll(seconds)
    return {called: found[1:] for called, found in page.items()}, kept, scrolling
