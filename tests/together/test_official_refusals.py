from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.copies import Copies, Host
from tests.support.wait import wait_for
from tests.together.plain import Clients, Refusal

WAYS = [
    ("python", "lan", "polling"),
    ("python", "guest", "websocket"),
    ("javascript", "lan", "websocket"),
    ("javascript", "guest", "polling"),
]


@pytest.fixture(scope="module", params=["open", "invited"])
def host(request: pytest.FixtureRequest, module_copies: Copies) -> Host:
    return module_copies.host("Our room", guests=True, is_open=request.param == "open")


class Way:
    """One way to a host's door, and what opens it."""

    def __init__(self, host: Host, clients: Clients, door: str, transport: str) -> None:
        self.clients, self.transport = clients, transport
        self.url = host.lan if door == "lan" else host.guest
        self.other_url = host.guest if door == "lan" else host.lan
        self.secret = host.said["secret" if door == "lan" else "guest_secret"]
        self.room = host.said["room"]
        self.is_open = not self.secret

    def auth(self, name: str = "", **more: Any) -> dict[str, Any]:
        """What lets in, and `more`."""
        secret = {"invite": self.secret} if self.secret else {}
        name = name or f"Ada {uuid.uuid4().hex[:12]}"
        return {"protocol": 1, "name": name, "room": self.room, **secret, **more}

    def join(self, name: str = "", **more: Any) -> Any:
        return self.clients.join_as(self.url, self.auth(name, **more), self.transport)

    def refused(self, auth: Any, url: str = "") -> Refusal:
        """The refusal that `auth` gets; nothing of the room is in it."""
        with pytest.raises(Refusal) as caught:
            self.clients.join_as(url or self.url, auth, self.transport)
        refusal = caught.value
        assert refusal.message
        assert set(refusal.data) <= {"code", "message", "supported", "suggestion"}
        return refusal


@pytest.fixture(params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest, host: Host, make_clients: Callable[[str], Clients]) -> Way:
    kind, door, transport = request.param
    return Way(host, make_clients(kind), door, transport)


def test_connects_that_are_refused(way: Way) -> None:
    """Each code, in the order of the contract: what comes first answers."""
    whole = way.auth()
    for auth in (
        {},
        {"protocol": 1},
        {**whole, "name": 7},
        {**whole, "protocol": "1"},
        {**whole, "after": -2},
        {**whole, "after": 1.5},
        {**whole, "protocol": 2, "after": "x"},
    ):
        assert way.refused(auth).code == "malformed", auth
    newer = way.refused({**whole, "protocol": 2, "room": "0" * 32})
    assert (newer.code, newer.data["supported"]) == ("protocol_unsupported", [1])
    assert way.refused({**whole, "room": "0" * 32, "after": 10**6}).code == "unknown_room"
    bare = {"protocol": 1, "room": way.room, "name": ""}
    assert way.refused({**bare, "after": 10**6}).code == "log_differs"
    assert way.refused({**bare, "after": 1, "chain": "0" * 64}).code == "log_differs"
    if way.is_open:
        assert way.refused(bare).code == "name_invalid"
    else:
        assert way.refused(bare).code == "invite_needed"
        assert way.refused({**bare, "invite": "A" * 22}).code == "invite_wrong"
        assert way.refused({**bare, "ticket": "A" * 22}).code == "invite_needed"
    for name in ("", "   ", "\u202e", "x" * 41):
        assert way.refused(way.auth() | {"name": name}).code == "name_invalid", name


def test_a_name_that_is_taken(way: Way) -> None:
    name = f"Bo {uuid.uuid4().hex[:12]}"
    bo = way.join(name).welcome["you"]
    for same in (name, f" {name.upper()} ", name.replace("B", "\uff22")):  # a wide B
        refusal = way.refused(way.auth(same))
        assert refusal.code == "name_taken"
    came = way.join(refusal.data["suggestion"])
    assert came.welcome["you"] != bo
    renamed = came.call("rename", {"id": str(uuid.uuid4()), "name": name})
    assert renamed["error"]["code"] == "name_taken"


def test_a_secret_opens_one_door_only(way: Way) -> None:
    member = way.join()
    session = member.welcome["session"]
    auth = way.auth(f"Cho {uuid.uuid4().hex[:12]}")
    if way.is_open:
        stranger = way.clients.join_as(way.other_url, {**auth, "session": session}, way.transport)
        assert stranger.welcome["you"]["id"] != member.welcome["you"]["id"]
    else:
        assert way.refused(auth, way.other_url).code == "invite_wrong"
        auth = {"protocol": 1, "name": auth["name"], "session": session}
        assert way.refused(auth, way.other_url).code == "invite_needed"
        again = way.clients.join_as(way.url, auth, way.transport)
        assert again.welcome["you"]["id"] == member.welcome["you"]["id"]


