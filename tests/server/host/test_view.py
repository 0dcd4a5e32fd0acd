"""This computer's own window at a room that it hosts."""

from __future__ import annotations

import threading
from typing import Any

import gevent
import pytest

from server.host.view import HostedView
from server.identity import verify
from server.room.refusal import Refused
from server.room.requests import Say
from server.store import Row
from server.wire import Page
from tests.server.scene import Computer, Ear, come, say, until


@pytest.fixture
def view(computer: Computer) -> HostedView:
    room = computer.found(present=True)
    return HostedView(room, store=computer.store, disk=computer.disk, identity=computer.identity)


def shown(view: HostedView, after: int = -1) -> Ear:
    ear = Ear(view.room.me)
    view.enter(ear, after)
    until(lambda: ear.numbers or ear.welcome["from"] > view.state.last, "it is shown")
    return ear


def test_the_window_is_welcomed_as_the_host(view: HostedView) -> None:
    ear = shown(view)
    assert ear.welcome["role"] == "host"
    assert ear.welcome["status"] == {"kind": "hosting"}
    assert ear.welcome["you"]["name"] == "Host"
    assert "session" not in ear.welcome
    assert (ear.welcome["read"], ear.welcome["draft"], ear.welcome["waiting"]) == (0, "", [])
    assert [m["online"] for m in ear.welcome["members"]] == [True]


def test_the_host_is_here_as_long_as_the_room_is_open(view: HostedView) -> None:
    ear = shown(view)
    view.leave(ear)
    view.leave(ear)
    assert view.room.me in view.room.roster.online


def test_something_is_said_in_a_room_that_is_not_on_the_screen(view: HostedView) -> None:
    # As when it is handed on from another room.
    view.leave(shown(view))
    said = view.say(Say("a", "x"))
    assert said["ok"]
    assert view.room.state.last == said["number"]


def test_what_the_host_says_is_signed(view: HostedView, computer: Computer) -> None:
    ear = shown(view)
    assert view.say(Say("a", "안녕"))["ok"]
    assert view.say(Say("b", "re", ear.entries[-1]["number"]))["ok"]
    until(lambda: ear.texts == ["안녕", "re"], "both are told")
    for row in computer.store.log.after(view.key, 2, 9):
        values: list[object] = [view.id, row.id, "said", row.sent_at, row.digest]
        assert verify(computer.identity.public_key, "entry", values, row.signature or "")
    with pytest.raises(Refused) as refused:
        view.say(Say("c", "to nothing", 99))
    assert refused.value.code == "unknown_entry"
    assert view.say(Say("d", "after a refusal"))["ok"]


def test_a_reply_keeps_its_place(
    view: HostedView, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its target is looked up on the disk, which takes a while."""
    ear = shown(view)
    read, gate = computer.store.log.after, threading.Event()

    def slow(*asked: Any) -> list[Row]:
        gate.wait(5)
        return read(*asked)

    monkeypatch.setattr(computer.store.log, "after", slow)
    asked = [gevent.spawn(view.say, Say("first", "re", 1))]
    asked += [gevent.spawn(view.say, Say(f"then-{n}", str(n))) for n in range(3)]
    gevent.sleep(0.02)
    gate.set()
    asked.append(gevent.spawn(view.say, Say("last", "last")))
    gevent.joinall(asked, timeout=10, raise_error=True)
    until(lambda: len(ear.texts) == 5, "all are told")
    assert ear.texts == ["re", "0", "1", "2", "last"]


def test_the_window_may_know_more_than_the_log(view: HostedView) -> None:
    seat, _ = come(view.room, "Yuna")
    say(view.room, seat, "a")
    ear = shown(view, after=10**6)
    assert ear.welcome["from"] == 1
    answer = view.history(Page(after=0, limit=2))
    assert len(answer["entries"]) == 2
    assert [m["name"] for m in view.members("", 9)["members"]] != []
