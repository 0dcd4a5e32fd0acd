"""What is known now of old messages: at the host, elsewhere, on disk and in memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.host.host import HostedRoom, Seat
from server.link.door import LONGEST_ANSWER
from server.room.requests import Amend, Pin, React, Request, Say, SetHistory, Unpin, Withdraw
from server.wire import Page
from tests.server.replica_stage import Replica, fill
from tests.server.scene import Computer, Ear, come, say, until

MakeComputer = Callable[..., Computer]


@pytest.fixture
def room(make_computer: MakeComputer) -> HostedRoom:
    return make_computer("host").found()


def do(room: HostedRoom, seat: Seat, request: Request) -> int:
    return int(room.ask(seat, request)["number"])


def about(told: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {one["number"]: one for one in told.get("about", [])}


def read(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(bytes(raw)) for raw in answer["entries"]]


def test_an_old_page_shows_what_it_is_now(room: HostedRoom) -> None:
    yuna, _ = come(room, "Yuna")
    jun, ear = come(room, "Jun")
    one = do(room, yuna, Say("s-1", "one"))
    two = do(room, yuna, Say("s-2", "two"))
    reply = do(room, jun, Say("s-3", "re", reply_to=one))
    do(room, yuna, Amend("a-1", one, "uno"))
    do(room, yuna, Amend("a-2", one, "une"))
    do(room, jun, React("r-1", two, "👍", True))
    do(room, yuna, React("r-2", two, "👍", True))
    do(room, jun, React("r-3", two, "😀", True))
    do(room, jun, React("r-4", two, "😀", False))
    room.act(room.me, Pin("p-1", one))
    fill(room, 60, "f")
    page = room.history(jun, Page(before=two + 1, limit=50))
    known = about(page)
    assert known[one] == {"number": one, "text": "une", "edits": 2, "pinned": True}
    thumbs = {"emoji": "👍", "count": 2, "mine": True, "names": ["Jun", "Yuna"]}
    assert known[two] == {"number": two, "reactions": [thumbs]}
    assert "quotes" not in page
    page = room.history(jun, Page(after=two, limit=1))
    assert read(page)[0]["number"] == reply
    assert page["quotes"] == [{"number": one, "author": yuna.member, "name": "Yuna", "text": "une"}]
    assert [e["body"]["text"] for e in read(room.versions(jun, one))] == ["one", "uno", "une"]
    assert [e["number"] for e in read(room.pins(jun))] == [one]
    room.act(room.me, Unpin("p-2", one))
    assert room.pins(jun)["entries"] == []
    assert ear.told


def test_a_welcome_tells_it_too(room: HostedRoom) -> None:
    yuna, _ = come(room, "Yuna")
    one = do(room, yuna, Say("s-1", "one"))
    assert "about" not in come(room, "A")[1].welcome
    do(room, yuna, React("r-1", one, "👍", True))
    welcome = come(room, "B")[1].welcome
    assert about(welcome)[one]["reactions"][0]["mine"] is False
    _, again = come(room, "Yuna", session=room.secrets.session_of(yuna.member))
    assert about(again.welcome)[one]["reactions"][0]["mine"] is True


def test_a_deleted_message_is_nowhere_any_more(
    room: HostedRoom, make_computer: MakeComputer, tmp_path: Path
) -> None:
    friend = Replica(make_computer("friend"), room).join()
    yuna, _ = come(room, "Yuna")
    one = do(room, yuna, Say("s-1", "a secret word"))
    do(room, yuna, Amend("a-1", one, "a secret sentence"))
    do(room, yuna, React("r-1", one, "👍", True))
    room.act(room.me, Pin("p-1", one))
    reply = do(room, yuna, Say("s-2", "re", reply_to=one))
    until(lambda: friend.room.state.last == room.state.last, "it has caught up")
    do(room, yuna, Withdraw("w-1", one))
    _, ear = come(room, "Late")
    until(lambda: ear.numbers and ear.numbers[-1] == room.state.last, "the page")
    assert "secret" not in json.dumps(ear.told)
    emptied = next(entry for entry in ear.entries if entry["number"] == one)
    assert "body" not in emptied
    assert emptied["withdrawn"] == room.state.last - 1
    (quote,) = ear.welcome["quotes"]
    assert quote == {"number": one, "author": yuna.member, "name": "Yuna"}
    assert "about" not in ear.welcome
    assert room.pins(yuna)["entries"] == []
    history = room.history(yuna, Page(before=reply, limit=50))
    assert "secret" not in "".join(bytes(raw).decode() for raw in history["entries"])
    friend.same()
    for computer in (make_computer("host"), friend.computer):
        rows = computer.store.log.after(1, 0, 1000)
        assert not [row for row in rows if "secret" in (row.body or "")]


def test_a_restart_remembers(room: HostedRoom, make_computer: MakeComputer) -> None:
    yuna, _ = come(room, "Yuna")
    one = do(room, yuna, Say("s-1", "one"))
    do(room, yuna, Amend("a-1", one, "uno"))
    room.close("closing", "The end.")
    again = make_computer("host").host(room.id)
    assert about(come(again, "Jun")[1].welcome)[one]["text"] == "uno"


def test_a_window_at_a_joined_room_is_told(room: HostedRoom, make_computer: MakeComputer) -> None:
    friend = Replica(make_computer("friend"), room).join()
    until(lambda: friend.room.connected, "it is connected")
    friend.room.say(Say("s-1", "mine"))
    until(lambda: any(e.id == "s-1" for e in friend.log), "it is stored")
    number = next(e.number for e in friend.log if e.id == "s-1")
    assert friend.room.act("amend", {"id": "a-1", "number": number, "text": "my own"})["ok"]
    assert friend.room.act("react", {"id": "r-1", "number": number, "emoji": "👍", "on": True})[
        "ok"
    ]
    friend.same()
    amended = next(e for e in friend.log if e.id == "a-1")
    assert amended.signature
    ear = Ear()
    friend.room.enter(ear, -1)
    assert about(ear.welcome)[number]["text"] == "my own"
    assert about(ear.welcome)[number]["reactions"][0]["mine"] is True
    assert [json.loads(bytes(raw))["body"]["text"] for raw in
            friend.room.versions(number)["entries"]] == ["mine", "my own"]  # fmt: skip
    assert friend.room.pins()["entries"] == []


def test_whose_history_begins_late_is_told_no_older_quote(room: HostedRoom) -> None:
    yuna, _ = come(room, "Yuna")
    old = do(room, yuna, Say("s-1", "old"))
    room.act(room.me, SetHistory("h", 0))
    jun, _ = come(room, "Jun")
    do(room, yuna, Say("s-2", "re", reply_to=old))
    page = room.history(jun, Page(after=0, limit=50))
    assert "quotes" not in page
    assert room.versions(jun, old)["entries"] == []


def test_nobody_pays_for_it_in_a_room_without_any(
    room: HostedRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    yuna, _ = come(room, "Yuna")
    say(room, yuna, "plain")

    def unwanted(*_args: object) -> None:
        raise AssertionError("read for nothing")

    monkeypatch.setattr(room._store.remarks, "about", unwanted)
    assert come(room, "Jun")[1].welcome


@pytest.mark.parametrize("backwards", [False, True])
def test_a_page_is_bounded_with_all_that_is_told_beside_it(
    room: HostedRoom, backwards: bool
) -> None:
    yuna, ear = come(room, "Yuna")
    said = [do(room, yuna, Say(f"s-{n}", "short")) for n in range(40)]
    for number in said:
        do(room, yuna, Amend(f"a-{number}", number, "한" * 10_000))
    replies = [do(room, yuna, Say(f"r-{n}", "re", reply_to=said[0])) for n in range(300)]
    seen, end, pages = list[int](), said[-1] + 1 if backwards else said[0] - 1, 0
    while said[0] not in seen or said[-1] not in seen:
        asked = Page(before=end, limit=500) if backwards else Page(after=end, limit=500)
        answer = room.history(yuna, asked)
        entries, pages = read(answer), pages + 1
        assert len(msgspec.json.encode(answer)) <= 512 * 1024
        for entry in entries:
            if entry["number"] in said:
                assert len(about(answer)[entry["number"]]["text"]) == 10_000
        numbers = [entry["number"] for entry in entries]
        assert answer["chain"] == room.log.chain_at(numbers[-1])
        assert answer["more"] is (numbers[0] > 1 if backwards else numbers[-1] < room.state.last)
        seen, end = (numbers + seen, numbers[0]) if backwards else (seen + numbers, numbers[-1])
    assert seen == list(range(seen[0], seen[-1] + 1))
    assert pages > 5
    answer = room.history(yuna, Page(after=replies[0] - 1, limit=500))
    assert len(answer["quotes"]) == 1
    assert 1 < len(answer["entries"]) < 300
    assert ear.told


def test_many_versions_are_bounded_and_the_first_and_last_are_among_them(room: HostedRoom) -> None:
    yuna, _ = come(room, "Yuna")
    one = do(room, yuna, Say("s-1", "first"))
    for n in range(40):
        do(room, yuna, Amend(f"a-{n}", one, f"{n}" + "한" * 5_000))
    answer = room.versions(yuna, one)
    assert len(msgspec.json.encode(answer)) <= 160 * 1024
    texts = [entry["body"]["text"] for entry in read(answer)]
    assert texts[0] == "first"
    assert [text.rstrip("한") for text in texts[1:]] == [str(n) for n in range(41 - len(texts), 40)]


def test_no_welcome_is_longer_than_clients_read(room: HostedRoom) -> None:
    yuna, _ = come(room, "Yuna")
    for n in range(25):
        number = do(room, yuna, Say(f"s-{n}", "short"))
        do(room, yuna, Amend(f"a-{n}", number, "\x01" * 10_000))
    welcome = come(room, "Jun")[1].welcome
    assert len(welcome["about"]) > 20
    assert len(msgspec.json.encode(welcome)) < LONGEST_ANSWER
