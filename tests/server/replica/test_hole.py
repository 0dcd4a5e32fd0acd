"""A hole that stays open is the host's fault; one that closes in time, or is no matter, is none."""

from __future__ import annotations

import gevent
import pytest

from server.replica import hole
from server.replica.far_host import HostFault
from server.room.inbox import Inbox
from tests.server.room.test_inbox import entry


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    monkeypatch.setattr(hole, "PATIENCE", 0.05)
    return []


def test_a_hole_that_stays_open_is_told(faults: list[Exception]) -> None:
    inbox = Inbox(7)
    assert not inbox.put([entry(8)])
    hole.watch(inbox, lambda: inbox, faults.append)
    gevent.sleep(0.1)
    assert [type(fault) for fault in faults] == [HostFault]


def test_what_comes_in_time_closes_it(faults: list[Exception]) -> None:
    inbox = Inbox(7)
    inbox.put([entry(8)])
    hole.watch(inbox, lambda: inbox, faults.append)
    assert len(inbox.put([entry(7)])) == 2
    gevent.sleep(0.1)
    assert faults == []


def test_of_a_connection_that_is_over_it_is_no_matter(faults: list[Exception]) -> None:
    inbox = Inbox(7)
    inbox.put([entry(8)])
    hole.watch(inbox, lambda: None, faults.append)
    gevent.sleep(0.1)
    assert faults == []
