from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from server.pages import answer_page
from server.room.entry import START
from server.room.requests import Say
from server.store import Row, row_of
from server.wire import PAGE_BYTES, Page
from tests.server.room.people import HOST, ask, opened


def rows(count: int, size: int = 10) -> list[Row]:
    state, entries = opened()
    entries += ask(state, *((HOST, Say(f"s-{n}", "x" * size)) for n in range(count - 2))).entries
    return [row_of(entry) for entry in entries]


def chain_at(number: int, at_hand: Sequence[Row]) -> str | None:
    """Of a log that ends with entry 99."""
    assert number in [row.number for row in at_hand] or not at_hand
    return f"the chain value of {number}" if 0 < number < 100 else None


def answer(rows: list[Row], page: Page, **more: Any) -> dict[str, Any]:
    made, kept = answer_page(rows, page, **{"first": 1, "last": 100, "chain_at": chain_at, **more})
    assert len(kept) == len(made["entries"])
    spelled = msgspec.json.encode(made)
    assert len(spelled) < PAGE_BYTES + 40_000
    return dict(json.loads(spelled))


def numbers(answer: dict[str, Any]) -> list[int]:
    return [entry["number"] for entry in answer["entries"]]


def test_a_page_with_the_chain_at_its_end() -> None:
    log = rows(10)
    page = answer(log[4:7], Page(after=4, limit=3), last=10)
    assert page["ok"]
    assert numbers(page) == [5, 6, 7]
    assert page["chain"] == "the chain value of 7"
    assert page["more"]


def test_more_tells_whether_there_is_more() -> None:
    log = rows(10)
    assert not answer(log[7:], Page(after=7), last=10)["more"]
    assert answer(log[7:], Page(after=7), last=11)["more"]
    assert not answer(log[:3], Page(before=4), last=10)["more"]
    assert answer(log[3:6], Page(before=7), first=3, last=10)["more"]
    assert not answer(log[2:6], Page(before=7), first=3, last=10)["more"]


def test_no_more_than_fits_and_the_part_next_to_the_number_asked_about() -> None:
    log = rows(30, size=10_000)
    forwards = answer(log, Page(after=0, limit=30), last=30)
    backwards = answer(log, Page(before=31, limit=30), last=30)
    assert numbers(forwards) == list(range(1, len(forwards["entries"]) + 1))
    assert numbers(backwards) == list(range(31 - len(backwards["entries"]), 31))
    for page in (forwards, backwards):
        assert 5 <= len(page["entries"]) <= 8
        assert page["more"]
        assert sum(len(json.dumps(entry)) for entry in page["entries"]) <= PAGE_BYTES


def test_one_entry_at_least() -> None:
    log = rows(4, size=100_000)
    assert numbers(answer(log[2:], Page(after=2), last=4)) == [3]
    assert numbers(answer(log[2:], Page(before=5), last=4)) == [4]


def test_an_empty_page() -> None:
    page = answer([], Page(after=10), last=10)
    told = "the chain value of 10"
    assert page == {"ok": True, "entries": [], "chain": told, "more": False}
    assert answer([], Page(after=0), last=10)["chain"] == START
    assert answer([], Page(after=100), last=100)["chain"] == START
