from __future__ import annotations

import threading

import gevent
import pytest

from server.hub import Hub
from server.link.mailbox import Mailbox
from tests.server.link.host import wait


def test_order_holds_also_when_a_listener_waits() -> None:
    mailbox = Mailbox(Hub().post)
    heard: list[int] = []

    def hear(number: int) -> None:
        gevent.sleep(0.002 if number % 10 == 0 else 0)
        heard.append(number)

    def tell() -> None:
        for number in range(500):
            mailbox.put(hear, number)

    thread = threading.Thread(target=tell)
    thread.start()
    wait(lambda: len(heard) == 500, "all")
    thread.join()
    assert heard == list(range(500))


def test_a_failing_listener_does_not_stop_the_post(caplog: pytest.LogCaptureFixture) -> None:
    mailbox = Mailbox(Hub().post)
    heard: list[int] = []

    def hear(number: int) -> None:
        if number == 1:
            raise ValueError("no")
        heard.append(number)

    for number in range(3):
        mailbox.put(hear, number, weight=1)
    wait(lambda: len(heard) == 2, "the others")
    assert heard == [0, 2]
    assert mailbox.weight == 0
    assert "a listener failed" in caplog.text


def test_the_weight_says_what_waits() -> None:
    mailbox = Mailbox(Hub().post)
    go = gevent.event.Event()
    mailbox.put(go.wait, weight=2)
    mailbox.put(list, weight=3)
    assert mailbox.weight == 5
    gevent.sleep(0.01)
    assert mailbox.weight == 5  # what is being worked on counts
    go.set()
    wait(lambda: mailbox.weight == 0, "nothing left")


def test_after_the_close_nothing_comes() -> None:
    mailbox = Mailbox(Hub().post)
    heard: list[int] = []
    mailbox.put(heard.append, 1)
    mailbox.close()
    mailbox.put(heard.append, 2)
    gevent.sleep(0.02)
    assert heard == []
