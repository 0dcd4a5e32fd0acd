"""Links against the real host and its lan door."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.address import Address
from server.identity import Identity
from server.link.door import Door
from server.link.failures import LinkLost
from server.link.loop import LinkLoop
from server.link.visit import Visit
from tests.server.link.host import Member, RealHost, wait
from tests.server.link.strangers import Relay
from tests.support.ports import free_port

Join = Callable[..., Member]


def say(member: Member, id: str, text: str = "안녕") -> dict[str, object]:
    answer = member.link.request("say", {"id": id, "text": text}).get(timeout=15)
    assert isinstance(answer, dict)
    return answer


def test_coming_in_and_talking(host: RealHost, join: Join, identity: Identity) -> None:
    member = join(host)
    (welcome,) = member.next("welcome")
    assert welcome["you"] == {"id": identity.member, "name": "Minsu", "role": "member"}
    assert welcome["room"]["id"] == host.room
    answer = say(member, "first")
    assert answer["ok"] is True
    wait(lambda: answer["number"] in member.numbers(), "the own entry")
    assert member.heard[0] == ("connecting", ())
    assert member.link.address == host.address


def test_the_main_room_when_none_is_named(host: RealHost, join: Join) -> None:
    (welcome,) = join(host, target="").next("welcome")
    assert welcome["room"]["id"] == host.room


def test_entries_come_in_the_order_of_the_log(host: RealHost, join: Join) -> None:
    member = join(host)
    member.next("welcome")
    for number in range(40):
        host.tell(f"say {number}")
    answers = [member.link.request("say", {"id": f"m{n}", "text": "x"}) for n in range(40)]
    numbers = [answer.get(timeout=20)["number"] for answer in answers]
    assert numbers == sorted(numbers)
    wait(lambda: len(member.numbers()) >= 83, "all entries")
    assert member.numbers() == list(range(1, 84))


def test_signals_reach_the_others(host: RealHost, join: Join, tmp_path: Path) -> None:
    member = join(host)
    member.next("welcome")
    other = join(host, identity=Identity.load_or_create(tmp_path / "other"), name="Jiyu")
    other.next("welcome")
    member.next("signals")  # Jiyu came
    other.link.signal({"kind": "typing"})
    wait(
        lambda: any(s["kind"] == "typing" for (many,) in member.all("signals") for s in many),
        "typing",
    )


def test_back_within_three_seconds_after_the_host_was_killed(host: RealHost, join: Join) -> None:
    member = join(host)
    member.next("welcome")
    say(member, "before")
    wait(member.numbers, "an entry")
    host.kill()
    _, since, reason = member.next("retrying")
    assert reason == "lost"
    assert abs(since - time.time() * 1000) < 5_000
    member.next("retrying", 4)  # it stays away for some attempts
    assert {args[2] for args in member.all("retrying")} == {"lost"}
    assert member.all("bye") == []
    host.start()
    began = time.monotonic()
    member.next("welcome", 2)
    assert time.monotonic() - began < 3
    say(member, "after")
    wait(lambda: len(set(member.numbers())) >= 4, "the entry after")
    assert member.numbers() == sorted(set(member.numbers()))


def test_a_polite_close_is_never_taken_for_a_loss(host: RealHost, join: Join) -> None:
    member = join(host)
    member.next("welcome")
    host.say_bye()
    code, message, retry = member.next("bye")
    assert (code, bool(message), retry) == ("closing", True, 1000)
    member.next("retrying", 3)
    assert {args[2] for args in member.all("retrying")} == {"closing"}
    host.start()
    began = time.monotonic()
    member.next("welcome", 2)
    assert time.monotonic() - began < 3
    host.kill()
    wait(lambda: member.all("retrying")[-1][2] == "lost", "a loss, this time")


def test_waits_never_grow_beyond_the_promise(host: RealHost, join: Join) -> None:
    member = join(host)
    member.next("welcome")
    host.kill()
    member.next("retrying", 6, seconds=25)
    ends = [at for at, _, _ in member.all("retrying")]
    assert all(later - earlier < 2_900 for earlier, later in itertools.pairwise(ends))


def test_retry_now_does_not_wait(host: RealHost, join: Join) -> None:
    member = join(host)
    member.next("welcome")
    host.kill()
    member.next("retrying", 4)
    attempts = len(member.all("connecting"))
    for more in range(1, 4):
        member.link.retry_now()
        began = time.monotonic()
        member.next("connecting", attempts + more)
        assert time.monotonic() - began < 0.5


def test_requests_without_a_host_are_lost_at_once(host: RealHost, join: Join) -> None:
    member = join(host)
    member.next("welcome")
    waiting = member.link.request("say", {"id": "one", "text": "x"})
    host.kill()
    member.next("retrying")
    with pytest.raises(LinkLost):
        member.link.request("say", {"id": "two", "text": "x"}).get(timeout=5)
    with contextlib.suppress(LinkLost):  # answered before the end, or lost; it does not hang
        assert waiting.get(timeout=5)["ok"] is True


def test_a_dead_address_beside_a_living_one_costs_nothing(host: RealHost, join: Join) -> None:
    began = time.monotonic()
    dead = [Address("127.0.0.1", free_port()), Address("no-such-name.invalid", 47800)]
    member = join(host, addresses=[*dead, host.address])
    member.next("welcome")
    assert time.monotonic() - began < 3
    assert member.link.address == host.address


def test_an_unknown_room_stops_a_newcomer(host: RealHost, join: Join) -> None:
    member = join(host, target="0" * 32)
    code, message, _ = member.next("refused")
    assert code == "unknown_room"
    assert message
    assert member.all("retrying") == []
    member.link.retry_now()
    member.next("refused", 2)


def test_an_invitation_is_needed_once(make_host: Callable[..., RealHost], join: Join) -> None:
    host = make_host("closed")
    stranger = join(host)
    assert stranger.next("refused")[0] == "invite_needed"
    stranger.link.set_invite("not-the-secret")
    stranger.link.retry_now()
    assert stranger.next("refused", 2)[0] == "invite_wrong"
    stranger.link.set_invite(host.told["invite"])
    stranger.link.retry_now()
    stranger.next("welcome")
    stranger.link.close()
    again = join(host, name="Minsu too")
    again.next("welcome")  # by its key alone


def test_a_ticket_that_is_no_good_any_more_makes_nobody_else_of_us(
    host: RealHost, join: Join, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, stale = Visit._prove, ["stale"]

    async def prove(self: Visit, door: Door) -> str:
        return stale.pop() if stale else await real(self, door)

    monkeypatch.setattr(Visit, "_prove", prove)
    member = join(host)
    (welcome,) = member.next("welcome")
    assert not stale
    assert welcome["you"]["id"] == identity.member
    assert len(member.all("welcome")) == 1


def test_a_refusal_long_after_the_proof_was_not_meant_for_us(
    make_host: Callable[..., RealHost], join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = make_host("invited")
    # The computer slept between the proof and CONNECT, so that the ticket was forgotten.
    wall = iter([0.0, 70.0])
    monkeypatch.setattr(Visit, "_wall", lambda _: next(wall, 100.0))
    member = join(host)
    assert member.next("retrying")[2] == "no_answer"
    assert member.next("refused")[0] == "invite_needed"


def test_a_taken_name_comes_with_another(host: RealHost, join: Join) -> None:
    member = join(host, name="Host")
    code, _, data = member.next("refused")
    assert code == "name_taken"
    member.link.set_name(data["suggestion"])
    member.link.retry_now()
    (welcome,) = member.next("welcome")
    assert welcome["you"]["name"] == data["suggestion"]


def test_another_key_at_the_address_stops_the_link(
    host: RealHost, make_host: Callable[..., RealHost], join: Join
) -> None:
    other = make_host()
    member = join(host, fingerprint=other.fingerprint)
    assert member.next("refused")[0] == "other_host"
    assert member.all("retrying") == []
    # The right address undoes it.
    member.link.set_addresses([other.address])
    member.link.retry_now()
    assert member.next("refused", 2)[0] == "unknown_room"


def test_a_stranger_at_one_address_does_not_stop_a_host_that_is_away_at_another(
    host: RealHost, make_host: Callable[..., RealHost], join: Join
) -> None:
    away = make_host()
    away.kill()
    member = join(
        host,
        fingerprint=away.fingerprint,
        target=away.room,
        addresses=[host.address, away.address],
    )
    assert member.next("retrying")[2] == "refused"
    away.start()
    member.next("welcome")
    assert member.all("refused") == []


def test_a_host_that_is_heard_of_elsewhere_is_met_there_at_once(
    host: RealHost, join: Join, relay_to: Callable[[int], Relay]
) -> None:
    moved = Address("127.0.0.1", relay_to(host.address.port or 0).port)
    member = join(host, addresses=[Address("127.0.0.1", free_port())])
    member.next("retrying", 4)  # it tries each few seconds by now
    began = time.monotonic()
    member.link.hear_of([moved])
    member.next("welcome")
    assert time.monotonic() - began < 1.5
    assert member.link.address == moved
    # It is known to be there now, whatever is said.
    member.link.hear_of([])
    host.kill()
    member.next("retrying", 5)
    host.start()
    member.next("welcome", 2)


def test_a_stranger_who_says_to_be_the_host_stops_nothing(
    host: RealHost, make_host: Callable[..., RealHost], join: Join
) -> None:
    away = make_host()
    away.kill()
    member = join(host, fingerprint=away.fingerprint, target=away.room, addresses=[away.address])
    member.link.hear_of([host.address])
    member.next("retrying", 4)
    assert member.all("refused") == []
    away.start()
    member.next("welcome")
    assert member.all("refused") == []


def test_what_strangers_say_sends_a_link_on_its_way_seldom(host: RealHost, join: Join) -> None:
    member = join(host, addresses=[Address("127.0.0.1", free_port())])
    member.next("retrying", 4)
    before = len(member.all("connecting"))
    began = time.monotonic()
    while time.monotonic() - began < 3:
        member.link.hear_of([Address("127.0.0.1", free_port())])
        time.sleep(0.02)
    assert len(member.all("connecting")) - before <= 12


def test_closing_says_goodbye(host: RealHost, join: Join, loop: LinkLoop, tmp_path: Path) -> None:
    watcher = join(host, identity=Identity.load_or_create(tmp_path / "watcher"), name="Watcher")
    watcher.next("welcome")
    member = join(host)
    member.next("welcome")
    watcher.next("signals")
    began = time.monotonic()
    member.link.close()
    wait(
        lambda: any(s["kind"] == "offline" for (many,) in watcher.all("signals") for s in many),
        "offline",
    )
    assert time.monotonic() - began < 3
    heard = len(member.heard)
    host.kill()
    watcher.next("retrying")
    assert len(member.heard) == heard


def test_a_nudge_leaves_a_living_connection_alone(
    host: RealHost, join: Join, loop: LinkLoop
) -> None:
    member = join(host)
    member.next("welcome")
    loop.nudge()
    member.link.retry_now()
    assert say(member, "still-here")["ok"] is True
    assert len(member.all("connecting")) == 1
