"""Hosts that lie: a joined room stops, and what is here stays readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gevent
import pytest

from server.host.host import HostedRoom
from server.wire import Page
from tests.server.replica_stage import Replica, fill, log_of, stops
from tests.server.scene import Computer, Ear, come, until

MakeComputer = Callable[..., Computer]


@pytest.fixture
def host(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


@pytest.fixture
def friend(make_computer: MakeComputer, host: HostedRoom) -> Replica:
    return Replica(make_computer("friend"), host)


# --- hosts that lie ----------------------------------------------------------------------------


def bending(name: str, change: Callable[[Any], Any]) -> Callable[[str, Any], Any]:
    """Bend what is called `name`, straight all else."""
    return lambda event, payload: change(payload) if event == name else payload


def each_entry(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[str, Any], Any]:
    """Bend every entry, however it travels."""

    def bend(event: str, payload: Any) -> Any:
        if event == "entries":
            return [change(entry) for entry in payload]
        if event == "history":
            return {**payload, "entries": [change(entry) for entry in payload["entries"]]}
        return payload

    return bend


@pytest.mark.parametrize("count", [10, 700])
@pytest.mark.parametrize(
    "forge",
    [
        lambda e: {**e, "body": {"text": "forged"}} if e["number"] == 8 else e,
        lambda e: {**e, "at": e["at"] + 1} if e["number"] == 8 else e,
        lambda e: {**e, "name": "Mallory"} if e["number"] == 8 else e,
        lambda e: {**e, "author": "m_mallory"} if e["number"] == 8 else e,
        lambda e: {**e, "salt": "00" * 16} if e["number"] == 8 else e,
        lambda e: {**e, "term": 2} if e["number"] == 8 else e,
    ],
)
def test_a_forged_log_stops(
    host: HostedRoom, friend: Replica, count: int, forge: Callable[..., Any]
) -> None:
    fill(host, count)
    friend.line.bend = each_entry(forge)
    friend.join()
    # In the large room what was forged is here already when it turns out to fit nothing.
    stops(friend, "log_broken" if count == 10 else "log_differs")


def changing_places(entry: dict[str, Any]) -> dict[str, Any]:
    """Entries 8 and 9 are told in the other order, each under the other's number."""
    number = {8: 9, 9: 8}.get(entry["number"], entry["number"])
    return {**entry, "number": number}


def in_order(bend: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """What was bent, sorted as an honest host sends it."""

    def sort(event: str, payload: Any) -> Any:
        bent = bend(event, payload)
        if event == "entries":
            return sorted(bent, key=lambda entry: entry["number"])
        if event == "history":
            return {**bent, "entries": sorted(bent["entries"], key=lambda entry: entry["number"])}
        return bent

    return sort


@pytest.mark.parametrize("count", [10, 700])
def test_a_log_in_another_order_stops(host: HostedRoom, friend: Replica, count: int) -> None:
    fill(host, count)
    friend.line.bend = in_order(each_entry(changing_places))
    friend.join()
    stops(friend, "log_broken" if count == 10 else "log_differs")


def without(number: int, renumbered: bool) -> Callable[[str, Any], Any]:
    """One entry is never told; `renumbered`: those after it close the gap."""

    def kept(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**one, "number": one["number"] - (renumbered and one["number"] > number)}
            for one in entries
            if one["number"] != number
        ]

    def bend(event: str, payload: Any) -> Any:
        if event == "entries":
            return kept(payload)
        if event == "history":
            return {**payload, "entries": kept(payload["entries"])}
        if event == "welcome" and renumbered:
            return {**payload, "last": payload["last"] - 1}
        return payload

    return bend


@pytest.mark.parametrize("renumbered", [False, True], ids=["a hole", "closed up"])
@pytest.mark.parametrize("count", [10, 700])
def test_a_message_that_is_withheld_from_one_stops(
    host: HostedRoom, friend: Replica, count: int, renumbered: bool
) -> None:
    fill(host, count)
    friend.line.bend = without(8, renumbered)
    friend.join()
    until(
        lambda: friend.code in ("log_broken", "log_differs"),
        f"it stops and says so (it is {friend.room.status})",
    )


def test_what_comes_in_another_order_on_the_way_is_put_in_order(
    host: HostedRoom, friend: Replica
) -> None:
    """That is no lie: the numbers say how it was."""
    fill(host, 20)
    friend.line.bend = bending("entries", lambda entries: entries[::-1])
    friend.join()
    fill(host, 20, "more")
    friend.same()


