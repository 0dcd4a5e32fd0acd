"""A hosted room: who comes in, what they are told, what becomes of names and sessions."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import gevent
import pytest

from server.clock import now_ms
from server.host import log_reader, sweeper
from server.host.host import HostedRoom, Limits
from server.room.admission import Asking
from server.room.refusal import Refused
from server.room.requests import Leave, Say
from server.room.state import State, fold
from server.wire import EVENT_BYTES, PAGE_BYTES, Page
from tests.server.scene import Computer, Ear, come, go, say, until
from tests.support.stored import stored

MakeComputer = Callable[..., Computer]


def refusal(function: Callable[..., Any], *args: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        function(*args, **more)
    return refused.value


def settled(ear: Ear, room: HostedRoom) -> list[int]:
    """The numbers of all that was told, once everything was."""
    until(lambda: ear.numbers and ear.numbers[-1] == room.state.last, "everything was told")
    return ear.numbers


# --- welcome -----------------------------------------------------------------------------------


def test_the_welcome_of_a_newcomer(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, " Yuna ")
    welcome = ear.welcome
    assert ear.told[0][0] == "welcome"
    assert welcome["protocol"] == 1
    rules = {"admission": "open", "topic": "", "history": -1, "slow_mode": 0}
    assert welcome["room"] == {"id": room.id, "name": "사랑방", "open": True, **rules}
    assert welcome["you"] == {"id": seat.member, "name": "Yuna", "role": "guest"}
    assert (welcome["first"], welcome["from"], welcome["last"]) == (1, 1, 3)
    assert welcome["chain"] == room.state.chain
    nothing = {"name": "", "open": False, **rules, "admission": "invited"}
    assert welcome["state"] == {**nothing, "host": "", "term": 0}
    assert welcome["members_total"] == 2
    assert [(m["name"], m["online"], m["role"]) for m in welcome["members"]] == [
        ("Yuna", True, "guest"),
        ("Host", False, "host"),
    ]
    limits = {"text": 10_000, "name": 40, "room_name": 60, "history": 500}
    assert limits.items() <= welcome["limits"].items()
    assert settled(ear, room) == [1, 2, 3]
    joined = ear.entries[2]
    assert (joined["kind"], joined["author"], joined["name"]) == ("joined", seat.member, "Yuna")
    assert joined["body"]["session"] == sha256(welcome["session"].encode()).hexdigest()
    assert welcome["session"] not in json.dumps(ear.entries)


def test_a_newcomer_gets_the_newest_page_and_what_the_room_was_before_it(
    computer: Computer,
) -> None:
    room = computer.found(open=True)
    seat, _ = come(room, "A")
    for n in range(30):
        say(room, seat, f"a-{n}")
    room.set_admission("invited")
    room.set_admission("open")
    for n in range(60):
        say(room, seat, f"b-{n}")
    _, ear = come(room, "B")
    assert (ear.welcome["from"], ear.welcome["last"]) == (room.state.last - 49, room.state.last)
    assert ear.welcome["state"]["open"] is True
    assert settled(ear, room) == list(range(room.state.last - 49, room.state.last + 1))
    room.set_admission("invited")
    _, member = come(room, "C", invite=room.secrets.invitation("lan"))
    assert member.welcome["room"]["open"] is False
    assert member.welcome["state"]["open"] is True


def test_who_comes_back_gets_what_is_missing(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "A")
    session = ear.welcome["session"]
    for n in range(200):
        say(room, seat, f"a-{n}")
    go(room, seat, ear)
    for after, start in ((150, 151), (room.state.last, room.state.last + 1), (0, 1)):
        back, again = come(room, "A", session=session, after=after)
        assert again.welcome["from"] == start
        assert again.welcome["last"] == room.state.last
        if start <= room.state.last:
            assert settled(again, room) == list(range(start, room.state.last + 1))
        say(room, back, f"next-{after}")
        assert settled(again, room)[-1] == room.state.last
        go(room, back, again)


def test_too_much_missing_is_a_new_beginning(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reader, "BACK_AT_ONCE", 60)
    room = computer.found()
    seat, ear = come(room, "A")
    for n in range(100):
        say(room, seat, f"a-{n}")
    last = room.state.last
    _, far = come(room, "B", after=last - 61)
    assert far.welcome["from"] == room.state.last - 49
    _, near = come(room, "C", after=room.state.last - 59)  # and its own joining
    assert near.welcome["from"] == room.state.last - 59
    assert settled(near, room)[-1] == room.state.last
    assert ear.texts == [f"a-{n}" for n in range(100)]


def test_too_large_a_part_is_a_new_beginning(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "A")
    for n in range(60):
        say(room, seat, f"a-{n}", "글" * 1000)
    last = room.state.last
    _, ear = come(room, "B", after=last - 58)
    assert ear.welcome["from"] == room.state.last - 49
    assert settled(ear, room) == list(range(room.state.last - 49, room.state.last + 1))
    assert max(ear.sizes) <= EVENT_BYTES + 100
    _, near = come(room, "C", after=last)
    assert near.welcome["from"] == last + 1


def test_the_state_before_holds_while_others_change_it(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is read from the disk, the room is closed meanwhile."""
    room = computer.found(open=True)
    seat, _ = come(room, "A")
    for n in range(60):
        say(room, seat, f"a-{n}", "글" * 10_000)  # more than is kept in memory
    read = computer.store.log.after
    reading, closed = threading.Event(), threading.Event()

    def slow(*args: Any) -> Any:
        rows = read(*args)
        reading.set()
        closed.wait(5)
        return rows

    monkeypatch.setattr(computer.store.log, "after", slow)
    place = room.admit(Asking("B", "lan"))
    ear = Ear(place.member)
    coming = gevent.spawn(room.enter, place, ear, -1)
    until(reading.is_set, "the page is being read")
    room.set_admission("invited")
    closed.set()
    coming.get(timeout=10)
    until(lambda: ear.heard("welcome"), "the welcome")
    settled(ear, room)
    opens = ear.welcome["state"]["open"]
    for entry in ear.entries:
        if entry["kind"] == "admission_changed":
            assert entry["body"]["was"] == opens
            opens = entry["body"]["open"]
    assert opens is room.state.open is False


