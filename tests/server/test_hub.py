from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import gevent
import pytest
from gevent.event import Event

from server.hub import Hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub in a thread of its own, as in the program."""
    made: list[Hub] = []
    ends: list[Event] = []
    ready = threading.Event()

    def run() -> None:
        made.append(Hub())
        ends.append(Event())
        # As the program's listeners do, this keeps the hub from finding nothing left to wait for.
        keeps = gevent.spawn(gevent.sleep, 1000)
        ready.set()
        ends[0].wait()
        keeps.kill()
        gevent.get_hub().destroy()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    yield made[0]
    made[0].post(ends[0].set)
    thread.join(10)


def test_calls_from_another_thread_are_made_in_order(hub: Hub) -> None:
    seen: list[int] = []
    for n in range(200):
        hub.post(seen.append, n)
    assert hub.call(lambda: list(seen)) == list(range(200))


def test_an_idle_hub_wakes_at_once(hub: Hub) -> None:
    hub.call(lambda: None)
    began = time.monotonic()
    for _ in range(20):
        hub.call(lambda: None, timeout=5)
    assert time.monotonic() - began < 2  # without the wake-up each would take half a second


def test_what_was_raised_is_raised_where_it_was_asked(hub: Hub) -> None:
    with pytest.raises(ZeroDivisionError):
        hub.call(lambda: 1 / 0)


def test_a_call_that_takes_too_long(hub: Hub) -> None:
    with pytest.raises(TimeoutError):
        hub.call(gevent.sleep, 5, timeout=0.02)


def test_a_call_that_fails_leaves_the_hub_alone(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    hub.post(lambda: 1 / 0)
    assert hub.call(lambda: 5) == 5
    assert "ZeroDivisionError" in caplog.text


def test_on_its_own_thread_a_call_is_just_a_call() -> None:
    assert Hub().call(lambda: 5) == 5
