from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from gevent.event import AsyncResult

from server.far_host import FOLK_PAGES, folk
from server.room.refusal import Refused


class Link:
    """A link whose host answers by a function."""

    def __init__(self, answer: Callable[[dict[str, Any]], object]) -> None:
        self.answer, self.asked = answer, 0

    def request(self, event: str, payload: object, within: float) -> AsyncResult[Any]:
        assert event == "members"
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
