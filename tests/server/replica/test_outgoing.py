"""The outbox of a joined room: once, in order, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gevent
import pytest

from server.clock import now_ms
from server.host.host import HostedRoom, Limits
from server.identity import verify
from server.replica import outgoing
from server.replica.differing import set_aside
from server.room.entry import Draft, append
from server.room.forwarded import Forwarded, forwarded_of
from server.room.mentions import Mention, mentions_of
from server.room.refusal import Refused
from server.room.requests import Say, SetSlowMode
from server.room.state import changed_members, fold
from server.store import entry_of
from tests.server.replica_stage import Replica, fill, log_of
from tests.server.scene import Computer, Ear, until

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


@pytest.fixture
def friend(make_computer: MakeComputer, host: HostedRoom) -> Replica:
    return Replica(make_computer("friend"), host)


def waiting(friend: Replica) -> list[str]:
    return [item.id for item in friend.computer.store.outbox.of(friend.room.key)]


def mine(friend: Replica) -> list[str]:
    """The ids of what the host has of this friend, in its order."""
    me = friend.computer.identity.member
    return [e.id for e in log_of(friend.host) if e.author == me and e.kind == "said"]


def settled(friend: Replica) -> None:
    until(lambda: not waiting(friend), "nothing waits any more")
    until(lambda: not friend.line.open, "every request was answered")
    friend.same()


def test_what_is_written_while_the_host_is_away_goes_out_in_order(
    host: HostedRoom, friend: Replica
) -> None:
    friend.join().same()
    friend.line.cut()
    for n in range(20):
        assert friend.room.say(Say(f"w-{n}", f"text {n}")) == {"ok": True, "queued": True}
    assert waiting(friend) == [f"w-{n}" for n in range(20)]
    friend.line.connect()
    settled(friend)
    assert mine(friend) == [f"w-{n}" for n in range(20)]


def test_it_survives_a_restart(host: HostedRoom, friend: Replica) -> None:
    friend.join().same()
    friend.line.cut()
    friend.room.say(Say("a", "안녕 \u2028\x00"))
    friend.restart()
    settled(friend)
    assert mine(friend) == ["a"]


def test_one_request_is_in_flight(host: HostedRoom, friend: Replica) -> None:
    friend.join().same()
    friend.line.hold = True
    for n in range(5):
        friend.room.say(Say(f"w-{n}", "x"))
    until(lambda: mine(friend), "the first one arrives")
    gevent.sleep(0.02)
    assert [e for e, _ in friend.line.asked if e == "say"] == ["say"]
    friend.line.hold = False
    friend.line.cut()
    friend.line.connect()
    settled(friend)
    assert mine(friend) == [f"w-{n}" for n in range(5)]


@pytest.mark.parametrize("rounds", [6])
def test_lost_answers_make_no_doubles(host: HostedRoom, friend: Replica, rounds: int) -> None:
    friend.join().same()
    for n in range(rounds):
        friend.line.hold = True
        friend.room.say(Say(f"w-{n}", "x"))
        until(lambda: len(mine(friend)) == n + 1, "the host has it")  # noqa: B023 - at once
        friend.line.hold = False
        friend.line.cut()
        if n % 2:
            friend.restart()
        else:
            friend.line.connect()
        settled(friend)
    assert mine(friend) == [f"w-{n}" for n in range(rounds)]


def test_everything_is_signed(host: HostedRoom, friend: Replica) -> None:
    friend.join().same()
    friend.room.say(Say("a", "signed"))
    settled(friend)
    friend.room.say(Say("b", "a reply", next(e.number for e in log_of(host) if e.id == "a")))
    settled(friend)
    for entry in log_of(host)[-2:]:
        values: list[object] = [host.id, entry.id, "said", entry.sent_at, entry.digest]
        key = friend.computer.identity.public_key
        assert verify(key, "entry", values, entry.signature or "")
    reply = log_of(host)[-1].body
    assert reply is not None
    assert reply["reply_to_id"] == "a"


def test_a_refused_message_waits_for_its_author_and_holds_up_nobody(
    host: HostedRoom, friend: Replica
) -> None:
    friend.join().same()
    ear = Ear()
    friend.room.enter(ear, -1)
    friend.room.say(Say("re", "to nothing", 99_999))
    friend.room.say(Say("next", "goes out"))
    until(lambda: mine(friend) == ["next"], "the next one")
    until(lambda: waiting(friend) == ["re"], "only the refused one waits")
    (item,) = friend.computer.store.outbox.of(friend.room.key)
    assert item.code == "unknown_entry"
    until(
        lambda: [one["state"] for one in (ear.heard("waiting") or [[]])[-1]] == ["refused"],
        "the window knows",
    )
    (told,) = ear.heard("waiting")[-1]
    assert (told["id"], told["state"]) == ("re", "refused")
    assert told["error"]["code"] == "unknown_entry"
    fill(host, 3)
    friend.room.resend("re")
    until(lambda: ear.heard("waiting")[-1][0]["state"] == "refused", "refused again")
    friend.room.discard("re")
    assert waiting(friend) == []
    until(lambda: ear.heard("waiting")[-1] == [], "gone")


def test_what_has_no_form_is_refused_at_once(friend: Replica) -> None:
    for id, text in (("a", ""), ("a", "x" * 10_001), ("a b", "x")):
        with pytest.raises(Refused):
            friend.room.say(Say(id, text))
    assert waiting(friend) == []


def test_too_fast_is_no_reason_to_give_up(
    make_computer: MakeComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = make_computer("host").found(limits=Limits(rate=50, burst=3))
    friend = Replica(make_computer("friend"), host).join()
    friend.same()
    for n in range(12):
        friend.room.say(Say(f"w-{n}", "x"))
    settled(friend)
    assert mine(friend) == [f"w-{n}" for n in range(12)]


def test_slow_mode_holds_a_message_says_until_when_and_lets_go_with_it(
    host: HostedRoom, friend: Replica
) -> None:
    friend.join().same()
    host.act(host.me, SetSlowMode("s-1", 300))
    friend.same()
    before = now_ms()
    for id in ("a", "b", "c"):
        friend.room.say(Say(id, "x"))
    until(lambda: friend.room.waiting()[0].get("retry_at"), "the second to be held")
    held, behind = friend.room.waiting()
    assert (held["id"], behind["id"]) == ("b", "c")
    assert before + 290_000 < held["retry_at"] <= now_ms() + 300_000
    assert "retry_at" not in behind
    window = Ear("window")
    friend.room.enter(window, -1)
    assert window.welcome["waiting"] == [held, behind]
    host.act(host.me, SetSlowMode("s-2", 0))
    settled(friend)
    assert mine(friend) == ["a", "b", "c"]


def test_a_full_disk_at_the_host_is_no_reason_to_give_up(
    host: HostedRoom, friend: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outgoing.PASSING, "storage_full", 0.01)
    friend.join().same()
    full = 3

    def sometimes(event: str, payload: Any) -> Any:
        nonlocal full
        if event == "say" and full:
            full -= 1
            return {"ok": False, "error": {"code": "storage_full", "message": "Full."}}
        return payload

    friend.line.bend = sometimes
    friend.room.say(Say("a", "x"))
    friend.room.say(Say("b", "x"))
    settled(friend)
    assert mine(friend) == ["a", "b"]


def test_a_message_is_always_in_one_of_both_places(
    host: HostedRoom, friend: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host says it has stored a message whose entry is in the gap that is being fetched."""
    friend.join().same()
    friend.room.say(Say("a", "x"))
    settled(friend)
    number = log_of(host)[-1].number
    friend.line.cut()
    friend.room.say(Say("b", "y"))
    monkeypatch.setattr(
        friend.line, "_ask", lambda *_asked: {"ok": True, "number": number, "at": 1}
    )
    friend.line.connect()
    until(lambda: "say" in [event for event, _ in friend.line.asked], "it goes out")
    gevent.sleep(0.05)
    assert waiting(friend) == ["b"]  # its entry is not here, whatever the host says


