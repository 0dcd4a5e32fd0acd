from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import gevent
import pytest

from server.disk import Disk
from server.store import StoreError


@pytest.fixture
def disk() -> Iterator[Disk]:
    made = Disk()
    yield made
    made.close()


def test_writes_are_one_at_a_time_in_the_order_they_were_asked_for(disk: Disk) -> None:
    done: list[int] = []
    threads: set[int] = set()

    def write(number: int) -> None:
        threads.add(threading.get_ident())
        time.sleep(0.001)
        done.append(number)

    asked = [gevent.spawn(disk.write, write, n) for n in range(30)]
    gevent.joinall(asked, raise_error=True)
    assert done == list(range(30))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_the_hub_goes_on_meanwhile(disk: Disk) -> None:
    gate = threading.Event()
    waiting = gevent.spawn(disk.write, gate.wait, 5)
    gevent.sleep(0.01)
    assert disk.read(lambda: 7) == 7  # a reader is not held up by the writer
    assert not waiting.ready()
    gate.set()
    assert waiting.get(timeout=5) is True


def test_what_was_raised_is_raised(disk: Disk) -> None:
    def fail(message: str) -> None:
        raise StoreError(message)

    for call in (disk.write, disk.read):
        with pytest.raises(StoreError, match="full"):
            call(fail, message="full")
    assert disk.write(int, "5") == 5


def test_closing_waits_for_what_is_under_way() -> None:
    disk, done = Disk(), []

    def write() -> None:
        time.sleep(0.02)
        done.append(1)

    gevent.spawn(disk.write, write)
    gevent.sleep(0)
    disk.close()
    assert done == [1]


def test_long_work_holds_up_neither_reading_nor_writing(disk: Disk) -> None:
    gate = threading.Event()
    working = gevent.spawn(disk.work, gate.wait, 5)
    gevent.sleep(0.01)
    assert (disk.read(lambda: 1), disk.write(lambda: 2)) == (1, 2)
    assert not working.ready()
    gate.set()
    assert working.get(timeout=5) is True
