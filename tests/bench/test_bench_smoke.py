"""The bench's own counting, on our host: every member gets every message once and in order.

The load generator ends with an error on a lost, doubled or reordered delivery, so what is
checked here is exact; no time is.
"""

from __future__ import annotations

import pytest

from tests.bench import peers, signatures
from tests.bench.generator import BenchError, compiler
from tests.bench.peers import Cores
from tests.bench.process import cpu_seconds, memory

MEMBERS, MESSAGES = 8, 60

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler for the load generator")


@pytest.fixture
def cores() -> Cores:
    """Return the processors that the bench gives to server and generator."""
    return Cores.of_this_machine()


@pytest.mark.parametrize("tls", [False, True], ids=["guest door", "TLS"])
def test_every_delivery_of_ours_is_counted(cores: Cores, tls: bool) -> None:
    with peers.ours(cores, tls=tls) as host, host.members() as members:
        members.open(MEMBERS)
        for window in (20, 1):
            burst = members.burst(most=MESSAGES, window=window)
            assert burst["messages"] == MESSAGES
            assert burst["deliveries"] == MEMBERS * MESSAGES
            assert 0 < burst["half"]["p50_ms"] <= burst["last"]["p50_ms"]
        assert cpu_seconds(host.pid) > 0
        assert 0 < memory(host.pid)["pss"] <= memory(host.pid)["rss"]


def test_the_tutorial_is_counted_alike(cores: Cores) -> None:
    with peers.tutorial(cores) as server, server.members() as members:
        members.open(MEMBERS)
        assert members.burst(most=MESSAGES, window=20)["deliveries"] == MEMBERS * MESSAGES


def test_signatures_are_all_checked_and_the_hub_goes_on() -> None:
    found = signatures.measure(2000, 1)
    assert found["medians"]["entries_per_second"] > 0
    assert 0 < found["medians"]["late_p50_ms"] <= found["medians"]["late_max_ms"]


def test_members_of_a_server_that_goes_away_are_an_error(cores: Cores) -> None:
    with peers.tutorial(cores) as server:
        members = server.members()
        members.open(2)
    with members, pytest.raises(BenchError, match=r"closed|cannot write"):
        members.burst(most=1, window=1)