@pytest.mark.parametrize("count", [10, 700])
def test_a_forged_founding_stops(host: HostedRoom, friend: Replica, count: int) -> None:
    fill(host, count)

    def forge(entry: dict[str, Any]) -> dict[str, Any]:
        if entry["number"] != 1:
            return entry
        return {**entry, "body": {**entry["body"], "nonce": "00" * 16}}

    friend.line.bend = each_entry(forge)
    friend.join()
    stops(friend, "log_broken")
    assert friend.room.state.last == 0


def test_what_was_here_stays_readable_after_a_lie(host: HostedRoom, friend: Replica) -> None:
    fill(host, 30)
    friend.join().same()
    log = friend.log
    friend.line.cut()
    fill(host, 700, "more")
    friend.line.bend = each_entry(
        lambda e: {**e, "body": {"text": "forged"}} if e["number"] == host.state.last - 100 else e
    )
    friend.line.connect()
    # What was forged lay in the gap, and is here when it turns out to fit nothing.
    stops(friend)
    until(lambda: "parting" in friend.room.status, "it is said where it begins")
    assert friend.room.status["parting"]["number"] == host.state.last - 100
    assert friend.log[: len(log)] == log
    ear = Ear()
    friend.room.enter(ear, -1)
    assert ear.welcome["status"]["code"] == "log_differs"
    assert friend.room.history(Page(before=20, limit=5))["entries"]


@pytest.mark.parametrize(
    ("event", "change", "code"),
    [
        ("welcome", lambda w: {**w, "chain": "x"}, "malformed"),
        ("welcome", lambda w: {**w, "room": {**w["room"], "id": "ab" * 16}}, "log_broken"),
        ("welcome", lambda w: [w], "malformed"),
        ("entries", lambda e: {"entries": e}, "malformed"),
        ("entries", lambda e: [{**one, "number": "1"} for one in e], "malformed"),
        ("entries", lambda e: [{**one, "body": {"x": 0.5}} for one in e], "log_broken"),
        ("signals", lambda s: {"kind": "typing"}, "malformed"),
        ("history", lambda a: {**a, "entries": a["entries"][1:]}, "log_broken"),
        ("history", lambda a: {**a, "entries": []}, "log_broken"),
        ("history", lambda a: {"ok": False}, "log_broken"),
        ("history", lambda a: "nothing", "log_broken"),
        ("history", lambda a: {**a, "entries": [None]}, "malformed"),
    ],
)
def test_nonsense_stops(
    host: HostedRoom, friend: Replica, event: str, change: Callable[..., Any], code: str
) -> None:
    fill(host, 700)
    come(host, "Yuna")
    friend.line.bend = bending(event, change)
    friend.join()
    if event == "signals":  # those of coming in may have passed before
        gevent.sleep(0.1)
        host.audience.signal({"kind": "typing", "member": host.me})
    stops(friend, code)


def test_an_id_used_again_stops_and_loses_nothing(host: HostedRoom, friend: Replica) -> None:
    fill(host, 700)
    ids = {entry.number: entry.id for entry in log_of(host)}
    friend.line.bend = each_entry(
        lambda e: {**e, "id": ids[3]} if e["number"] == host.state.last - 5 else e
    )
    friend.join()
    stops(friend, "log_broken")
    assert len({entry.id for entry in friend.log}) == len(friend.log)


@pytest.mark.parametrize(
    "welcome", [{"last": 5, "from": 6, "chain": "0" * 64}, {"chain": "0" * 64}]
)
def test_a_welcome_to_another_log_is_one(
    host: HostedRoom, friend: Replica, welcome: dict[str, Any]
) -> None:
    """It has less than is here, or another chain at the same number; CONNECT was not refused."""
    fill(host, 30)
    friend.join().same()
    friend.line.cut()
    friend.line.bend = friend.bend_visits = bending("welcome", lambda w: {**w, **welcome})
    friend.line.connect()
    stops(friend)
    log = friend.log
    fill(host, 5, "later")
    until(lambda: "looking" not in friend.room.status, "nobody looks any more")
    assert friend.log == log  # nothing of another log is put behind this one
    assert friend.code == "log_differs"


def test_a_host_that_always_says_log_differs_is_not_believed(
    host: HostedRoom, friend: Replica
) -> None:
    """With nothing here there is nothing that could differ; believing it would never end."""
    friend.room.on_refused("log_differs", "Another room.", {})
    gevent.sleep(0.01)
    assert friend.visits == []
    assert friend.code == "log_differs"
    friend.join().same()
    friend.line.cut()
    friend.room.on_refused("log_differs", "Another room.", {})
    until(lambda: friend.code == "log_broken", "it says so and has what is here")
    assert len(friend.visits) == 1
