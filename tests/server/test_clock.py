"""The clock for limits goes on, whatever the wall clock says."""

from __future__ import annotations

import time

import pytest

from server.clock import lasting, now_ms


def test_it_goes_as_fast_as_time_does() -> None:
    before, real = lasting(), time.monotonic()
    time.sleep(0.05)
    assert lasting() - before == pytest.approx(time.monotonic() - real, abs=0.02)


def test_nobody_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = lasting()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert now_ms() == 0
    assert lasting() >= before
