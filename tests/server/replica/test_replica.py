"""A joined room against its host: whatever happens between, the logs become the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import gevent
import pytest

from server.host.committer import Written
from server.host.host import HostedRoom, Seat
from server.room.entry import Draft, Entry, append
from server.room.refusal import Refused
from server.room.requests import (
    Amend,
    FreeName,
    Leave,
    Mute,
    Pin,
    React,
    Rename,
    RenameRoom,
    Request,
    SetAdmission,
    SetProfile,
    SetSlowMode,
    SetTopic,
    Unmute,
    Withdraw,
)
from server.room.state import State, changed_members, fold
from server.store import row_of
from server.wire import Page, entry_bytes
from tests.server.replica_stage import Replica, fill
from tests.server.scene import Computer, Ear, come, go, say, until
from tests.support.stored import stored

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


@pytest.fixture
def friend(make_computer: MakeComputer, host: HostedRoom) -> Replica:
    return Replica(make_computer("friend"), host)


# --- following ---------------------------------------------------------------------------------


def test_a_small_room_is_here_at_once(host: HostedRoom, friend: Replica) -> None:
    fill(host, 20)
    friend.join().same()
    fill(host, 20, "more")
    friend.same()
    assert friend.room.status == {"kind": "connected"}
    assert [row.number for row in friend.heard] == list(range(1, host.state.last + 1))


def test_only_what_is_missing_is_fetched(host: HostedRoom, friend: Replica) -> None:
    fill(host, 600)
    friend.join().same()
    friend.line.cut()
    fill(host, 300, "missing")
    friend.line.asked.clear()
    friend.line.connect()
    friend.same()
    assert not [payload for event, payload in friend.line.asked if event == "history"]


@pytest.mark.parametrize("seed", range(6))
def test_a_stale_replica_becomes_the_fresh_one(
    make_computer: MakeComputer, host: HostedRoom, seed: int
) -> None:
    """Every kind of entry, with cuts, restarts and gaps at random places."""
    chance = random.Random(seed)
    friend = Replica(make_computer("friend"), host).join()
    people = [come(host, f"Guest {n}") for n in range(3)]
    for step in range(60):
        seat, ear = chance.choice(people)
        match chance.randrange(11):
            case 0 | 1 | 2:
                say(host, seat, f"s-{step}", "안녕 \u2028\x00")
            case 3:
                host.ask(seat, Rename(f"r-{step}", f"Guest {step + 10}"))
            case 4:
                people.remove((seat, ear))
                host.ask(seat, Leave(f"l-{step}"))
                go(host, seat, ear)
                people.append(come(host, f"Newcomer {step}"))
            case 5:
                act(host, chance, step)

            case 6:
                one = chance.choice(people)[0].member
                if not host.state.members[one].name_freed:
                    host.act(host.me, FreeName(f"a-{step}", one))
                host.act(host.me, Mute(f"b-{step}", one))
                host.act(host.me, Unmute(f"c-{step}", one))
            case 7:
                fill_as(host, seat, chance.randrange(1, 120), f"f-{step}")
            case 8:
                remark(host, chance, people, step)
            case 9:
                friend.line.cut()
                if chance.random() < 0.5:
                    fill_as(host, seat, chance.randrange(450, 560), f"g-{step}")
                friend.line.connect()
            case _:
                friend.restart()
        host.set_admission("open")
    unknown_kind(host)
    friend.same()
    fresh = Replica(make_computer("fresh"), host, "Jun").join()
    fresh.same()
    friend.same()
    assert friend.log == fresh.log


def act(host: HostedRoom, chance: random.Random, step: int) -> None:
    """What the host does to the room."""
    acts: list[Request] = [
        SetAdmission(f"a-{step}", chance.choice(["ask", "invited"])),
        RenameRoom(f"a-{step}", f"Room {step}"),
        SetTopic(f"a-{step}", f"About {step}"),
        SetSlowMode(f"a-{step}", step + 1),
    ]
    host.act(host.me, chance.choice(acts))
    if host.state.slow_mode:
        host.act(host.me, SetSlowMode(f"b-{step}", 0))


def remark(
    host: HostedRoom, chance: random.Random, people: list[tuple[Seat, Ear]], step: int
) -> None:
    """Somebody says something about a message that is there."""
    seat, _ = chance.choice(people)
    own = [row for row in host._store.log.after(host.key, 0, 99_999) if row.kind == "said"]
    if not own:
        return
    number = chance.choice(own).number
    mine = [row.number for row in own if row.author == seat.member] or [number]
    asks: list[tuple[str, Request]] = [
        (seat.member, Amend(f"a-{step}", chance.choice(mine), f"words {step}")),
        (seat.member, React(f"b-{step}", number, chance.choice("👍😀"), chance.random() < 0.7)),
        (host.me, Withdraw(f"c-{step}", number)),
        (host.me, Pin(f"d-{step}", number)),
    ]
    with suppress(Refused):
        host.act(*chance.choice(asks))


def fill_as(host: HostedRoom, seat: Any, count: int, tag: str) -> None:
    asked = [gevent.spawn(say, host, seat, f"{tag}-{n}") for n in range(count)]
    gevent.joinall(asked, timeout=20, raise_error=True)


def unknown_kind(host: HostedRoom) -> None:
    """An entry of a later version, with a field that nobody here knows."""
    state = host.state
    draft = Draft("later", host.me, "Host", "voted", {"choice": "👍", "to": [1, None]}, "5a" * 16)
    made = append([draft], last=state.last, chain=state.chain, term=state.term, at=state.at)
    tell(host, [replace(made[0], extra={"colour": {"of": "blue"}})])


def tell(host: HostedRoom, entries: Sequence[Entry]) -> None:
    """Store and tell entries as if the host's own committer had made them."""
    before, committer = host.state, host.committer
    state = fold(before, entries)
    with host._store.log.pen(host.key, committer._fence) as pen:
        pen.write(entries, state, changed_members(before, state))
    rows = [row_of(entry) for entry in entries]
    committer.state = state
    host._tell(Written(state, entries, rows, [entry_bytes(row) for row in rows], []))


