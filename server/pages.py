"""The answer to `history`: as much of the log as fits, next to the number asked about."""

from __future__ import annotations

from typing import Any

import msgspec

from server.room.entry import START
from server.store import Row
from server.wire import PAGE_BYTES, Page, entry_bytes


def answer_page(
    rows: list[Row], page: Page, *, first: int, last: int, chain_before: str | None = None
) -> tuple[dict[str, Any], list[Row]]:
    """The answer, and its rows: as many of `rows` (consecutive, in order) as fit, one at least.

    `first` and `last` bound what this member may read; `chain_before` is the chain value of
    `page.after`, for an answer without entries. Touches nothing of the hub's.
    """
    backwards = page.before is not None
    spelled, size = list[bytes](), 0
    for row in reversed(rows) if backwards else rows:
        data = entry_bytes(row)
        size += len(data) + 1
        if spelled and size > PAGE_BYTES:
            break  # no more is spelled than fits: that is most of what a page costs
        spelled.append(data)
    chain, more = chain_before or START, False
    if spelled:
        if backwards:
            spelled.reverse()
            rows = rows[-len(spelled) :]
        else:
            rows = rows[: len(spelled)]
        chain = rows[-1].chain or START
        more = rows[0].number > first if backwards else rows[-1].number < last
    answer = {
        "ok": True,
        "entries": [msgspec.Raw(data) for data in spelled],
        "chain": chain,
        "more": more,
    }
    return answer, rows
