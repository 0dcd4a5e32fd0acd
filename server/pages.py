"""The answer to `history`: as much of the log as fits, next to the number asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from server.room.entry import START
from server.store import Row
from server.wire import PAGE_BYTES, Page, entry_bytes


def answer_page(
    rows: list[Row],
    page: Page,
    *,
    first: int,
    last: int,
    chain_at: Callable[[int, Sequence[Row]], str | None],
) -> tuple[dict[str, Any], list[Row]]:
    """The answer, and its rows: as many of `rows` (consecutive, in order) as fit, one at least.

    `first` and `last` bound what this member may read; `chain_at` gives the chain value of an
    entry by its number, None where it is not known; it is told what rows are at hand. Touches
    nothing of the hub's.
    """
    backwards = page.before is not None
    spelled, size = list[bytes](), 0
    for row in reversed(rows) if backwards else rows:
        data = entry_bytes(row)
        size += len(data) + 1
        if spelled and size > PAGE_BYTES:
            break  # no more is spelled than fits: that is most of what a page costs
        spelled.append(data)
    end, more = page.after or 0, False
    if spelled:
        if backwards:
            spelled.reverse()
            rows = rows[-len(spelled) :]
        else:
            rows = rows[: len(spelled)]
        end = rows[-1].number
        more = rows[0].number > first if backwards else rows[-1].number < last
    answer = {
        "ok": True,
        "entries": [msgspec.Raw(data) for data in spelled],
        "chain": chain_at(end, rows) or START,
        "more": more,
    }
    return answer, rows
