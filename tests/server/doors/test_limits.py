"""How often an address may try, and how many files may be open."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from server.doors.limits import Limits, Rate


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_one_at_a_time() -> None:
    clock = Clock()
    rate = Rate(3, 2.0, clock)
    assert [rate.take("a") for _ in range(4)] == [0, 0, 0, 500]
    assert rate.take("b") == 0, "another address has its own"
    clock.now += 0.5
    assert rate.take("a") == 0
    assert rate.take("a") == 500
    clock.now += 3600
    assert [rate.take("a") for _ in range(4)] == [0, 0, 0, 500], "it never saves up more"


def test_a_rate_of_zero_limits_nobody() -> None:
    rate = Rate(1, 0)
    assert {rate.take("a") for _ in range(1000)} == {0}


def test_addresses_are_forgotten_rather_than_gathered() -> None:
    rate = Rate(1, 0.001)
    for number in range(Rate.MOST * 2):
        rate.take(str(number))
    assert len(rate._buckets) == Rate.MOST


def test_lifted_limits_still_bound_what_a_message_may_cost() -> None:
    lifted = Limits().lifted()
    assert lifted.message == Limits().message
    assert lifted.waiting > 1000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_open_files_are_raised_at_the_start() -> None:
    script = (
        "import resource; hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1];"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard));"
        "from server.doors.limits import raise_open_files;"
        "print(raise_open_files(), resource.getrlimit(resource.RLIMIT_NOFILE)[0], hard)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    said, soft, hard = (int(number) for number in told.stdout.split())
    assert said == soft
    assert soft in (65_536, hard, 10_240)
    assert soft > 256
