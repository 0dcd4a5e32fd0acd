"""What a host could do with the envelopes that it carries."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from server.person.private_talk import MOST
from tests.server.doors.program import Program
from tests.server.doors.test_asks_private import shared, wishes
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


def test_an_envelope_is_heard_once_and_only_as_it_was_sealed(programs: Programs) -> None:
    kept = cache(programs)  # one program of each name
    home, door, room, member = shared(kept)
    friend = kept("friend").app
    parts, hub = friend._parts, friend._hub
    assert parts is not None
    assert hub is not None
    hear, heard = parts.rooms.whispered, list[dict[str, Any]]()

    def noted(room: str, signal: dict[str, Any]) -> None:
        heard.append(signal)
        hear(room, signal)

    parts.rooms.whispered = noted
    home.ask("talk_privately", room=room, member=member)
    wait_for(lambda: wishes(door), "the wish to arrive")
    assert door.ask("answer_private", wish=wishes(door)[0]["wish"], answer="not_now")["ok"]
    wait_for(lambda: not wishes(door), "the wish to be gone")
    signal = heard[0]
    later = signal["sent_at"] + 1
    for again in (
        signal,
        {**signal, "sent_at": later},
        {**signal, "member": member},
        {**signal, "box": signal["box"][:-4] + "AAAA", "sent_at": later},
        {**signal, "id": "x"},
        {},
    ):
        hub.call(lambda again=again: hear(room, again), timeout=5)
        hub.call(lambda again=again: hear("0" * 32, again), timeout=5)
    assert wishes(door) == []
    assert len(heard) == 1 <= MOST
    home.ask("talk_privately", room=room, member=member)
    wait_for(lambda: wishes(door), "a new wish")


def test_pressed_twice_it_is_one_room(programs: Programs) -> None:
    kept = cache(programs)
    home, _door, room, member = shared(kept)
    other = kept("host").page()  # a second window of the same person
    with ThreadPoolExecutor(2) as both:
        asked = list(
            both.map(
                lambda page: page.ask("talk_privately", room=room, member=member), [home, other]
            )
        )
    assert asked[0]["room"] == asked[1]["room"], asked


def test_whoever_forgets_the_common_room_is_asked_no_longer(programs: Programs) -> None:
    """Nothing is known any more of who asks, so it could only be refused."""
    home, door, room, member = shared(programs)
    home.ask("talk_privately", room=room, member=member)
    wait_for(lambda: wishes(door), "the wish to arrive")
    wish = wishes(door)[0]["wish"]
    assert door.ask("leave", room=room)["ok"]
    assert door.ask("forget", room=room)["ok"]
    wait_for(lambda: not wishes(door), "the wish to be gone")
    answer = door.ask("answer_private", wish=wish, answer="accept")
    assert answer["error"]["code"] == "gone"
