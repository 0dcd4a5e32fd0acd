"""The window door's front: the page at once, its connection when all is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from gevent.event import Event

from server.doors.front import Front
from server.hub import Hub
from server.look import Look, keep_look
from tests.server.doors.wire import POLLING, request


class _Running:
    """A front on a hub of its own."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._listening = threading.Event()
        self._end: Event
        self.hub: Hub
        self.front: Front
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._listening.wait(20)
        self.url = self.front.url.partition("/#")[0]

    def _run(self) -> None:
        self.hub, self._end = Hub(), Event()
        self.front = Front(self._data, "ko")
        self.front.start()
        self._listening.set()
        self._end.wait()
        self.front.stop()
        gevent.sleep(0)

    def stop(self) -> None:
        self.hub.post(self._end.set)
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[_Running]:
    keep_look(tmp_path, Look("en", "dark"))
    running = _Running(tmp_path)
    yield running
    running.stop()


def _page(running: _Running) -> str:
    return bytes(request(running.url).data).decode()  # type: ignore[attr-defined]


def test_page_before_anything_is_open(running: _Running) -> None:
    page = _page(running)
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page


def test_settings_once_they_are_there(running: _Running) -> None:
    running.front.chosen = lambda: Look("system", "light")
    page = _page(running)
    assert 'lang="ko"' in page
    assert 'data-theme="light"' in page


def test_connection_waits_until_it_is_open(running: _Running) -> None:
    answers: list[int] = []

    def ask() -> None:
        answers.append(request(running.url, path=POLLING).status)

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(0.3)
    assert not answers, "it was answered although nothing stands behind the door"
    assert 'lang="en"' in _page(running), "the page waits for a connection"
    running.hub.call(running.front.open)
    asking.join(10)
    assert answers == [200]


def test_stopped_while_a_connection_waits(tmp_path: Path) -> None:
    running = _Running(tmp_path)
    ended = threading.Event()

    def ask() -> None:
        with pytest.raises(OSError):
            request(running.url, path=POLLING)
        ended.set()

    threading.Thread(target=ask, daemon=True).start()
    running.stop()
    assert ended.wait(10)
