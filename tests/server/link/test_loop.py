from __future__ import annotations

import asyncio
import threading
import time

import gevent
import pytest

from server.hub import Hub
from server.link.loop import LinkLoop, has_slept
from tests.server.link.host import wait


def test_an_answer_reaches_the_hub_in_time(loop: LinkLoop) -> None:
    async def answer() -> str:
        await asyncio.sleep(0.01)
        return threading.current_thread().name

    began = time.monotonic()
    assert loop.ask(answer()).get(timeout=5) == "links"
    assert time.monotonic() - began < 0.5


def test_an_error_reaches_the_hub(loop: LinkLoop) -> None:
    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        loop.ask(fail()).get(timeout=5)


def test_the_hub_goes_on_while_it_waits(loop: LinkLoop) -> None:
    steps: list[int] = []

    def step() -> None:
        for number in range(5):
            steps.append(number)
            gevent.sleep(0.01)

    stepping = gevent.spawn(step)
    loop.ask(asyncio.sleep(0.2)).get(timeout=5)
    stepping.join()
    assert steps == list(range(5))


def test_what_runs_is_ended_at_the_stop() -> None:
    loop = LinkLoop(Hub().post)
    loop.start()
    result = loop.ask(asyncio.sleep(60))
    began = time.monotonic()
    loop.stop()
    assert time.monotonic() - began < 3
    with pytest.raises(asyncio.CancelledError):
        result.get(timeout=5)
    assert not any(thread.name == "links" for thread in threading.enumerate())
    loop.nudge()  # too late, and harmless
    with pytest.raises(RuntimeError):
        loop.ask(asyncio.sleep(0))


def test_a_nudge_reaches_everybody(loop: LinkLoop) -> None:
    nudged: list[str] = []
    first, second = (lambda: nudged.append("first")), (lambda: nudged.append("second"))
    loop.call(loop.on_nudge, first)
    loop.call(loop.on_nudge, second)
    loop.nudge()
    wait(lambda: nudged == ["first", "second"], "both")
    loop.call(loop.off_nudge, first)
    loop.nudge()
    wait(lambda: nudged == ["first", "second", "second"], "the second only")


@pytest.mark.parametrize(
    ("wall", "steady", "slept"),
    [
        (1.0, 1.0, False),
        (1.9, 2.0, False),  # a busy machine
        (3600.0, 1.0, True),  # Linux, macOS: the steady clock stood still
        (3600.0, 3600.0, True),  # Windows: both went on, but this was not woken
        (-600.0, 1.0, True),  # a clock that was set: a needless look costs little
    ],
)
def test_sleep_is_seen_in_the_clocks(wall: float, steady: float, slept: bool) -> None:
    assert has_slept(wall, steady) is slept
