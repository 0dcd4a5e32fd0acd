"""What was read of a room on this computer, and its card."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import ParamSpec, TypeVar

import pytest

from server.disk import Disk
from server.host.host import HostedRoom
from server.reading import Reading, calls
from server.room.mentions import Mention
from server.room.requests import Amend, Say, SetProfile, Withdraw
from server.store import Row, Shut
from tests.server.scene import Computer, come, say

P = ParamSpec("P")
T = TypeVar("T")


def rows_after(computer: Computer, room: HostedRoom, number: int) -> list[Row]:
    return computer.store.log.after(room.key, number, 1000)


def test_only_what_others_said_is_unread(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    me, _ = come(room, "Host here", who=computer)
    last = room.state.last
    reading = Reading(computer.store, room.key, last, computer.identity.member)
    say(room, seat, "a", "one")
    say(room, me, "b", "mine")
    assert reading.heard(rows_after(computer, room, last))
    assert reading.card()["unread"] == 1
    again = Reading(computer.store, room.key, last, computer.identity.member)
    assert again.card() == reading.card()


def test_reading_counts_what_comes_later(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    reading = Reading(computer.store, room.key, 0, computer.identity.member)
    for n in range(4):
        say(room, seat, f"s-{n}", f"text {n}")
    reading.heard(rows_after(computer, room, 0))
    assert reading.unread == 4
    middle = room.state.last - 2
    reading.read_up_to(middle, 2)
    assert (reading.read, reading.unread) == (middle, 2)
    # What was read stays read, whatever a page says later.
    reading.read_up_to(1, 4)
    assert reading.read == middle


def test_what_means_me_is_counted_apart(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    me = computer.identity.member
    reading = Reading(computer.store, room.key, 0, me)
    minsu = (Mention(me, "Minsu"),)
    first = room.ask(seat, Say("s-1", "@Minsu", mentions=minsu))["number"]
    room.ask(seat, Say("s-2", 'not me, "mentions" @Minsu'))
    room.ask(seat, Say("s-3", "@Yuna", mentions=(Mention(seat.member, "Yuna"),)))
    # In other words it calls nobody once more.
    room.ask(seat, Amend("a-1", first, "@Minsu!", minsu))
    rows = rows_after(computer, room, 0)
    assert [row.id for row in rows if calls(row, me)] == ["s-1"]
    reading.heard(rows)
    assert (reading.card()["unread"], reading.card()["mentions"]) == (3, 1)
    # The program starts again, and reads.
    again = Reading(computer.store, room.key, 0, me)
    assert (again.unread, again.mentions) == (3, 1)
    again.read_up_to(first, *again.counted(first))
    assert (again.unread, again.mentions) == (2, 0)


def test_what_somebody_says_who_is_blocked_counts_nothing_and_is_on_no_card(
    computer: Computer,
) -> None:
    room = computer.found()
    (yuna, _), (jun, _) = come(room, "Yuna"), come(room, "Jun")
    blocked, me = set[str](), computer.identity.member
    reading = Reading(computer.store, room.key, 0, me, blocked)
    minsu = (Mention(me, "Minsu"),)

    def told() -> tuple[int, int, object]:
        card = reading.card()
        return card["unread"], card["mentions"], card["last"] and card["last"]["text"]

    def shut(*members: str) -> None:
        blocked.clear()
        blocked.update(members)
        for member in (yuna.member, jun.member):
            computer.store.blocked.remove(member)
        for member in members:
            computer.store.blocked.put(Shut(member, "X", 1))

    say(room, yuna, "a", "hello")
    reading.heard(rows_after(computer, room, 0))
    shut(jun.member)
    last = room.state.last
    room.ask(jun, Say("b", "@Minsu boo", mentions=minsu))
    reading.heard(rows_after(computer, room, last))
    # What was heard before and not shown yet is not lost by it.
    assert told() == (1, 0, "hello")
    assert Reading(computer.store, room.key, 0, me, blocked).card() == reading.card()
    shut()
    reading.look_again(computer.disk)
    assert told() == (2, 1, "@Minsu boo")
    shut(jun.member, yuna.member)
    reading.look_again(computer.disk)
    assert told() == (0, 0, None)


def test_the_card_shows_the_newest_message_however_many_entries_show_nothing(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = computer.found()
    (yuna, _), (jun, _) = come(room, "Yuna"), come(room, "Jun")
    last = say(room, yuna, "a", "hello")["number"]
    for n in range(30):
        room.ask(yuna, SetProfile(f"p-{n}", f"{n} left"))
        say(room, jun, f"b-{n}", "boo")
    me = computer.identity.member

    def shown(blocked: Collection[str]) -> object:
        told = Reading(computer.store, room.key, 0, me, blocked).card()["last"]
        return told and (told["number"], told["text"])

    assert shown({jun.member}) == (last, "hello")
    assert shown({jun.member, yuna.member}) is None
    # A room of a million entries is not read for it.
    monkeypatch.setattr("server.reading.PAGES", (20, 40))
    assert shown({jun.member}) is None
    monkeypatch.setattr("server.reading.PAGES", (20, 41))
    assert shown({jun.member}) == (last, "hello")


class Busy(Disk):
    """Something happens while it reads, once."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = [meanwhile]

    def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        found = super().read(function, *args, **kwargs)
        while self._meanwhile:
            self._meanwhile.pop()()
        return found


