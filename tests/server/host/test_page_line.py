"""Reading far back, in turns."""

from __future__ import annotations

import time

import gevent

from server.host.page_line import LONGEST_REST, REST, PageLine


def test_members_take_turns_however_much_one_of_them_asks() -> None:
    line, order = PageLine(lambda: False), list[str]()

    def read(member: str) -> None:
        with line.turn(member):
            order.append(member)
            gevent.sleep(0.001)

    greedy = [gevent.spawn(read, "greedy") for _ in range(50)]
    gevent.sleep(0)
    others = [gevent.spawn(read, name) for name in ("one", "two")]
    gevent.joinall([*greedy, *others], timeout=5, raise_error=True)
    assert order.index("one") <= 3
    assert order.index("two") <= 4
    assert order.count("greedy") == 50
    assert line._members == {}


def test_the_line_rests_while_others_are_there_and_the_answer_does_not_wait() -> None:
    others = True
    line, answered = PageLine(lambda: others), list[float]()

    def read() -> None:
        with line.turn("m"):
            gevent.sleep(0.02)
        answered.append(time.monotonic())

    def took() -> float:
        answered.clear()
        began = time.monotonic()
        gevent.joinall([gevent.spawn(read) for _ in range(3)], timeout=5, raise_error=True)
        return answered[-1] - began

    assert took() > 3 * 0.02 + 2 * REST * 0.02 * 0.9
    gevent.sleep(LONGEST_REST)  # the last one's rest
    others = False
    assert took() < 3 * 0.02 + 2 * REST * 0.02 * 0.5


def test_a_turn_that_ends_in_a_fault_holds_nobody_up() -> None:
    line = PageLine(lambda: False)

    def fail() -> None:
        with line.turn("m"):
            raise ValueError

    failed = gevent.spawn(fail)
    failed.join(1)
    done = gevent.spawn(lambda: line.turn("m").__enter__())
    done.join(1)
    assert done.successful()
