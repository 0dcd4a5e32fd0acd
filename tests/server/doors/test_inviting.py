"""Invitations over the real doors: many at once, moderators, and the windows of both."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from server.encoding import to_base64url
from server.host.invitations import hashed
from server.invitation import parse_link
from server.room.requests import SetRole
from tests.server.doors.program import Program as Copy
from tests.server.doors.test_room_namespace import Member, Program
from tests.server.doors.wire import request
from tests.support.wait import wait_for

Programs = Callable[[str], Copy]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    started = Program(tmp_path_factory.mktemp("program"), admission="invited")
    yield started
    started.app.stop()


@pytest.fixture(params=["lan", "guest"])
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make(program: Program, door: str, **limits: Any) -> str:
    def make(room: Any) -> str:
        return str(room.secrets.invitations.make(room.me, door, **limits).secret)

    return str(program.on_hub(make))


def how_it_went(member: Member) -> str:
    if member.answer.startswith("44/room,"):
        return str(json.loads(member.answer.removeprefix("44/room,"))["data"]["code"])
    member.until(lambda: member.events)
    name, argument = member.events[0]
    return "in" if name == "welcome" else str(argument["code"])


def test_the_last_uses_let_in_exactly_as_many(program: Program, door: str) -> None:
    secret, url = make(program, door, uses=3), getattr(program, door)

    def come(number: int) -> str:
        with Member(url, f"{door} {number}", invite=secret) as member:
            return how_it_went(member)

    with ThreadPoolExecutor(30) as pool:
        went = Counter(pool.map(come, range(30)))
    assert went == {"in": 3, "invite_wrong": 27}
    kept = program.on_hub(lambda room: room.secrets.invitations.get(hashed(secret)))
    assert kept.uses == 3


def test_moderators_invite_and_members_do_not(program: Program, door: str) -> None:
    url = getattr(program, door)
    with Member(url, f"Jiyoung {door}", invite=make(program, door)) as member:
        member.until(lambda: member.welcome)
        requests: dict[str, Any] = {"make_invitation": {"uses": 1, "door": door}, "invitations": {}}
        for number, (name, payload) in enumerate(requests.items()):
            member.ask(number, name, payload)
            member.until(lambda number=number: number in member.answers)  # type: ignore[misc]
            assert member.answers[number]["error"]["code"] == "not_allowed"
        me = member.welcome["you"]["id"]
        program.on_hub(lambda room: room.act(room.me, SetRole(f"r-{me}", me, "moderator")))
        member.ask(5, "make_invitation", {"uses": 1, "door": door})
        member.until(lambda: 5 in member.answers)
        made = member.answers[5]["invitation"]
        assert made["by"]["id"] == me
        member.ask(6, "make_invitation", [])
        member.until(lambda: 6 in member.answers)
        assert member.answers[6]["error"]["code"] == "malformed"
        member.ask(7, "invitations", None)
        member.until(lambda: 7 in member.answers)
        doors = {one["door"] for one in member.answers[7]["invitations"]}
        assert doors == ({"guest"} if door == "guest" else {"lan", "guest"})
        program.on_hub(lambda room: room.act(room.me, SetRole(f"s-{me}", me, "member")))


def test_no_secret_stands_in_what_all_are_told(program: Program) -> None:
    secret = make(program, "lan", uses=1)
    with Member(program.lan, "Reader", invite=secret) as member:
        member.until(lambda: member.welcome)
        member.read_to(member.welcome["last"])
        spelled = json.dumps([member.entries, member.welcome])
    assert hashed(secret) in spelled
    assert secret not in spelled


def test_the_windows_of_host_and_moderator_invite_alike(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="invited")["room"]
    panel = home.ask("invite", room=room)
    assert panel["renewed"] is None
    secret = panel["link"].partition("#")[2]

    def come(who: Any, name: str, secret: str) -> dict[str, Any]:
        found = who.ask("probe", text=f"127.0.0.1:{panel['port']}")
        answer: dict[str, Any] = who.ask("join", probe=found["probe"], name=name, invite=secret)
        return answer

    assert come(door, "지영", secret)["room"] == room
    ours, theirs = host.page("/room", room=room), friend.page("/room", room=room)
    theirs.next("welcome")
    member = theirs.next("welcome")["you"]["id"]
    ours.next("welcome")
    assert theirs.ask("invitations")["error"]["code"] == "not_allowed"
    assert ours.ask("set_role", id="r-1", member=member, role="moderator")["ok"]
    made = theirs.ask("make_invitation", uses=1, hours=24)["invitation"]
    assert made["by"]["id"] == member
    other = programs("other").page()
    assert come(other, "민수", made["link"].partition("#")[2])["room"] == room
    (used,) = [one for one in ours.ask("invitations")["invitations"] if not one["always"]]
    assert (used["standing"], [one["name"] for one in used["came"]]) == ("used_up", ["민수"])
    newcomer = used["came"][0]["id"]
    for page in (ours, theirs):

        def told(page: Any = page) -> Any:
            people = {one["id"]: one for one in page.ask("members")["members"]}
            return people.get(newcomer, {}).get("by") == {"id": member, "name": "지영"}

        wait_for(told, "who invited whom")


def test_a_ban_shows_the_host_another_invitation(programs: Programs) -> None:
    host, friend = programs("host"), programs("friend")
    home, door = host.page(), friend.page()
    room = home.ask("host", name="방", admission="invited")["room"]
    panel = home.ask("invite", room=room)
    found = door.ask("probe", text=f"127.0.0.1:{panel['port']}")
    secret = panel["link"].partition("#")[2]
    assert door.ask("join", probe=found["probe"], name="지영", invite=secret)["ok"]
    theirs, ours = friend.page("/room", room=room), host.page("/room", room=room)
    member = theirs.next("welcome")["you"]["id"]
    ours.next("welcome")
    assert ours.ask("ban", id="b-1", member=member)["ok"]
    wait_for(lambda: home.all("invitation")[-1:], "the panel to be told anew")
    wait_for(lambda: home.all("invitation")[-1]["renewed"] == "지영", "why")
    assert home.all("invitation")[-1]["link"].partition("#")[2] != secret
    again = programs("other").page()
    found = again.ask("probe", text=f"127.0.0.1:{panel['port']}")
    answer = again.ask("join", probe=found["probe"], name="민수", invite=secret)
    assert answer["error"]["code"] == "invite_wrong"


def test_the_link_for_browsers_has_its_own_secret(programs: Programs) -> None:
    host = programs("host")
    home = host.page()
    room = home.ask("host", name="방", admission="invited")["room"]
    ours = host.page("/room", room=room)
    ours.next("welcome")
    assert ours.ask("make_invitation", door="guest")["error"]["code"] == "guests_closed"
    assert home.ask("guests", room=room, open=True)["ok"]
    assert ours.ask("invitations")["guests"]
    link = ours.ask("make_invitation", door="guest", uses=1)["invitation"]["link"]
    if link:  # this machine has an address that a phone could reach
        said = parse_qs(urlsplit(link).fragment)
        assert said["room"] == [room]
        assert "invite" not in urlsplit(link).query
        assert said["invite"][0]


def test_a_browser_learns_the_way_into_the_program_and_no_secret(program: Program) -> None:
    secrets = program.on_hub(lambda room: [one.secret for one in room.secrets.invitations.all])
    answer = request(program.guest, "GET", "/door/program")
    told = json.loads(answer.data)  # type: ignore[attr-defined]
    key = to_base64url(bytes.fromhex(program.info.fingerprint))
    assert told == {"key": key, "port": int(program.lan.rpartition(":")[2])}
    assert not any(secret in json.dumps(told) for secret in secrets)
    # It is for the page of the guest door: the lan door has no page.
    assert request(program.lan, "GET", "/door/program").status == 404


def test_the_way_into_the_program_is_a_link_that_it_reads(program: Program) -> None:
    told = json.loads(request(program.guest, "GET", "/door/program").data)  # type: ignore[attr-defined]
    room = program.info.room
    link = f"sarangbang://join?v=1&room={room}&key={told['key']}&at=127.0.0.1%3A{told['port']}"
    invitation = parse_link(link)
    assert (invitation.room, invitation.key) == (room, program.info.fingerprint)
    assert invitation.secret == ""
    with Member(program.lan, "Without a secret", room=room) as member:
        assert how_it_went(member) == "invite_needed"
