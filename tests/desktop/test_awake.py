from __future__ import annotations

import logging

import pytest

from desktop.awake import Awake
from tests.support.wait import wait_for


def test_sleep_is_held_off_and_let_come(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")
    caplog.set_level(logging.INFO)
    awake = Awake()
    awake.keep(False)
    assert awake._thread is None, "nothing is started for nothing"
    awake.keep(True)
    awake.keep(True)
    awake.keep(False)
    awake.keep(True)
    wait_for(lambda: caplog.text.count("held off") == 2, "held off twice")
    awake.close()
    assert caplog.text.count("allowed again") == 1


def test_system_that_cannot_is_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "0")
    awake = Awake()
    awake.keep(True)
    wait_for(lambda: "may come while hosting" in caplog.text, "the warning", seconds=40)
    awake.close()
