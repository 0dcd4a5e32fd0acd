"""The window door: nothing without the secret, and one contract for hosted and joined rooms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from socketio.exceptions import ConnectionError as Refusal

from tests.server.doors.program import Page, Program
from tests.support.wait import wait_for

Programs = Callable[[str], Program]


@pytest.mark.parametrize("namespace", ["/home", "/room"])
@pytest.mark.parametrize("secret", ["", "wrong", None, 7])
def test_without_the_secret_nothing_is_told(
    programs: Programs, namespace: str, secret: object
) -> None:
    program = programs("host")
    with pytest.raises(Refusal):
        Page(program.url, namespace, secret=secret, room="0" * 32)


def test_a_room_that_is_not_here_is_refused(programs: Programs) -> None:
    with pytest.raises(Refusal):
        programs("host").page("/room", room="0" * 32)


def test_one_contract_for_the_host_and_who_joined(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    assert home.ask("set", name="민수")["ok"]
    assert door.ask("set", name="지영")["ok"]
    room = home.ask("host", name="방", admission="open")["room"]
    port = home.ask("invite", room=room)["port"]
    found = door.ask("probe", text=f"127.0.0.1:{port}")
    assert door.ask("join", probe=found["probe"], name="지영")["room"] == room
    ours, theirs = host.page("/room", room=room), friend.page("/room", room=room)
    assert (ours.next("welcome")["role"], theirs.next("welcome")["role"]) == ("host", "member")
    assert ours.say("안녕")["number"] >= 4
    assert theirs.say("반가워요")["queued"]

    def texts(page: Page) -> list[str]:
        entries = [entry for batch in page.all("entries") for entry in batch]
        return [entry["body"]["text"] for entry in entries if entry["kind"] == "said"]

    both = ["안녕", "반가워요"]
    wait_for(lambda: texts(ours) == texts(theirs) == both, "both messages, in order, for both")
    wait_for(lambda: theirs.all("waiting")[-1:] == [[]], "nothing to wait")
    for page in (ours, theirs):
        answer = page.ask("history", before=3, limit=10)
        assert [entry["number"] for entry in answer["entries"]] == [1, 2]
        assert len(page.ask("members")["members"]) == 2
        assert page.ask("say", id="x", text="")["error"]["code"] == "empty"
