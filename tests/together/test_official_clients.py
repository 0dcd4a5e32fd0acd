from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.support.copies import Copies, Host
from tests.together.plain import Clients, Member, Refusal

# The synchronous client for Python must not be used over TLS, and polls only with a further
# package.
WAYS = [
    (kind, door, transport)
    for kind in ("python", "javascript", "python-sync")
    for door in ("lan", "guest")
    for transport in ("websocket", "polling")
    if kind != "python-sync" or (door, transport) == ("guest", "websocket")
]

TEXTS = [
    "  spaces around, tab\tand\r\nline ends\n",
    "\u1112\u1161\u11ab\uae00 \ud55c\uae00",  # Hangul in two spellings
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\ufe0f \u202eabc\u202c \ufeff",
    'null \u0000, escape \u001b, quotes " and \\, </script>',
    "e\u0301 is not \u00e9; \u2028 and \u2029 are in it",
    "\U0001f600" * 10_000,
]


@pytest.fixture(scope="module")
def host(module_copies: Copies) -> Host:
    return module_copies.host("Our room", guests=True)


@pytest.fixture(params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    chosen: tuple[str, str, str] = request.param
    return chosen


@pytest.fixture
def join(
    way: tuple[str, str, str], host: Host, make_clients: Callable[[str], Clients]
) -> Callable[..., Member]:
    """Comes into the room by the way of this test."""
    kind, door, transport = way
    clients = make_clients(kind)
    url = host.lan if door == "lan" else host.guest
    return lambda name, **auth: clients.join(url, name, transport, **auth)


def test_a_plain_member(way: tuple[str, str, str], join: Callable[..., Member]) -> None:
    """Welcome first; entries in order without holes; acknowledged by their number."""
    one = f"Ada {uuid.uuid4().hex[:8]}"
    ada = join(one, after=-1)
    welcome = ada.welcome
    if way[0] != "python-sync":  # which hears each event in a thread of its own
        assert [name for name, _ in ada.heard][:2] == ["connect", "welcome"]
    assert welcome["you"]["name"] == one
    assert one in [member["name"] for member in welcome["members"] if member["online"]]
    bo = join(f"Bo {uuid.uuid4().hex[:8]}")
    started = [ada.begin("say", {"id": str(uuid.uuid4()), "text": f"{n}"}) for n in range(30)]
    answers = [ada.answer(number) for number in started]
    assert all(answer["ok"] for answer in answers)
    numbers = [answer["number"] for answer in answers]
    for member in (ada, bo):
        member.wait_for_entry(numbers[-1])
        entries = member.entries
        if way[0] == "python-sync":
            entries = sorted(entries, key=lambda entry: entry["number"])
        came = [entry["number"] for entry in entries]
        assert came == list(range(member.welcome["from"], came[-1] + 1))
        said = [entry for entry in entries if entry["author"] == welcome["you"]["id"]]
        said = [entry for entry in said if entry["kind"] == "said"]
        assert [entry["number"] for entry in said] == numbers
        assert [entry["body"]["text"] for entry in said] == [f"{n}" for n in range(30)]
        assert [entry["at"] for entry in said] == [answer["at"] for answer in answers]
    assert numbers == sorted(numbers)


def test_history(join: Callable[..., Member]) -> None:
    member = join(f"Cho {uuid.uuid4().hex[:8]}")
    last = member.say("the newest")["number"]
    forward: list[int] = []
    while True:
        after = forward[-1] if forward else 0
        page = member.call("history", {"after": after, "limit": 7})
        assert page["ok"]
        assert len(page["entries"]) <= 7
        forward += [entry["number"] for entry in page["entries"]]
        if not page["more"]:
            break
    assert forward[: last + 1] == list(range(1, len(forward) + 1))
    back = member.call("history", {"before": last, "limit": 5})
    assert [entry["number"] for entry in back["entries"]] == list(range(last - 5, last))
    assert back["more"]
    assert not member.call("history", {"after": forward[-1], "limit": 5})["entries"]


def test_text_is_stored_exactly_as_it_came(join: Callable[..., Member]) -> None:
    member = join(f"Dal {uuid.uuid4().hex[:8]}")
    numbers = []
    for text in TEXTS:
        answer = member.say(text)
        numbers.append(answer["number"])
        assert answer["ok"], answer
        page = member.call("history", {"before": answer["number"] + 1, "limit": 1})
        assert page["entries"][0]["body"] == {"text": text}
        member.wait_for_entry(answer["number"])
    told = {entry["number"]: entry["body"].get("text") for entry in member.entries}
    assert [told[number] for number in numbers] == TEXTS


def test_the_session_comes_back_as_the_same_member(join: Callable[..., Member]) -> None:
    name = f"Eun {uuid.uuid4().hex[:8]}"
    first = join(name)
    session, me = first.welcome["session"], first.welcome["you"]["id"]
    assert len(session) >= 22  # 128 bits and more
    number = first.say("before")["number"]
    beside = join(name, session=session, after=number)  # the old connection is still there
    assert (beside.welcome["you"]["id"], beside.welcome["session"]) == (me, session)
    assert beside.welcome["from"] == number + 1
    first.close()
    beside.close()
    again = join(f"{name} x", session=session, after=number)
    assert (again.welcome["you"]["id"], again.welcome["session"]) == (me, session)
    told = again.say("after")["number"]
    again.wait_for_entry(told)
    assert [entry["kind"] for entry in again.entries] == ["renamed", "said"]
    assert [entry["author"] for entry in again.entries] == [me, me]


def test_an_unknown_session_counts_as_none(join: Callable[..., Member]) -> None:
    name = f"Fay {uuid.uuid4().hex[:8]}"
    member = join(name, session="A" * 32)
    assert member.welcome["session"] != "A" * 32
    with pytest.raises(Refusal) as caught:
        join(name, session="B" * 32)
    assert caught.value.code == "name_taken"
    assert join(caught.value.data["suggestion"]).welcome["you"]["id"] != member.welcome["you"]["id"]
