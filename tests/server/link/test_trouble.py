"""Links against hosts and networks that misbehave."""

from __future__ import annotations

import os
import signal
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest

from server.address import Address
from server.identity import Identity
from server.link.failures import LinkLost
from server.link.loop import LinkLoop
from tests.server.link.false_host import FalseHost
from tests.server.link.host import Member, RealHost, wait
from tests.server.link.strangers import Relay, http, listening, silent

Join = Callable[..., Member]
MakeFalse = Callable[..., FalseHost]


@pytest.fixture
def make_false(tmp_path: Path) -> Iterator[MakeFalse]:
    made: list[FalseHost] = []

    def make(**options: Any) -> FalseHost:
        made.append(FalseHost(Identity.load_or_create(tmp_path / "false"), **options))
        return made[-1]

    yield make
    for host in made:
        host.close()


@pytest.fixture
def relay_to() -> Iterator[Callable[[int], Relay]]:
    made: list[Relay] = []

    def make(port: int) -> Relay:
        made.append(Relay(port))
        return made[-1]

    yield make
    for relay in made:
        relay.close()


def entry(number: int) -> dict[str, Any]:
    return {"number": number, "kind": "said"}


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


def test_another_key_after_a_restart_hears_nothing(
    host: RealHost, join: Join, tmp_path: Path
) -> None:
    member = join(host)
    member.next("welcome")
    host.kill()
    member.next("retrying")
    thief = Identity.load_or_create(tmp_path / "thief").server_context(ssl.SSLContext)
    with listening(silent, thief) as (port, heard):
        member.link.set_addresses([Address("127.0.0.1", port)])
        member.link.retry_now()
        assert member.next("refused")[0] == "other_host"
        gevent.sleep(0.1)
        assert bytes(heard) == b""
    # It stays stopped, until the network changes or somebody asks.
    attempts = len(member.all("connecting"))
    host.start()
    member.link.set_addresses([host.address])
    gevent.sleep(0.5)
    assert len(member.all("connecting")) == attempts
    member.link._loop.nudge()
    member.next("welcome", 2)


def test_order_holds_while_the_listener_waits(make_false: MakeFalse, join: Join) -> None:
    host = make_false()
    member = join(host)
    busy: list[int] = []
    plain = member.on_entries

    def slow(payload: Any) -> None:
        assert not busy
        busy.append(1)
        gevent.sleep(0.02 if payload[0]["number"] % 3 == 0 else 0)
        busy.clear()
        plain(payload)

    member.on_entries = slow  # type: ignore[method-assign]
    member.next("welcome")

    async def flood() -> None:
        sid = host.sids[-1]
        for number in range(1, 301):
            await host.server.emit("entries", [entry(number)], to=sid, namespace="/room")

    host.run(flood())
    wait(lambda: len(member.numbers()) == 300, "all", seconds=30)
    assert member.numbers() == list(range(1, 301))


def test_the_position_counts_what_the_listener_is_still_busy_with(
    make_false: MakeFalse, join: Join
) -> None:
    host = make_false()
    member = join(host)
    plain = member.on_entries

    def slow(payload: Any) -> None:
        gevent.sleep(1.0)
        plain(payload)

    member.on_entries = slow  # type: ignore[method-assign]
    member.next("welcome")
    assert host.auths[0]["after"] == -1
    host.emit("entries", [entry(1), entry(2)])
    host.hang_up()
    member.next("welcome", 2)
    assert host.auths[1]["after"] == 2


def test_what_connect_says(make_false: MakeFalse, join: Join) -> None:
    host = make_false()
    member = join(host, invite="secret")
    member.chain = "ab" * 32
    member.next("welcome")
    assert host.auths[0] == {
        "protocol": 1,
        "name": "Minsu",
        "room": host.room,
        "ticket": "t" * 43,
        "after": -1,
        "invite": "secret",
        **({"chain": "ab" * 32} if "chain" in host.auths[0] else {}),
    }
    host.hang_up()
    member.next("welcome", 2)
    assert host.auths[1]["chain"] == "ab" * 32
    assert "invite" not in host.auths[1]  # the key is enough from now on


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


def test_garbage_instead_of_a_refusal_is_a_refusal(make_false: MakeFalse, join: Join) -> None:
    host = make_false()
    host.refusal = ("no", {"code": {"not": "a word"}, "retry_after_ms": "soon"})
    code, message, data = join(host).next("refused")
    assert (code, message, data) == ("malformed", "no", {})