def test_what_comes_or_is_read_while_it_is_counted_is_not_lost(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    me = computer.identity.member
    reading = Reading(computer.store, room.key, room.state.last, me)

    def hears(text: str) -> Callable[[], object]:
        def hear() -> None:
            last = room.state.last
            room.ask(seat, Say(text, f"@Minsu {text}", mentions=(Mention(me, "Minsu"),)))
            reading.heard(rows_after(computer, room, last))

        return hear

    def told() -> tuple[int, int, str]:
        card = reading.card()
        return card["unread"], card["mentions"], card["last"]["text"]

    def busy(meanwhile: Callable[[], object]) -> Disk:
        disks.append(Busy(meanwhile))
        return disks[-1]

    disks = list[Disk]()
    hears("one")()
    one = room.state.last
    reading.look_again(busy(hears("two")))
    assert told() == (2, 2, "@Minsu two")
    reading.read_on(busy(hears("three")), one)
    assert told() == (2, 2, "@Minsu three")
    reading.look_again(busy(lambda: reading.read_on(computer.disk, one + 1)))
    assert told() == (1, 1, "@Minsu three")
    # Of two that read, the one further on counts.
    last = room.state.last
    hears("four")()
    reading.read_on(busy(lambda: reading.read_on(computer.disk, last)), last - 1)
    assert (reading.read, told()) == (last, (1, 1, "@Minsu four"))
    for disk in disks:
        disk.close()


def test_the_card_shows_the_newest_message(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    reading = Reading(computer.store, room.key, 0, computer.identity.member)
    assert reading.card()["last"] is None
    say(room, seat, "a", "x" * 500)
    reading.heard(rows_after(computer, room, 0))
    last = reading.card()["last"]
    assert (last["name"], len(last["text"])) == ("Yuna", 200)
    # An entry that says nothing leaves it.
    come(room, "Minsu")
    reading.heard(rows_after(computer, room, room.state.last - 1))
    assert reading.card()["last"] == last


def test_the_card_shows_no_words_that_are_gone(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    reading = Reading(computer.store, room.key, 0, computer.identity.member)

    def card() -> object:
        reading.heard(rows_after(computer, room, heard))
        last = reading.card()["last"]
        again = Reading(computer.store, room.key, 0, computer.identity.member).card()["last"]
        assert again == last or last is None
        return last and last["text"]

    heard = room.state.last
    number = room.ask(seat, Say("s-1", "a secret"))["number"]
    assert card() == "a secret"
    heard = room.state.last
    room.ask(seat, Amend("a-1", number, "other words"))
    assert card() == "other words"
    heard = room.state.last
    room.ask(seat, Withdraw("w-1", number))
    assert card() is None


def test_what_was_said_before_takes_the_place_of_what_is_deleted(computer: Computer) -> None:
    room = computer.found()
    seat, _ = come(room, "Yuna")
    say(room, seat, "a", "before")
    number = room.ask(seat, Say("b", "a slip"))["number"]
    reading = Reading(computer.store, room.key, 0, computer.identity.member)
    heard = room.state.last
    room.ask(seat, Withdraw("w", number))
    reading.heard(rows_after(computer, room, heard))
    reading.renew(computer.disk)
    assert reading.card()["last"]["text"] == "before"
    # What comes after that is the newest again, and nothing is looked up for it.
    heard = room.state.last
    say(room, seat, "c", "after")
    reading.heard(rows_after(computer, room, heard))
    reading.renew(computer.disk)
    assert reading.card()["last"]["text"] == "after"