def test_requests_that_are_refused(way: Way) -> None:
    member = way.join()

    def code(event: str, payload: Any) -> str:
        answer = member.call(event, payload)
        assert answer["ok"] is False
        assert answer["error"]["message"]
        return str(answer["error"]["code"])

    id = str(uuid.uuid4())
    broken: list[Any] = [None, [], "say", {}, {"id": id}]
    broken += [{"id": 7, "text": "x"}, {"id": id, "text": 7}]
    for payload in broken:
        assert code("say", payload) == "malformed", payload
    assert code("say", {"id": "", "text": "x"}) == "malformed"
    assert code("say", {"id": id, "text": ""}) == "empty"
    assert code("say", {"id": id, "text": " \n\u3000"}) == "empty"
    assert code("say", {"id": id, "text": "\uac00" * 10_001}) == "too_long"
    assert code("say", {"id": id, "text": "x", "reply_to": 10**6}) == "unknown_entry"
    assert code("say", {"id": id, "text": "x", "reply_to": "1"}) == "malformed"
    assert code("say", {"id": id, "text": "x", "salt": "short"}) == "malformed"
    for page in (
        {},
        {"before": 1, "after": 1},
        {"after": 0, "limit": 0},
        {"after": 0, "limit": 501},
    ):
        assert code("history", page) == "malformed", page
    assert code("members", {"limit": 201}) == "malformed"
    assert code("rename", {"id": id, "name": ""}) == "name_invalid"
    # A refused id is free again, and an answered request proves that all went on.
    assert member.call("say", {"id": id, "text": "x"})["ok"]


def test_one_id_is_one_entry(way: Way) -> None:
    ada, bo = way.join(), way.join()
    id = str(uuid.uuid4())
    flying = [ada.begin("say", {"id": id, "text": f"body {n}"}) for n in range(5)]
    answers = [ada.answer(number) for number in flying]
    answers.append(ada.call("say", {"id": id, "text": "later"}))
    places = {(answer["ok"], answer["number"], answer["at"]) for answer in answers}
    assert len(places) == 1
    stolen = bo.call("say", {"id": id, "text": "mine"})
    assert stolen["error"]["code"] == "malformed"
    number = answers[0]["number"]
    last = bo.say("after all of these")["number"]
    page = bo.call("history", {"after": number - 1, "limit": 500})["entries"]
    assert [entry["number"] for entry in page if entry["id"] == id] == [number]
    assert page[0]["body"] == {"text": "body 0"}
    assert last == page[-1]["number"]


def test_a_reply_points_by_number_and_by_id(way: Way) -> None:
    member = way.join()
    id = str(uuid.uuid4())
    number = member.call("say", {"id": id, "text": "question"})["number"]
    reply = member.say("answer", reply_to=number)["number"]
    page = member.call("history", {"after": reply - 1, "limit": 1})["entries"]
    assert page[0]["body"] == {"text": "answer", "reply_to": number, "reply_to_id": id}


def test_signals_are_heard_and_not_stored(way: Way) -> None:
    ada, bo = way.join(), way.join()
    me = ada.welcome["you"]["id"]
    bo.welcome  # noqa: B018  # from then on it hears
    ada.emit("signal", {"kind": "typing"})

    def heard() -> bool:
        told = [signal for signals in bo.all("signals") for signal in signals]
        return {"kind": "typing", "member": me} in told

    wait_for(heard, "the other's typing")
    ada.close()
    wait_for(
        lambda: any({"kind": "offline", "member": me} in told for told in bo.all("signals")),
        "the other's going",
    )
    assert not [entry for entry in bo.entries if entry["kind"] in ("typing", "left", "offline")]


def test_too_much_at_once(way: Way) -> None:
    member = way.join()
    flying = [member.begin("say", {"id": str(uuid.uuid4()), "text": "x"}) for _ in range(70)]
    answers = [member.answer(number) for number in flying]
    refused = [answer["error"] for answer in answers if not answer["ok"]]
    assert len(answers) - len(refused) >= 50
    assert {error["code"] for error in refused} == {"too_fast"}
    assert all(0 < error["retry_after_ms"] <= 1000 for error in refused)
    wait_for(lambda: member.say("again")["ok"], "the limit to pass", every=0.1)


def test_leaving_for_good(way: Way) -> None:
    member = way.join()
    session = member.welcome["session"]
    assert member.call("leave", {"id": str(uuid.uuid4())})["ok"]
    wait_for(lambda: member.all("bye"), "the goodbye")
    assert member.all("bye")[0]["code"] == "left"
    auth = {"protocol": 1, "name": member.welcome["you"]["name"], "session": session}
    if way.is_open:  # whoever comes now is somebody else
        again = way.clients.join_as(way.url, auth, way.transport)
        assert again.welcome["you"]["id"] != member.welcome["you"]["id"]
    else:
        assert way.refused(auth).code == "invite_needed"
