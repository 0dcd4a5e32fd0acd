"""Codes at the lan door: who is let in, what counts as a guess, and what a stranger may cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.codes.exchange import Keys, Prepared, Side
from server.codes.shown import Ended, Shown, ShownCodes
from server.codes.spelled import Code
from server.disk import Disk
from server.doors.code_requests import (
    EXCHANGE_LIVES,
    OF_ALL,
    OF_ALL_PER_SECOND,
    OF_ONE,
    CodeRequests,
    code_routes,
)
from server.doors.passes import Pass, Passes
from server.doors.proof import Proofs, door_routes
from server.encoding import from_base64url, to_base64url
from server.identity import Identity
from server.room.refusal import Refused
from tests.server.doors.test_proof import Clock, proof_of

ROOM = "cd" * 16
HOME = "192.168.0.7"


@pytest.fixture
def guest(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "guest")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes(clock: Clock) -> Iterator[ShownCodes]:
    disk = Disk()
    codes = ShownCodes(disk.read, clock)
    yield codes
    codes.follow([])
    disk.close()


class Host:
    """A door with codes, and what its guests do there."""

    def __init__(self, identity: Identity, codes: ShownCodes, clock: Clock, **more: Any) -> None:
        self.identity, self.codes = identity, codes
        self.proofs = Proofs(identity.fingerprint, Passes(clock), clock)
        self.requests = CodeRequests(codes, self.proofs, identity, clock=clock, **more)

    def proof(self, guest: Identity, room: str = "") -> dict[str, Any]:
        challenge = self.proofs.challenge()
        return proof_of(guest, challenge, host=self.identity.fingerprint, room=room)

    def start(self, guest: Identity, side: Side, number: int, address: str = HOME) -> Any:
        asked = {**self.proof(guest), "number": number, "message": to_base64url(side.message)}
        return self.requests.start(asked, address)

    def begin(
        self, guest: Identity, code: Code, keys: Keys | None = None, address: str = HOME
    ) -> dict[str, str]:
        """Begin to try `code`; what `finish` is to be asked with."""
        keys = keys or Keys(joining=guest.fingerprint, hosting=self.identity.fingerprint)
        side = Side(Prepared(code, hosting=False), keys)
        answer = self.start(guest, side, code.number, address)
        self.agreed = side.agree(from_base64url(answer["message"]))
        proof = to_base64url(self.agreed.proof_of_joining())
        return {"exchange": answer["exchange"], "proof": proof}

    def attempt(self, guest: Identity, code: Code, address: str = HOME) -> dict[str, Any]:
        return self.requests.finish(self.begin(guest, code, address=address), address)

    def ticket(self, guest: Identity, room: str) -> Pass | None:
        return self.proofs.passes.take_for(self.proofs.prove(self.proof(guest)), room)


@pytest.fixture
def host(identity: Identity, codes: ShownCodes, clock: Clock) -> Host:
    return Host(identity, codes, clock)


@pytest.fixture
def unhurried(identity: Identity, codes: ShownCodes, clock: Clock) -> Host:
    return Host(identity, codes, clock, unlimited=True)


def other(code: Code) -> Code:
    return Code(code.number, "acorn-acorn" if code.secret != "acorn-acorn" else "acorn-almond")


def refused(*asked: Any) -> str:
    function, *args = asked
    with pytest.raises(Refused) as refusal:
        function(*args)
    return refusal.value.code


def test_the_code_is_worth_a_ticket_and_proves_the_host(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "en")
    answer = host.attempt(guest, shown.code)
    assert from_base64url(answer["proof"]) == host.agreed.proof_of_hosting(ROOM)
    assert answer["room"] == ROOM
    key = to_base64url(guest.public_key)
    expected = Pass(guest.member, key, ROOM, way="code", by=host.identity.member)
    assert host.proofs.passes.take_for(answer["ticket"], ROOM) == expected
    assert host.codes.of(ROOM) == Ended("used", "en", guest.member)


def test_it_is_gone_then_also_for_whoever_had_begun(
    host: Host, guest: Identity, identity: Identity
) -> None:
    shown = host.codes.show(ROOM, "en")
    begun = host.begin(identity, shown.code)
    host.attempt(guest, shown.code)
    assert refused(host.requests.finish, begun, HOME) == "unknown_code"
    assert refused(host.attempt, guest, shown.code) == "unknown_code"


def test_the_key_that_was_proved_may_come_in_later_under_another_name(
    host: Host, guest: Identity, tmp_path: Path
) -> None:
    """A name may be taken at the first try; the code is gone by then."""
    host.attempt(guest, host.codes.show(ROOM, "ko").code)
    for _ in range(2):
        ticket = host.ticket(guest, ROOM)
        assert ticket is not None
        assert (ticket.way, ticket.room, ticket.by) == ("code", ROOM, host.identity.member)
    elsewhere, stranger = host.ticket(guest, "ef" * 16), Identity.load_or_create(tmp_path / "x")
    nobody = host.ticket(stranger, ROOM)
    assert elsewhere is not None
    assert nobody is not None
    assert (elsewhere.way, nobody.way) == (None, None)
    host.codes.came_or_left(guest.member, ROOM)
    once_in = host.ticket(guest, ROOM)
    assert once_in is not None
    assert once_in.way is None


def test_a_ticket_that_was_kept_is_worth_no_more_once_they_have_come_in(
    host: Host, guest: Identity
) -> None:
    """Else whoever is removed a moment later would come back by it."""
    answer = host.attempt(guest, host.codes.show(ROOM, "en").code)
    kept = host.proofs.prove(host.proof(guest, ROOM))
    host.codes.came_or_left(guest.member, ROOM)
    for ticket in (answer["ticket"], kept):
        bearer = host.proofs.passes.take_for(ticket, ROOM)
        assert bearer is not None
        assert (bearer.member, bearer.way) == (guest.member, None)


def test_who_is_banned_does_not_use_it_up(
    identity: Identity, codes: ShownCodes, clock: Clock, guest: Identity, tmp_path: Path
) -> None:
    banned = {(ROOM, guest.member)}
    host = Host(identity, codes, clock, is_banned=lambda *whom: whom in banned)
    shown = host.codes.show(ROOM, "en")
    assert refused(host.attempt, guest, shown.code) == "banned"
    assert host.codes.is_good(shown)
    assert host.attempt(Identity.load_or_create(tmp_path / "yuna"), shown.code)["room"] == ROOM


def test_three_wrong_guesses_burn_it(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "digits")
    wrong = other(shown.code)
    assert refused(host.attempt, guest, wrong, "192.168.0.1") == "code_wrong"
    assert refused(host.attempt, guest, wrong, "192.168.0.2") == "code_wrong"
    begun = host.begin(guest, shown.code)
    assert refused(host.attempt, guest, wrong, "192.168.0.3") == "code_burnt"
    burnt = host.codes.of(ROOM)
    assert isinstance(burnt, Ended)
    assert burnt.wrong == ("192.168.0.1", "192.168.0.2", "192.168.0.3")
    assert refused(host.attempt, guest, shown.code) == "unknown_code"
    assert refused(host.requests.finish, begun, HOME) == "unknown_code"


def test_ten_thousand_guesses_at_once_are_three(unhurried: Host, guest: Identity) -> None:
    """All exchanges are begun before the first is finished; then every one is finished by forty
    requests at the same time."""
    shown = unhurried.codes.show(ROOM, "en")
    keys = Keys(joining=guest.fingerprint, hosting=unhurried.identity.fingerprint)
    side = Side(Prepared(other(shown.code), hosting=False), keys)
    begun = [unhurried.start(guest, side, shown.code.number) for _ in range(250)]
    answers: list[str] = []

    def guess(exchange: str) -> None:
        asked = {"exchange": exchange, "proof": to_base64url(bytes(32))}
        answers.append(refused(unhurried.requests.finish, asked, HOME))

    guesses = [gevent.spawn(guess, one["exchange"]) for _ in range(40) for one in begun]
    gevent.joinall(guesses, raise_error=True)
    assert len(answers) == 10_000
    assert (answers.count("code_wrong"), answers.count("code_burnt")) == (2, 1)
    assert answers.count("unknown_code") == len(begun) - 3
    assert answers.count("malformed") == 10_000 - len(begun), "a finish is good once"
    burnt = unhurried.codes.of(ROOM)
    assert isinstance(burnt, Ended)
    assert burnt.wrong == (HOME,) * 3


def test_a_finish_that_is_replayed_is_nothing_and_no_guess(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "en")
    begun = host.begin(guest, other(shown.code))
    assert refused(host.requests.finish, begun, HOME) == "code_wrong"
    for _ in range(5):
        assert refused(host.requests.finish, begun, HOME) == "malformed"
    assert len(shown.wrong) == 1
    right = host.begin(guest, shown.code)
    answer = host.requests.finish(right, HOME)
    assert refused(host.requests.finish, right, HOME) == "malformed"
    assert host.proofs.passes.take(answer["ticket"])
    assert host.proofs.passes.take(answer["ticket"]) is None


def test_a_proof_of_one_exchange_is_none_of_another(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "en")
    first, second = host.begin(guest, shown.code), host.begin(guest, shown.code)
    mixed = {"exchange": second["exchange"], "proof": first["proof"]}
    assert refused(host.requests.finish, mixed, HOME) == "code_wrong"


def test_what_was_begun_and_not_finished_is_no_guess(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "en")
    for _ in range(OF_ONE):
        host.begin(guest, other(shown.code))
    assert shown.wrong == []


def test_an_exchange_ends_after_half_a_minute(host: Host, guest: Identity, clock: Clock) -> None:
    shown = host.codes.show(ROOM, "en")
    begun = host.begin(guest, shown.code)
    clock.now += EXCHANGE_LIVES
    assert refused(host.requests.finish, begun, HOME) == "malformed"
    assert shown.wrong == []


def test_a_number_that_nobody_shows_costs_nothing(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "en")
    elsewhere = Code(shown.code.number % 99 + 1, shown.code.secret)
    for _ in range(5 * OF_ONE):
        assert refused(host.attempt, guest, elsewhere) == "unknown_code"
    assert host.attempt(guest, shown.code)["room"] == ROOM


@pytest.mark.parametrize("which", ["guest", "host", "both"])
def test_keys_that_were_swapped_fail(
    host: Host, guest: Identity, tmp_path: Path, which: str
) -> None:
    """As when somebody sits in between with a key of his own, on either side or on both."""
    evil = Identity.load_or_create(tmp_path / "evil")
    shown = host.codes.show(ROOM, "en")
    keys = {
        "guest": Keys(joining=evil.fingerprint, hosting=host.identity.fingerprint),
        "host": Keys(joining=guest.fingerprint, hosting=evil.fingerprint),
        "both": Keys(joining=host.identity.fingerprint, hosting=guest.fingerprint),
    }[which]
    begun = host.begin(guest, shown.code, keys)
    assert refused(host.requests.finish, begun, HOME) == "code_wrong"
    assert shown.wrong == [HOME]


def test_without_a_proved_key_nothing_begins(host: Host, guest: Identity, tmp_path: Path) -> None:
    evil = Identity.load_or_create(tmp_path / "evil")
    shown = host.codes.show(ROOM, "en")
    side = Side(
        Prepared(shown.code, hosting=False), Keys(guest.fingerprint, host.identity.fingerprint)
    )
    more = {"number": shown.code.number, "message": to_base64url(side.message)}
    for proof in (
        {},
        {**host.proof(guest), "signature": "AAAA"},
        {**host.proof(evil), "key": to_base64url(guest.public_key)},
        proof_of(guest, host.proofs.challenge(), host=evil.fingerprint),
    ):
        assert refused(host.requests.start, {**proof, **more}, HOME) == "malformed"


def test_a_flood_of_exchanges_is_bounded_by_address_and_in_all(
    host: Host, guest: Identity, clock: Clock
) -> None:
    shown = host.codes.show(ROOM, "en")
    side = Side(
        Prepared(shown.code, hosting=False), Keys(guest.fingerprint, host.identity.fingerprint)
    )

    def begin(address: str) -> int:
        """0, or how long to wait in ms."""
        try:
            host.start(guest, side, shown.code.number, address)
        except Refused as refusal:
            return int(refusal.data["retry_after_ms"])
        return 0

    of_one = [begin("10.0.0.1") for _ in range(OF_ONE + 20)]
    assert of_one.count(0) == OF_ONE
    assert max(of_one) == 2000
    of_all = [begin(f"10.0.1.{number}") for number in range(100)]
    assert of_one.count(0) + of_all.count(0) == OF_ALL
    clock.now += 5
    later = [begin(f"10.0.2.{number}") for number in range(100)]
    assert later.count(0) == min(OF_ALL, int(5 * OF_ALL_PER_SECOND))
    assert len(host.requests._exchanges._things) <= 2 * OF_ALL


def test_strangers_take_a_small_part_of_one_processor(unhurried: Host, guest: Identity) -> None:
    """What one begun and finished exchange costs here, times as many as are let through."""
    shown = unhurried.codes.show(ROOM, "en")
    keys = Keys(joining=guest.fingerprint, hosting=unhurried.identity.fingerprint)
    message = Side(Prepared(shown.code, hosting=False), keys).message
    costs = []
    for _ in range(10):
        began = time.thread_time()
        Side(shown.prepared, keys).agree(message)
        costs.append(time.thread_time() - began)
    assert min(costs) * OF_ALL_PER_SECOND < 0.05


def test_a_code_that_is_hidden_meanwhile_ends_what_was_begun(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "en")
    begun = host.begin(guest, shown.code)
    again = host.codes.show(ROOM, "en")
    assert refused(host.requests.finish, begun, HOME) == "unknown_code"
    assert again.wrong == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["number", "message", "exchange", "proof", "challenge", "key"]),
        st.none() | st.integers() | st.text(max_size=80) | st.binary(max_size=40).map(to_base64url),
    )
    | st.none()
    | st.lists(st.integers())
)
def test_nonsense_is_refused_and_is_no_guess(host: Host, payload: Any) -> None:
    shown = host.codes.of(ROOM)
    if not isinstance(shown, Shown):
        shown = host.codes.show(ROOM, "en")
    for request in (host.requests.start, host.requests.finish):
        assert refused(request, payload, HOME) in ("malformed", "unknown_code", "too_many_tries")
    assert shown.wrong == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=40) | st.binary(min_size=32, max_size=32).map(lambda end: b"A" + end))
def test_a_message_that_is_none_is_no_guess(
    unhurried: Host, guest: Identity, message: bytes
) -> None:
    shown = unhurried.codes.show(ROOM, "en")
    asked = {**unhurried.proof(guest), "number": shown.code.number}
    begun = unhurried.requests.start({**asked, "message": to_base64url(message)}, HOME)
    finish = {"exchange": begun["exchange"], "proof": to_base64url(bytes(32))}
    assert refused(unhurried.requests.finish, finish, HOME) in ("malformed", "code_wrong")


def test_the_requests(host: Host, guest: Identity) -> None:
    shown = host.codes.show(ROOM, "en")
    app = Flask(__name__)
    app.register_blueprint(door_routes(host.proofs))
    app.register_blueprint(code_routes(host.requests))
    client = app.test_client()
    keys = Keys(joining=guest.fingerprint, hosting=host.identity.fingerprint)
    side = Side(Prepared(shown.code, hosting=False), keys)
    more = {"number": shown.code.number, "message": to_base64url(side.message)}
    begun = client.post("/door/code/start", json={**host.proof(guest), **more}).get_json()
    assert begun["expires_ms"] == 30_000
    proof = side.agree(from_base64url(begun["message"])).proof_of_joining()
    finish = {"exchange": begun["exchange"], "proof": to_base64url(proof)}
    answer = client.post("/door/code/finish", json=finish)
    assert answer.status_code == 200
    assert answer.get_json().keys() == {"proof", "room", "ticket", "expires_ms"}
    gone = client.post("/door/code/start", json={**host.proof(guest), **more})
    assert (gone.status_code, gone.get_json()["error"]["code"]) == (404, "unknown_code")
    for body in (b"", b"{", b"[]", b"{}"):
        for path in ("start", "finish"):
            wrong = client.post(f"/door/code/{path}", data=body)
            assert (wrong.status_code, wrong.get_json()["error"]["code"]) == (403, "malformed")
    assert client.get("/door/code/start").status_code == 405
