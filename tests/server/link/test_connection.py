"""A connection whose other side is silent, stuck, or sends what it should not."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from server.address import Address
from server.link.failures import LinkLost
from server.link.loop import LinkLoop
from tests.server.link.conftest import Join, MakeFalse
from tests.server.link.host import Member, RealHost, entry, wait
from tests.server.link.strangers import Relay


def test_where_websockets_are_swallowed_polling_does(make_false: MakeFalse, join: Join) -> None:
    host = make_false(transports=["polling"])
    member = join(host)
    member.next("welcome")
    assert member.link.request("say", {"id": "a", "text": "안녕"}).get(timeout=15)["ok"] is True
    host.emit("entries", [entry(1)])
    member.next("entries")
    host.hang_up()
    member.next("welcome", 2)


def test_a_stopped_host_is_noticed_at_a_nudge_and_met_again(
    host: RealHost, join: Join, loop: LinkLoop
) -> None:
    member = join(host)
    member.next("welcome")
    os.kill(host.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        loop.nudge()
        assert member.next("retrying")[2] == "lost"
        assert time.monotonic() - began < 5
        with pytest.raises(LinkLost):
            member.link.request("say", {"id": "a", "text": "x"}).get(timeout=5)
    finally:
        os.kill(host.pid, signal.SIGCONT)
    began = time.monotonic()
    member.next("welcome", 2)
    assert time.monotonic() - began < 3


def test_silence_is_noticed(
    make_false: MakeFalse, join: Join, relay_to: Callable[[int], Relay]
) -> None:
    host = make_false(ping_interval=1, ping_timeout=1)
    relay = relay_to(host.port)
    member = join(host, addresses=[Address("127.0.0.1", relay.port)])
    member.next("welcome")
    relay.freeze()
    began = time.monotonic()
    assert member.next("retrying")[2] == "lost"
    assert time.monotonic() - began < 6
    relay.thaw()
    began = time.monotonic()
    member.next("welcome", 2)
    assert time.monotonic() - began < 3


def test_silence_is_noticed_while_the_writer_is_stuck(
    make_false: MakeFalse, join: Join, relay_to: Callable[[int], Relay]
) -> None:
    host = make_false(ping_interval=1, ping_timeout=1, max_http_buffer_size=10_000_000)
    relay = relay_to(host.port)
    member = join(host, addresses=[Address("127.0.0.1", relay.port)])
    member.next("welcome")
    relay.freeze()
    # More than all buffers on the way hold, so that the connection's writer waits for ever.
    lost = [member.link.request("say", {"id": str(n), "text": "x" * 900_000}) for n in range(12)]
    began = time.monotonic()
    member.next("retrying")
    assert time.monotonic() - began < 8
    for one in lost:
        with pytest.raises(LinkLost):
            one.get(timeout=5)
    relay.thaw()
    member.next("welcome", 2)
    assert member.link.request("say", {"id": "a", "text": "x"}).get(timeout=15)["ok"] is True


def test_a_cable_pulled_for_a_moment_costs_nothing(
    host: RealHost, join: Join, relay_to: Callable[[int], Relay]
) -> None:
    relay = relay_to(host.port)
    member = join(host, addresses=[Address("127.0.0.1", relay.port)])
    member.next("welcome")
    for times in range(2, 5):
        relay.cut()
        began = time.monotonic()
        member.next("welcome", times)
        assert time.monotonic() - began < 3


ROOM = "/room,"
GARBAGE = [
    f"2{ROOM}[]",
    f"2{ROOM}[7]",
    f"2{ROOM}" + '["entries",[' * 5_000,
    f"3{ROOM}99[]",
    f"3{ROOM}nonsense",
    f"51-{ROOM}" + '["entries",{"_placeholder":true,"num":7}]',
    f"59999999-{ROOM}[]",
    "9",
    "7",
    "",
    "2/other,[]",
    f"4{ROOM}" + '{"message": 7, "data": "x"}',
    f"0{ROOM}[]",
    f"0{ROOM}",
    f"1{ROOM}",
]


@pytest.mark.parametrize("packet", GARBAGE, ids=lambda packet: packet[:20])
def test_no_packet_ends_the_link(make_false: MakeFalse, join: Join, packet: str) -> None:
    host = make_false()
    member = join(host)
    member.next("welcome")
    host.send_raw(packet)
    # It still works, or has come back.
    wait(lambda: _works(member), "an answer after the garbage")
    host.emit("entries", [entry(1)])
    member.next("entries")


def test_payloads_of_any_form_reach_the_listener_as_they_are(
    make_false: MakeFalse, join: Join
) -> None:
    host = make_false()
    member = join(host)
    member.next("welcome")
    payloads: list[Any] = [None, 7, "text", {}, [], [None], {"a": [{}]}, ("two", "values")]
    for event in ("unheard of", "connect", "message", "entries"):
        for payload in payloads:
            host.emit(event, payload)
    heard = [*payloads[:-1], "two"]
    wait(lambda: len(member.all("entries")) == len(heard), "all payloads")
    assert [args[0] for args in member.all("entries")] == heard
    assert len(member.all("welcome")) == 1


def test_a_message_beyond_every_limit_cuts_the_connection_not_the_memory(
    make_false: MakeFalse, join: Join
) -> None:
    host = make_false()
    member = join(host)
    member.next("welcome")
    host.emit("entries", ["x" * 3_000_000])
    assert member.next("retrying")[2] == "lost"
    assert member.all("entries") == []
    member.next("welcome", 2)


def test_no_welcome_is_not_waited_for_for_ever(
    make_false: MakeFalse, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.link.connection.OPEN_WITHIN", 0.5)
    host = make_false()
    host.welcome = None
    member = join(host)
    assert member.next("retrying")[2] == "no_answer"


def _works(member: Member) -> bool:
    try:
        answer = member.link.request("say", {"id": "a", "text": "x"}, 2.0).get(timeout=5)
    except LinkLost:
        return False
    return isinstance(answer, dict) and answer["ok"] is True
