from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import gevent
import pytest
from gevent.event import AsyncResult

from server.replica.far_host import (
    FOLK_PAGES,
    LONGEST_WAIT_MS,
    PAGES_ASKED,
    PUT_OFF,
    folk,
    pages,
)
from server.room.refusal import Refused


class Link:
    """A link whose host answers by a function."""

    def __init__(self, answer: Callable[[dict[str, Any]], object], event: str = "members") -> None:
        self.answer, self.event, self.asked = answer, event, 0

    def request(self, event: str, payload: object, within: float) -> AsyncResult[Any]:
        assert event == self.event
        assert isinstance(payload, dict)
        assert within > 0
        self.asked += 1
        result: AsyncResult[Any] = AsyncResult()
        result.set(self.answer(payload))
        return result

    address = None

    def hear_of(self, addresses: object) -> None:
        raise NotImplementedError

    def signal(self, payload: object) -> None:
        raise NotImplementedError

    def retry_now(self) -> None:
        raise NotImplementedError

    def set_name(self, name: str) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def page(ids: list[str], more: bool) -> dict[str, Any]:
    return {"ok": True, "members": [{"id": id, "name": id} for id in ids], "more": more}


def test_all_members_come_page_by_page() -> None:
    names = [f"m_{number:03}" for number in range(450)]

    def answer(asked: dict[str, Any]) -> object:
        rest = [name for name in names if name > asked["after"]]
        return page(rest[: asked["limit"]], len(rest) > asked["limit"])

    link = Link(answer)
    assert [one.id for members in folk(lambda: link) for one in members] == names
    assert link.asked == 3


def test_a_host_that_never_ends_its_list_is_left() -> None:
    same = Link(lambda asked: page(["m_1"], True))
    list(folk(lambda: same))
    assert same.asked == 2, "the same page again is the end"
    ever = Link(lambda asked: page([f"{asked['after']}m"], True))
    list(folk(lambda: ever))
    assert ever.asked <= FOLK_PAGES


def test_an_answer_that_is_none_and_a_host_that_is_away_are_refused() -> None:
    odd = Link(lambda asked: {"ok": False})
    with pytest.raises(Refused):
        list(folk(lambda: odd))
    with pytest.raises(Refused, match="away"):
        list(folk(lambda: None))


def test_a_host_that_wants_to_be_asked_later_is() -> None:
    """It was taken for a host that sends no log, and followed no more."""
    refused = {"ok": False, "error": {"code": "too_fast", "message": "x", "retry_after_ms": 30}}
    entries = [entry(number) for number in range(1, 8)]
    asked: list[int] = []

    def answer(payload: dict[str, Any]) -> object:
        asked.append(payload["after"])
        if len(asked) in (2, 3, 5):
            return refused
        after = payload["after"]
        return {"ok": True, "entries": entries[after : after + min(payload["limit"], 3)]}

    link = Link(answer, "history")
    began = time.monotonic()
    numbers = [one.number for page in pages(lambda: link, 0, 7) for one in page]
    assert numbers == list(range(1, 8))
    assert time.monotonic() - began >= 0.06
    told = Link(lambda _asked: refused if told.asked < 3 else page([], False))
    assert list(folk(lambda: told)) == [[]]


def test_a_host_that_puts_off_for_ever_is_asked_ever_less_and_then_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(gevent, "sleep", waited.append)
    refused = {"ok": False, "error": {"code": "too_fast", "message": "x", "retry_after_ms": 500}}
    deaf = Link(lambda _asked: refused)
    with pytest.raises(Refused, match="too_fast"):
        list(folk(lambda: deaf))
    assert deaf.asked == PUT_OFF + 1
    assert waited[:4] == [0.5, 1, 2, 4]
    assert max(waited) <= LONGEST_WAIT_MS / 1000
    never = Link(lambda _asked: refused, "history")
    with pytest.raises(Refused, match="too_fast"):
        list(pages(lambda: never, 0, 7))
    assert never.asked <= PUT_OFF + PAGES_ASKED


def entry(number: int) -> dict[str, Any]:
    return {
        "number": number,
        "term": 1,
        "id": f"e{number}",
        "at": 1,
        "author": "m",
        "name": "M",
        "kind": "said",
        "body": {"text": "x"},
        "salt": "0" * 32,
    }