# --- another log -------------------------------------------------------------------------------


def follow(friend: Replica) -> Replica:
    """What `Rooms` does when the person follows a host whose log is another one."""
    friend.room.close()
    set_aside(friend.computer.store, friend.computer.disk, friend.room)
    friend.open()
    return friend.join()


def test_what_the_host_lost_goes_out_again(
    make_computer: MakeComputer, host: HostedRoom, friend: Replica
) -> None:
    friend.join().same()
    friend.room.say(Say("kept", "x"))
    settled(friend)
    last, state = host.state.last, host.state
    friend.room.say(Say("lost", "안녕", log_of(host)[-1].number))
    settled(friend)
    friend.room.say(Say("lost-2", "또", log_of(host)[-1].number))
    settled(friend)
    fill(host, 3, "others")
    friend.same()
    friend.line.cut()
    host.close("closing", "")
    computer = make_computer("host")
    computer.store.log.drop_after(host.key, last)  # an old copy of the database is put back
    with computer.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE rooms SET last = ?, chain = ?", (last, state.chain))
        connection.exec_driver_sql("DELETE FROM members WHERE joined > ?", (last,))
    again = friend.host = computer.host(host.id)
    fill(again, 2, "new")
    friend = follow(friend)
    until(lambda: "lost-2" in mine(friend), "it went out again")
    settled(friend)
    assert mine(friend) == ["kept", "lost", "lost-2"]
    kept = next(entry for entry in log_of(again) if entry.id == "kept")
    assert [entry.body for entry in log_of(again)[-2:]] == [
        {"text": "안녕", "reply_to": kept.number, "reply_to_id": "kept"},
        {"text": "또"},  # what it replied to was not there yet
    ]
    assert "aside" not in friend.room.details


