"""One after the other, in the order of asking."""

from __future__ import annotations

import gevent

from server.turns import Turns


def test_nobody_slips_in_where_a_turn_ends() -> None:
    turns, order = Turns(), []

    def take(name: int) -> None:
        with turns.mine():
            order.append(name)
            gevent.sleep(0)

    def first() -> None:
        with turns.mine():
            gevent.sleep(0.01)
        # At this moment the next turn is free, and 1 has not been woken yet.
        take(2)

    waiting = [gevent.spawn(first), gevent.spawn(take, 1)]
    gevent.joinall(waiting, timeout=2, raise_error=True)
    assert order == [1, 2]


def test_a_turn_that_is_killed_holds_nobody_up() -> None:
    turns, order = Turns(), []

    def take(name: str, seconds: float) -> None:
        with turns.mine():
            gevent.sleep(seconds)
            order.append(name)

    holder = gevent.spawn(take, "held", 30)
    killed, last = gevent.spawn(take, "killed", 0), gevent.spawn(take, "last", 0)
    gevent.sleep(0)
    killed.kill()
    holder.kill()
    last.get(timeout=2)
    assert order == ["last"]
