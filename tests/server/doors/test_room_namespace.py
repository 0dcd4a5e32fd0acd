"""The namespace /room of a real program's lan and guest doors, spoken byte by byte."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest

from server.app import App, Options, ServeInfo, ServeOptions
from server.doors.fanout import SWITCH
from server.host.host import HostedRoom
from tests.server.doors.wire import WebSocket
from tests.support.ports import free_port
from tests.support.wait import wait_for


class Program:
    """A program that hosts an open room on 127.0.0.1."""

    way = "direct"

    def __init__(self, data: Path, **options: Any) -> None:
        self.app = App(data, options=Options(hosts=("127.0.0.1",)))
        self.app.start()
        ports = {"port": free_port(), "guests": free_port()}
        self.info: ServeInfo = self.app.serve(
            ServeOptions(name="방", **{"admission": "open", "rate": 0, **ports, **options})
        )
        self.lan = f"https://127.0.0.1:{ports['port']}"
        self.guest = f"http://127.0.0.1:{ports['guests']}"

    def on_hub(self, function: Callable[[HostedRoom], Any]) -> Any:
        """Call `function` with the room where rooms live."""
        hub, parts = self.app._hub, self.app._parts
        assert hub is not None
        assert parts is not None

        def run() -> Any:
            room = parts.rooms.find_hosted(None)
            assert room is not None
            return function(room)

        return hub.call(run, timeout=20)


@pytest.fixture(scope="module", params=["direct", "queue"])
def program(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, request.param)
        started = Program(tmp_path_factory.mktemp("program"))
        started.way = request.param
        yield started
        started.app.stop()


class Member(WebSocket):
    """A member that speaks by hand."""

    def __init__(self, url: str, name: str, **auth: Any) -> None:
        super().__init__(url)
        self.name = name
        self.answer = self.join(protocol=1, name=name, **auth)
        self.entries: list[dict[str, Any]] = []
        self.answers: dict[int, Any] = {}
        self.events: list[tuple[str, Any]] = []

    def __enter__(self) -> Member:
        return self

    def hear(self) -> bool:
        """Take the next packet; false when the line ended."""
        opcode, payload = self.receive()
        if opcode == 8:
            return False
        text = payload.decode()
        if text == "2":
            self.send("3")
        elif text.startswith("43/room,"):
            number, _, answer = text.removeprefix("43/room,").partition("[")
            self.answers[int(number)] = json.loads("[" + answer)[0]
        elif text.startswith("42/room,"):
            event, argument = json.loads(text.removeprefix("42/room,"))
            self.events.append((event, argument))
            if event == "entries":
                self.entries += argument
        else:
            self.events.append((text, None))
        return True

    def until(self, look: Callable[[], Any]) -> Any:
        while not look():
            assert self.hear(), "the line ended"
        return look()

    def ask(self, id: int, event: str, payload: Any) -> None:
        self.send(f"42/room,{id}" + json.dumps([event, payload]))

    def read_to(self, number: int) -> None:
        """Hear all entries up to `number`."""
        self.until(lambda: self.entries and self.entries[-1]["number"] >= number)

    @property
    def welcome(self) -> Any:
        return next((argument for event, argument in self.events if event == "welcome"), None)


@pytest.fixture(params=["lan", "guest"])
def url(request: pytest.FixtureRequest, program: Program) -> str:
    return str(getattr(program, request.param))


def test_the_welcome_comes_first_and_after_connect(url: str) -> None:
    with Member(url, "First") as member:
        assert member.answer.startswith("40/room,{")
        member.until(lambda: member.entries)
        assert member.events[0][0] == "welcome"
        assert member.welcome["you"]["name"] == "First"
        assert len(member.welcome["session"]) >= 22


def test_many_in_flight_are_answered_once_and_in_order(program: Program, url: str) -> None:
    with Member(url, f"Fast {url}") as member, Member(url, f"Other {url}") as other:
        for n in range(300):  # also before the welcome, as many as are taken then
            if n == 90 and program.way == "direct":
                member.until(lambda: member.welcome)
            member.ask(n, "say", {"id": f"{url[:5]}-{n}-{id(program)}", "text": f"{n}"})
        member.until(lambda: len(member.answers) == 300)
        numbers = [member.answers[n]["number"] for n in range(300)]
        assert all(member.answers[n]["ok"] for n in range(300))
        assert numbers == list(range(numbers[0], numbers[0] + 300))
        last = numbers[-1]
        for one in (member, other):
            one.read_to(last)
            seen = [entry["number"] for entry in one.entries]
            assert seen == list(range(seen[0], seen[0] + len(seen)))
            said = [entry["body"]["text"] for entry in one.entries if entry["number"] in numbers]
            assert said == [str(n) for n in range(300)]


def test_how_one_shows_oneself_is_told_to_all_and_to_newcomers(program: Program, url: str) -> None:
    chosen = {"status": "점심 먹는 중", "colour": 4, "picture": "🦊"}
    with Member(url, f"Fox {url}") as fox, Member(url, f"Hen {url}") as hen:
        fox.until(lambda: fox.welcome)
        hen.until(lambda: hen.welcome)
        asked = {"id": f"profile-{url[:5]}-{program.way}", **chosen}
        for n in (1, 2):  # the same once more is the same entry
            fox.ask(n, "profile", asked)
        fox.until(lambda: 2 in fox.answers)
        number = fox.answers[1]["number"]
        assert fox.answers[2] == fox.answers[1]
        hen.read_to(number)
        (entry,) = (one for one in hen.entries if one["number"] == number)
        assert (entry["kind"], entry["body"]) == ("profiled", chosen)
        me = fox.welcome["you"]["id"]
        assert entry["author"] == me
        with Member(url, f"New {url}") as new:
            new.until(lambda: new.welcome)
            (told,) = (one for one in new.welcome["members"] if one["id"] == me)
            assert {name: told[name] for name in chosen} == chosen
            assert new.welcome["limits"].items() >= {("status", 100), ("colours", 12)}
    with Member(url, f"Fox {url}", session=fox.welcome["session"]) as again:
        again.until(lambda: again.welcome)
        assert chosen.items() <= again.welcome["you"].items()


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("say", {"id": "a", "text": ""}, "empty"),
        ("say", {"id": "a", "text": "x" * 10_001}, "too_long"),
        ("say", None, "malformed"),
        ("say", {"id": "a", "text": "x", "reply_to": 2**64}, "malformed"),
        ("say", {"id": "a", "text": "x", "reply_to": 10**9}, "unknown_entry"),
        ("history", {}, "malformed"),
        ("history", {"before": 1, "limit": 1000}, "malformed"),
        ("members", {"limit": 0}, "malformed"),
        ("rename", {"id": "a", "name": "\u202e"}, "name_invalid"),
        ("leave", {"id": "a b"}, "malformed"),
        ("profile", {"id": "a", "status": "x" * 101}, "status_invalid"),
        ("profile", {"id": "a", "status": "one\ntwo"}, "status_invalid"),
        ("profile", {"id": "a", "picture": "🦊🦊"}, "picture_invalid"),
        ("profile", {"id": "a", "colour": 12}, "malformed"),
        ("profile", {"id": "a", "colour": True}, "malformed"),
        ("profile", {"id": "a"}, "no_change"),
        ("members", {"after": "\ud800"}, "malformed"),
        ("of_a_later_version", {"id": "a"}, "malformed"),
        ("entries", [], "malformed"),
    ],
)
def test_every_request_is_answered(program: Program, event: str, payload: Any, code: str) -> None:
    with Member(program.guest, f"Asker {event} {code}") as member:
        member.ask(7, event, payload)
        member.until(lambda: 7 in member.answers)
        assert member.answers[7]["error"]["code"] == code
        member.ask(8, "members", {"limit": 1})
        member.until(lambda: 8 in member.answers)
        assert member.answers[8]["ok"]


def test_the_answer_to_leave_comes_before_the_goodbye(program: Program, url: str) -> None:
    with Member(url, f"Leaver {url}") as member:
        member.until(lambda: member.welcome)
        member.ask(1, "leave", {"id": f"bye-{url[:5]}-{id(program)}"})
        member.until(lambda: any(event == "bye" for event, _ in member.events))
        assert member.answers[1]["ok"]
        assert member.entries[-1]["kind"] == "left"
        while member.hear():
            pass


@pytest.mark.parametrize(
    ("auth", "code"),
    [
        ({"protocol": 2}, "protocol_unsupported"),
        ({"protocol": None}, "malformed"),
        ({"room": "ab" * 16}, "unknown_room"),
        ({"after": 10**9}, "log_differs"),
        ({"after": 1, "chain": "0" * 64}, "log_differs"),
        ({"name": "\u202e"}, "name_invalid"),
        ({"session": "\ud800"}, "malformed"),  # half an emoji is the client's fault, not ours
        ({"invite": "\udc00"}, "malformed"),
        ({"ticket": "used", "protocol": 3}, "protocol_unsupported"),
    ],
)
def test_connects_that_are_refused(program: Program, auth: dict[str, Any], code: str) -> None:
    with WebSocket(program.lan) as client:
        refused = json.loads(
            client.join(**{"protocol": 1, "name": "X", **auth}).removeprefix("44/room,")
        )
        assert refused["data"]["code"] == code
        assert refused["message"]


def test_who_hangs_up_while_being_admitted_is_not_here(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    ends: list[int] = []

    def slow(room: HostedRoom) -> None:
        def wait(*_asked: Any) -> None:
            waits.append(1)
            with gevent.Timeout(10):
                while not ends:
                    gevent.sleep(0.01)

        monkeypatch.setattr(room, "expect_chain", wait)

    def hang_up(room: HostedRoom) -> None:
        parts = program.app._parts
        assert parts is not None
        listener = parts.hosting.guest._listener
        assert listener is not None
        for session in list(listener.lobby.sessions.values()):
            session.drop()

    online = program.on_hub(lambda room: len(room.roster.online))
    program.on_hub(slow)
    try:
        with WebSocket(program.guest) as client:
            assert client.text().startswith("0")
            client.send('40/room,{"protocol":1,"name":"Ghost"}')
            wait_for(lambda: waits, "the door looks into the log")
            program.on_hub(hang_up)
            ends.append(1)
        wait_for(
            lambda: program.on_hub(lambda room: "ghost" not in room.roster.holders),
            "nobody has the name",
        )
        assert program.on_hub(lambda room: len(room.roster.online)) <= online
    finally:
        ends.append(1)