def test_refusals_that_pass_are_tried_again(make_false: MakeFalse, join: Join) -> None:
    host = make_false()
    host.refusal = ("Too many.", {"code": "too_many_tries", "retry_after_ms": 200})
    member = join(host)
    assert member.next("refused")[::2] == ("too_many_tries", {"retry_after_ms": 200})
    assert member.next("retrying")[2] == "too_many_tries"
    host.refusal = None
    member.next("welcome")


def test_a_room_that_was_known_may_come_back(make_false: MakeFalse, join: Join) -> None:
    host = make_false()
    member = join(host)
    member.next("welcome")
    host.emit("bye", {"code": "closing", "message": "Closed."})
    host.refusal = ("No such room.", {"code": "unknown_room"})
    host.hang_up()
    member.next("retrying", 3)
    assert member.all("refused") == []
    assert {args[2] for args in member.all("retrying")} == {"closing"}
    host.refusal = None
    member.next("welcome", 2)


def test_an_older_protocol_is_said_to_be_one(make_false: MakeFalse, join: Join) -> None:
    host = make_false()
    host.refusal = ("No.", {"code": "protocol_unsupported", "supported": [2, 3]})
    assert join(host).next("refused")[0] == "version_too_old"


@pytest.mark.parametrize("code", ["removed", "banned"])
def test_who_was_sent_away_does_not_come_back(
    make_false: MakeFalse, join: Join, loop: LinkLoop, code: str
) -> None:
    host = make_false()
    member = join(host)
    member.next("welcome")
    host.emit("bye", {"code": code, "message": "Go."})
    assert member.next("bye") == (code, "Go.", None)
    host.hang_up()
    loop.nudge()
    gevent.sleep(1.0)
    assert len(host.auths) == 1
    assert member.all("retrying") == []


def test_a_host_that_says_bye_and_stays_is_left(make_false: MakeFalse, join: Join) -> None:
    host = make_false()
    member = join(host)
    member.next("welcome")
    host.emit("bye", {"code": "slow", "message": "Too slow."})
    host.emit("entries", [entry(1)])
    member.next("welcome", 2, seconds=6)
    assert member.all("entries") == []


def test_a_polite_no_of_the_library_is_a_loss_too(make_false: MakeFalse, join: Join) -> None:
    # Socket.IO's DISCONNECT ends a client's own reconnecting for good; ours goes on.
    host = make_false()
    member = join(host)
    member.next("welcome")
    host.run(host.server.disconnect(host.sids[-1], namespace="/room"))
    assert member.next("retrying")[2] == "lost"
    member.next("welcome", 2)


def test_no_welcome_is_not_waited_for_for_ever(
    make_false: MakeFalse, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.link.connection.OPEN_WITHIN", 0.5)
    host = make_false()
    host.welcome = None
    member = join(host)
    assert member.next("retrying")[2] == "no_answer"


def test_a_host_that_leads_its_guests_elsewhere_is_not_followed(join: Join, tmp_path: Path) -> None:
    thief = Identity.load_or_create(tmp_path / "thief")
    with listening(silent) as (elsewhere, heard):
        there = f"Location: http://127.0.0.1:{elsewhere}/"
        body = b'{"program":"sarangbang","version":"1","protocol":1,"challenge":"cccccccccccccccc"}'
        asked: list[bytes] = []

        def conduct(connection: Any, _heard: bytearray) -> None:
            told = b""
            while b"\r\n\r\n" not in told:
                data = connection.recv(65536)
                if not data:
                    return
                told += data
            asked.append(told)
            good = b"/door/hello" in told or b"/door/challenge" in told
            connection.sendall(http(body) if good else http(body, "307 Temporary Redirect", there))

        with listening(conduct, thief.server_context(ssl.SSLContext)) as (port, _):
            member = join(
                FalseTarget(thief.fingerprint, port),
            )
            wait(lambda: member.all("refused") or member.all("retrying"), "an end")
            assert any(b"/door/prove" in one for one in asked)
        assert bytes(heard) == b""


class FalseTarget:
    """As much of a host as `join` asks for."""

    def __init__(self, fingerprint: str, port: int) -> None:
        self.fingerprint = fingerprint
        self.address = Address("127.0.0.1", port)
        self.room = "b7" * 16


def _works(member: Member) -> bool:
    try:
        answer = member.link.request("say", {"id": "a", "text": "x"}, 2.0).get(timeout=5)
    except LinkLost:
        return False
    return isinstance(answer, dict) and answer["ok"] is True