# --- order, acknowledgement, limits ------------------------------------------------------------


def test_many_in_flight_keep_their_order(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "Yuna")
    asked = [gevent.spawn(say, room, seat, f"s-{n}") for n in range(300)]
    gevent.joinall(asked, timeout=20, raise_error=True)
    numbers = [one.value["number"] for one in asked]
    assert numbers == list(range(4, 304))
    assert ear.texts == [f"s-{n}" for n in range(300)]
    assert len(ear.heard("entries")) < 100  # several a batch


def test_the_rate_is_a_members_not_a_connections(computer: Computer) -> None:
    room = computer.found(limits=Limits(rate=0.001, burst=5))
    seat, ear = come(room, "Yuna")
    other, _ = come(room, "Yuna", session=ear.welcome["session"])
    for n in range(5):
        say(room, (seat, other)[n % 2], f"s-{n}")
    refused = refusal(say, room, seat, "too many")
    assert refused.code == "too_fast"
    assert refused.data["retry_after_ms"] > 0
    another, _ = come(room, "Jun")
    assert say(room, another, "mine")["ok"]


# --- history, members, signals -----------------------------------------------------------------


def test_history_both_ways(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    for n in range(20):
        say(room, seat, f"s-{n}")
    log = stored(computer.store, room.key)

    def page(**asked: int) -> tuple[list[int], bool, str]:
        answer = room.history(seat, Page(**asked))
        entries = [json.loads(bytes(entry)) for entry in answer["entries"]]
        return [entry["number"] for entry in entries], answer["more"], answer["chain"]

    assert page(before=10, limit=3) == ([7, 8, 9], True, log[8].chain)
    assert page(before=3, limit=9) == ([1, 2], False, log[1].chain)
    assert page(after=20, limit=9) == ([21, 22, 23], False, log[22].chain)
    assert page(after=20, limit=2) == ([21, 22], True, log[21].chain)
    assert page(after=23, limit=2) == ([], False, room.state.chain)
    assert page(before=1, limit=2)[0] == []
    assert page(before=10**12, limit=1)[0] == [23]


def test_history_is_bounded_by_size(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    for n in range(20):
        say(room, seat, f"s-{n}", "글" * 10_000)
    answer = room.history(seat, Page(after=3, limit=20))
    assert len(answer["entries"]) == 2
    assert sum(len(bytes(entry)) for entry in answer["entries"]) <= PAGE_BYTES
    assert answer["more"]


def test_members_are_told_in_order_of_id(computer: Computer) -> None:
    room = computer.found()
    seats = [come(room, f"Guest {n}")[0] for n in range(7)]
    room.ask(seats[3], Leave("l"))
    told: list[dict[str, Any]] = []
    after, more = "", True
    while more:
        answer = room.members(room.me, after, 3)
        told += answer["members"]
        after, more = told[-1]["id"], answer["more"]
    ids = [seat.member for seat in seats if seat is not seats[3]]
    assert [member["id"] for member in told] == sorted([*ids, room.me])


def test_coming_going_and_typing_are_signals(computer: Computer) -> None:
    room = computer.found()
    _, ear = come(room, "Yuna")
    other, there = come(room, "Jun")
    room.signal(other, "typing")
    room.signal(other, "dancing")
    go(room, other, there)

    def signals() -> list[dict[str, Any]]:
        return [signal for batch in ear.heard("signals") for signal in batch]

    until(lambda: any(s["kind"] == "offline" for s in signals()), "the signals")
    assert [(s["kind"], s["member"]) for s in signals() if s["member"] == other.member] == [
        ("online", other.member),
        ("typing", other.member),
        ("offline", other.member),
    ]


# --- leaving -----------------------------------------------------------------------------------


def test_who_leaves_is_let_go_on_every_connection(computer: Computer) -> None:
    room = computer.found()
    seat, ear = come(room, "Yuna")
    _, second = come(room, "Yuna", session=ear.welcome["session"])
    other, witness = come(room, "Jun")
    assert room.ask(seat, Leave("l"))["ok"]
    until(lambda: ear.dropped and second.dropped, "both are let go")
    assert ear.dropped == second.dropped == "left"
    assert ear.entries[-1]["kind"] == "left"
    assert refusal(room.ask, seat, Say("s", "x")).code == "not_allowed"
    say(room, other, "after")
    assert "after" not in ear.texts
    assert witness.entries[-2]["body"] == {"reason": "left"}


def test_who_left_reads_no_more(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    room.ask(seat, Leave("l"))
    assert refusal(room.history, seat, Page(after=0)).code == "not_allowed"


def test_keyless_members_expire_after_a_day_and_others_do_not(
    make_computer: MakeComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, friend = make_computer(), make_computer()
    room = host.found()
    gone, ear = come(room, "Gone")
    go(room, gone, ear)
    here, _ = come(room, "Here")
    minsu, other = come(room, "Minsu", who=friend)
    go(room, minsu, other)
    now = now_ms()
    monkeypatch.setattr(sweeper, "now_ms", lambda: now + sweeper.KEYLESS_KEPT - 60_000)
    room._sweeper.expire()
    assert room.state.members[gone.member].here
    monkeypatch.setattr(sweeper, "now_ms", lambda: now + sweeper.KEYLESS_KEPT + 60_000)
    room._sweeper.expire()
    assert not room.state.members[gone.member].here
    assert room.state.members[here.member].here
    assert room.state.members[minsu.member].here
    left = host.store.log.before(room.key, 2**53, 1)[0]
    assert (left.kind, left.body) == ("left", '{"reason":"expired"}')


def test_nobody_expires_because_the_host_was_killed(
    make_computer: MakeComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed host has not noted when its members were here last."""
    room = make_computer("host").found()
    seat, ear = come(room, "Yuna")
    again = make_computer("host").host(room.id)  # the first one never closed
    again._sweeper.expire()
    assert again.state.members[seat.member].here
    assert come(again, "Yuna", session=ear.welcome["session"])[0].member == seat.member


def test_names_are_kept_after_the_host_was_killed(make_computer: MakeComputer) -> None:
    friend = make_computer("friend")
    room = make_computer("host").found()
    come(room, "Minsu", who=friend)
    again = make_computer("host").host(room.id)
    assert refusal(come, again, "Minsu").code == "name_taken"


# --- the end -----------------------------------------------------------------------------------


def test_closing_stores_what_was_asked_and_says_so(make_computer: MakeComputer) -> None:
    computer = make_computer("host")
    room = computer.found()
    seat, ear = come(room, "Yuna")
    asked = [gevent.spawn(say, room, seat, f"s-{n}") for n in range(20)]
    gevent.sleep(0)
    room.close("closing", "The host has closed this room.", retry_after_ms=7)
    gevent.joinall(asked, timeout=5, raise_error=True)
    assert ear.texts == [f"s-{n}" for n in range(20)]
    assert ear.told[-1] == (
        "bye",
        {"code": "closing", "message": "The host has closed this room.", "retry_after_ms": 7},
    )
    assert refusal(say, room, seat, "late").code == "closing"
    assert computer.store.log.seen_times(room.key)[seat.member] > 0
    again = make_computer("host").host(room.id)
    entries = stored(computer.store, room.key)
    assert again.state == fold(State(room=room.id), entries)


def test_a_room_of_a_newer_version_is_not_hosted(computer: Computer) -> None:
    room = computer.found()
    with computer.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE rooms SET unknown = 1")
    assert refusal(computer.host, room.id).code == "not_allowed"


def test_a_client_with_another_log_is_told_so(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    say(room, seat, "a")
    log = stored(computer.store, room.key)
    room.expect_chain(-1, None)
    room.expect_chain(0, None)
    room.expect_chain(2, None)
    room.expect_chain(2, log[1].chain)
    room.expect_chain(room.state.last, room.state.chain)
    for after, chain in ((5, None), (2, log[2].chain), (4, log[2].chain), (99, "x")):
        assert refusal(room.expect_chain, after, chain).code == "log_differs"


def test_two_hosts_of_one_data_folder(make_computer: MakeComputer) -> None:
    first = make_computer("host")
    room = first.found()
    seat, _ = come(room, "Yuna")
    second = make_computer("host").host(room.id)
    assert refusal(say, room, seat, "late").code == "closing"
    assert first.lost == [room.id]
    other, _ = come(second, "Jun")
    assert say(second, other, "mine")["ok"]