def test_what_a_host_put_into_ones_mouth_is_not_said_again(
    host: HostedRoom, friend: Replica
) -> None:
    """A host may keep entries under anybody's name; signed they can be only by their author."""
    friend.join().same()
    friend.room.say(Say("mine", "x"))
    settled(friend)
    me, store, room = friend.computer.identity.member, friend.computer.store, friend.room
    drafts = [
        Draft("unsigned", me, "Minsu", "said", {"text": "I owe you"}, "5a" * 16),
        Draft("stolen", me, "Minsu", "said", {"text": "I owe you"}, "5a" * 16, 5,
              log_of(host)[-1].signature),
    ]  # fmt: skip
    state = room.state
    forged = append(drafts, last=state.last, chain=state.chain, term=1, at=state.at)
    after = fold(state, forged)
    with store.log.pen(room.key, room._fence) as pen:
        pen.write(forged, after, changed_members(state, after))
    friend.line.cut()
    friend = follow(friend)
    friend.same()
    gevent.sleep(0.1)
    assert mine(friend) == ["mine"]
    assert waiting(friend) == []
    assert [entry_of(row).id for row in store.log.after(room.key, state.last, 9)] == [
        "unsigned",
        "stolen",
    ]
    assert replace(forged[0]).author == me


def test_who_is_meant_and_what_was_handed_on_goes_out_signed(
    host: HostedRoom, friend: Replica
) -> None:
    meant = (Mention(host.me, "Host"),)
    friend.join().same()
    friend.line.cut()
    friend.room.say(Say("a", "@Host, tea?", mentions=meant))
    friend.room.say(Say("b", "old words", forwarded=Forwarded("Yuna", 5)))
    told = friend.room.waiting()
    assert told[0]["mentions"] == [{"member": host.me, "name": "Host"}]
    assert told[1]["forwarded"] == {"name": "Yuna", "at": 5}
    friend.restart()
    settled(friend)
    friend.same()
    one, other = log_of(host)[-2:]
    assert mentions_of(one.body) == list(meant)
    assert forwarded_of(other.body) == Forwarded("Yuna", 5)
    for entry in (one, other):
        values: list[object] = [host.id, entry.id, "said", entry.sent_at, entry.digest]
        key = friend.computer.identity.public_key
        assert verify(key, "entry", values, entry.signature or "")


def test_a_host_that_knows_no_mentions_gets_the_words_alone(
    host: HostedRoom, friend: Replica
) -> None:
    def older(name: str, payload: Any) -> Any:
        return {**payload, "limits": {"text": 10_000}} if name == "welcome" else payload

    friend.line.bend = older
    friend.join().same()
    friend.room.say(Say("a", "@Host, tea?", mentions=(Mention(host.me, "Host"),)))
    settled(friend)
    entry = log_of(host)[-1]
    assert entry.body == {"text": "@Host, tea?"}
    assert entry.signature
