from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gevent
import pytest

from server.codes import shown as module
from server.codes.shown import GUESSES, LIVES, WAY_IN_LIVES, Ended, Shown, ShownCodes
from server.codes.spelled import FORMS, NUMBERS
from tests.server.scene import until

ROOM, OTHER, YUNA = "aa" * 16, "bb" * 16, "m_" + "cd" * 16


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes(clock: Clock) -> Iterator[ShownCodes]:
    codes = ShownCodes(lambda function, *args, **kwargs: function(*args, **kwargs), clock)
    yield codes
    codes.follow([])


def told(codes: ShownCodes) -> list[str]:
    rooms: list[str] = []
    codes.changed = rooms.append
    return rooms


def test_a_code_is_shown_until_it_is_hidden(codes: ShownCodes) -> None:
    rooms = told(codes)
    shown = codes.show(ROOM, "en")
    assert codes.of(ROOM) is shown
    assert codes.by_number(shown.code.number) is shown
    assert codes.numbers == [shown.code.number]
    assert codes.seconds_left(shown) == LIVES
    codes.hide(ROOM)
    assert (codes.of(ROOM), codes.numbers, codes.by_number(shown.code.number)) == (None, [], None)
    assert rooms == [ROOM, ROOM]
    codes.hide(ROOM)
    assert len(rooms) == 2, "nothing has changed"


def test_a_new_code_takes_the_place_of_the_last(codes: ShownCodes) -> None:
    first = codes.show(ROOM, "en")
    second = codes.show(ROOM, "digits")
    assert not codes.is_good(first)
    assert codes.of(ROOM) is second
    assert codes.numbers == [second.code.number]


def test_no_two_codes_of_one_host_have_one_number(codes: ShownCodes) -> None:
    for number in range(NUMBERS):
        codes.show(f"room {number}", FORMS[number % 3])
    assert codes.numbers == list(range(1, NUMBERS + 1))


def test_two_pages_at_once_show_one_code(clock: Clock) -> None:
    """Preparing waits, and meanwhile another page of the same window asks for the same."""

    def slowly(function: Any, *args: Any, **kwargs: Any) -> Any:
        gevent.sleep(0.01)
        return function(*args, **kwargs)

    codes = ShownCodes(slowly, clock)
    gevent.joinall([gevent.spawn(codes.show, ROOM, "en") for _ in range(3)], raise_error=True)
    assert len(codes.numbers) == 1
    codes.follow([])


def test_three_wrong_guesses_burn_it_and_say_from_where(codes: ShownCodes) -> None:
    shown = codes.show(ROOM, "ko")
    rooms = told(codes)
    addresses = [f"192.168.0.{number}" for number in range(GUESSES)]
    assert [codes.wrong(shown, address) for address in addresses] == [False, False, True]
    assert codes.of(ROOM) == Ended("burnt", "ko", None, tuple(addresses))
    assert not codes.is_good(shown)
    assert codes.by_number(shown.code.number) is None
    assert rooms == [ROOM] * 3


def test_it_is_gone_when_it_was_used_and_leads_in_once(codes: ShownCodes, clock: Clock) -> None:
    shown = codes.show(ROOM, "en")
    codes.wrong(shown, "192.168.0.9")
    codes.used(shown, YUNA)
    assert codes.of(ROOM) == Ended("used", "en", YUNA, ("192.168.0.9",))
    assert codes.by_number(shown.code.number) is None
    assert codes.leads_in(YUNA, ROOM)
    assert not codes.leads_in(YUNA, OTHER)
    assert not codes.leads_in("m_" + "ef" * 16, ROOM)
    rooms = told(codes)
    codes.came_or_left(YUNA, ROOM)
    assert not codes.leads_in(YUNA, ROOM)
    assert rooms == [ROOM], "the host can be told the name now"
    clock.now += WAY_IN_LIVES


def test_a_way_in_that_nobody_took_ends(codes: ShownCodes, clock: Clock) -> None:
    codes.used(codes.show(ROOM, "en"), YUNA)
    clock.now += WAY_IN_LIVES
    assert not codes.leads_in(YUNA, ROOM)
    codes.used(codes.show(ROOM, "en"), "m_" + "ef" * 16)
    assert len(codes._ways_in) == 1, "nothing gathers"


def test_a_code_that_is_too_old_is_no_code(codes: ShownCodes, clock: Clock) -> None:
    shown = codes.show(ROOM, "en")
    clock.now += LIVES
    assert codes.by_number(shown.code.number) is None
    assert not codes.is_good(shown)


def test_the_page_is_told_when_it_is_too_old(
    codes: ShownCodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIVES", 0.02)
    codes.show(ROOM, "digits")
    rooms = told(codes)
    until(lambda: rooms, "the page to be told")
    assert codes.of(ROOM) == Ended("old", "digits")


def test_a_room_that_is_closed_has_no_code(codes: ShownCodes) -> None:
    codes.used(codes.show(OTHER, "en"), YUNA)
    kept, gone = codes.show(ROOM, "en"), codes.show(OTHER, "en")
    codes.used(codes.show("third", "en"), YUNA)
    codes.follow([ROOM])
    assert codes.of(ROOM) is kept
    assert codes.by_number(gone.code.number) is None
    assert codes.of("third") is None
    assert not codes.leads_in(YUNA, OTHER)
    assert isinstance(codes.of(ROOM), Shown)