# --- the window at a joined room ---------------------------------------------------------------


def test_the_window_is_told_everything_once(host: HostedRoom, friend: Replica) -> None:
    fill(host, 30)
    friend.join().same()
    ear = Ear()
    friend.room.enter(ear, -1)
    assert (ear.welcome["role"], ear.welcome["status"]) == ("member", {"kind": "connected"})
    assert ear.welcome["you"] == {
        "id": friend.computer.identity.member,
        "name": "Minsu",
        "role": "member",
    }
    assert ear.welcome["chain"] == host.state.chain
    fill(host, 30, "more")
    until(lambda: ear.numbers and ear.numbers[-1] == host.state.last, "all was told")
    assert ear.numbers == list(range(ear.welcome["from"], host.state.last + 1))


def test_what_is_here_is_read_while_the_host_is_away(
    make_computer: MakeComputer, host: HostedRoom, friend: Replica
) -> None:
    fill(host, 600)
    friend.join().same()
    friend.line.cut()
    assert friend.room.status["kind"] == "lost"
    assert friend.room.online == set()
    friend.room.close()
    friend.open()
    ear = Ear()
    friend.room.enter(ear, -1)
    until(lambda: len(ear.numbers) == 50, "the newest page")
    page = friend.room.history(Page(before=ear.numbers[0], limit=100))
    assert len(page["entries"]) == 100
    assert page["more"]


def test_a_goodbye_is_told_apart_from_a_lost_host(host: HostedRoom, friend: Replica) -> None:
    friend.join().same()
    host.close("closing", "The host has closed this room.", retry_after_ms=2000)
    until(lambda: friend.room.status["kind"] == "closed_by_host", "closed")
    friend.line.cut("closing")
    assert friend.room.status["kind"] == "closed_by_host"


def test_a_new_name_is_kept_for_the_next_time(host: HostedRoom, friend: Replica) -> None:
    friend.join().same()
    assert friend.room.rename("r", "Minsu K")["ok"]
    friend.same()
    friend.line.cut()
    friend.line.connect()
    friend.same()
    assert host.state.members[friend.computer.identity.member].name == "Minsu K"
    assert friend.room.details["my_name"] == "Minsu K"


def test_how_members_show_themselves_is_folded_alike(host: HostedRoom, friend: Replica) -> None:
    host.act(host.me, SetProfile("p-1", "here", 3, "🏠"))
    friend.join().same()
    assert friend.room.act("profile", {"id": "p-2", "status": "점심", "picture": "민수"})["ok"]
    friend.same()
    friend.restart()
    friend.same()
    told = {one["name"]: one.get("status") for one in friend.room.people()}
    assert told["Host"] == "here"
    assert told["Minsu"] == "점심"


def test_a_state_that_was_folded_is_the_state_of_the_log(host: HostedRoom, friend: Replica) -> None:
    fill(host, 700)
    friend.join().same()
    log = stored(friend.computer.store, friend.room.key)
    assert fold(State(room=host.id), log) == friend.room.state
