"""Links against hosts that misbehave."""

from __future__ import annotations

from typing import Any

import gevent
import pytest

from server.link.loop import LinkLoop
from tests.server.link.conftest import Join, MakeFalse
from tests.server.link.host import entry, wait


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
        "instance": host.auths[0]["instance"],
        "after": -1,
        "invite": "secret",
        **({"chain": "ab" * 32} if "chain" in host.auths[0] else {}),
    }
    assert 0 < len(host.auths[0]["instance"]) <= 64
    host.hang_up()
    member.next("welcome", 2)
    assert host.auths[1]["instance"] == host.auths[0]["instance"]
    assert host.auths[1]["chain"] == "ab" * 32
    assert "invite" not in host.auths[1]  # the key is enough from now on


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
