"""A spoken code between two real doors: who is found by it, and who is not let in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from server.address import Address
from server.codes.exchange import Keys, Prepared, Side
from server.codes.shown import Ended, Shown, ShownCodes
from server.codes.spelled import Code, Form
from server.disk import Disk
from server.doors.lan import LanDoor
from server.encoding import from_base64url, to_base64url
from server.identity import Identity, fingerprint_of
from server.link.code import MOST_PROOFS, Shower, try_code
from server.link.loop import LinkLoop
from server.room.refusal import Refused
from tests.server.link.between import Between
from tests.server.link.false_host import FalseHost
from tests.server.link.host import wait
from tests.server.link.strangers import Relay, listening, silent
from tests.support.ports import free_port

ROOM = "cd" * 16


class Host:
    """A lan door that shows codes, on the test's hub."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.identity = Identity.load_or_create(folder)
        self.codes = ShownCodes(disk.read)
        self.door = LanDoor(self.identity, lambda _id: None, self.codes, hosts=["127.0.0.1"])
        self.door.start(0)

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self.door.port)

    def show(self, form: Form = "en") -> Code:
        return self.codes.show(ROOM, form).code

    @property
    def wrong(self) -> int:
        """Wrong guesses so far."""
        now = self.codes.of(ROOM)
        assert now is not None
        return len(now.wrong)

    @property
    def shown(self) -> Shown | Ended | None:
        return self.codes.of(ROOM)

    def close(self) -> None:
        self.codes.follow([])
        self.door.stop()


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Callable[[], Host]]:
    disk = Disk()
    made: list[Host] = []

    def make() -> Host:
        made.append(Host(tmp_path / f"host{len(made)}", disk))
        return made[-1]

    yield make
    for host in made:
        host.close()
    disk.close()


@pytest.fixture
def host(hosts: Callable[[], Host]) -> Host:
    return hosts()


@pytest.fixture
def evil(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "evil")


@pytest.fixture
def put_between(evil: Identity) -> Iterator[Callable[..., Between]]:
    made: list[Between] = []

    def put(host: Host, *, cunning: bool) -> Between:
        fingerprint = host.identity.fingerprint
        made.append(Between(evil, host.door.port, fingerprint, cunning=cunning))
        return made[-1]

    yield put
    for between in made:
        between.close()


Try = Callable[..., Shower]


@pytest.fixture
def attempt(loop: LinkLoop, identity: Identity) -> Try:
    """Try a code at hosts of one address each."""

    def attempt(code: Code, *at: Address, expected: str | None = None) -> Shower:
        result = loop.ask(try_code(identity, [[one] for one in at], code, expected))
        wait(result.ready, "an answer")
        found: Shower = result.get()
        return found

    return attempt


def refused(attempt: Try, code: Code, *at: Address, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        attempt(code, *at, **more)
    assert refusal.value.message
    return refusal.value.code


def other(code: Code) -> Code:
    return Code(code.number, "acorn-acorn" if code.secret != "acorn-acorn" else "acorn-almond")


@pytest.mark.parametrize("form", ["en", "ko", "digits"])
def test_the_code_finds_the_host_and_the_room(
    host: Host, attempt: Try, identity: Identity, form: Form
) -> None:
    found = attempt(host.show(form), host.address)
    assert found == Shower(ROOM, host.identity.fingerprint, host.address)
    assert host.shown == Ended("used", form, identity.member)
    assert host.codes.leads_in(identity.member, ROOM)


def test_another_code_is_wrong_and_the_third_burns(host: Host, attempt: Try) -> None:
    code = host.show()
    for answer in ("code_wrong", "code_wrong", "code_burnt"):
        assert refused(attempt, other(code), host.address) == answer
    assert host.shown == Ended("burnt", "en", None, ("127.0.0.1",) * 3)
    assert refused(attempt, code, host.address) == "unknown_code"


def test_it_is_found_among_those_nearby_and_costs_the_others_nothing(
    hosts: Callable[[], Host], attempt: Try
) -> None:
    """Also beside an address where nobody is, and one that keeps silent."""
    others, host = [hosts() for _ in range(4)], hosts()
    code = host.show()
    for one in others:
        while one.show().number == code.number:
            pass
    with listening(silent) as (port, _heard):
        nowhere = [Address("127.0.0.1", free_port()), Address("127.0.0.1", port)]
        began = time.monotonic()
        found = attempt(code, *nowhere, *(one.address for one in others), host.address)
        assert time.monotonic() - began < 4
    assert found.fingerprint == host.identity.fingerprint
    assert [one.wrong for one in others] == [0] * 4


def test_two_who_show_the_same_number_are_told_apart(
    hosts: Callable[[], Host], attempt: Try
) -> None:
    host, same = hosts(), hosts()
    code = host.show()
    while same.show().number != code.number:
        pass
    found = attempt(code, same.address, host.address)
    assert found.fingerprint == host.identity.fingerprint
    assert same.wrong <= 1


def test_nobody_shows_it(hosts: Callable[[], Host], attempt: Try) -> None:
    host = hosts()
    nowhere = Address("127.0.0.1", free_port())
    assert refused(attempt, Code(7, "maple-lantern"), host.address, nowhere) == "unknown_code"
    assert refused(attempt, Code(7, "maple-lantern"), nowhere) == "refused"
    assert refused(attempt, Code(7, "maple-lantern")) == "no_answer"


def test_another_host_than_the_one_that_is_known(host: Host, attempt: Try, evil: Identity) -> None:
    code = host.show()
    assert refused(attempt, code, host.address, expected=evil.fingerprint) == "other_host"
    assert host.wrong == 0
    assert attempt(code, host.address, expected=host.identity.fingerprint).room == ROOM


def test_ones_own_code_leads_nowhere(host: Host, loop: LinkLoop) -> None:
    code = host.show()
    with pytest.raises(Refused) as refusal:
        loop.ask(try_code(host.identity, [[host.address]], code)).get()
    assert refusal.value.code == "own_room"
    assert host.wrong == 0


def test_who_passes_on_the_bytes_is_no_harm(host: Host, attempt: Try) -> None:
    relay = Relay(host.door.port)
    try:
        found = attempt(host.show(), Address("127.0.0.1", relay.port))
        assert found.fingerprint == host.identity.fingerprint
    finally:
        relay.close()


def test_who_passes_on_the_requests_does_not_get_past_the_proof_of_the_key(
    host: Host, attempt: Try, put_between: Callable[..., Between]
) -> None:
    """A certificate of its own, everything else as it came."""
    between = put_between(host, cunning=False)
    assert refused(attempt, host.show(), between.address) == "code_not_proved"
    assert ("/door/code/start", 403) in between.passed
    assert host.wrong == 0


def test_who_puts_its_own_key_in_between_fails_and_the_host_is_told(
    host: Host, attempt: Try, put_between: Callable[..., Between], evil: Identity
) -> None:
    """It proves its own key to the host and shows its own to the joiner, and passes on the
    exchange: both fingerprints are bound in, so both sides work out something else."""
    between = put_between(host, cunning=True)
    code = host.show()
    assert refused(attempt, code, between.address) == "code_wrong"
    assert [path for path, _ in between.passed if "code" in path] == [
        "/door/code/start",
        "/door/code/finish",
    ]
    assert host.wrong == 1
    assert not host.codes.leads_in(evil.member, ROOM)
    # The code itself is as good as before, without anybody in between.
    assert attempt(code, host.address).room == ROOM


class Liar(FalseHost):
    """Claims to show every code: guesses one, and says that the joiner's proof is right."""

    def __init__(self, identity: Identity, guess: Callable[[int], Code]) -> None:
        self._guess, self._key = guess, identity.fingerprint
        self.proofs: list[bytes] = []
        self.agreed: list[bytes] = []
        super().__init__(identity)

    async def start_code(self, request: web.Request) -> web.Response:
        asked = await request.json()
        key = from_base64url(asked["key"])
        prepared = Prepared(self._guess(asked["number"]), hosting=True)
        side = Side(prepared, Keys(fingerprint_of(key), self._key))
        self.agreed.append(side.agree(from_base64url(asked["message"])).proof_of_joining())
        return web.json_response({"exchange": "e" * 43, "message": to_base64url(side.message)})

    async def finish_code(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.proofs.append(from_base64url(asked["proof"]))
        return web.json_response({"proof": to_base64url(bytes(32)), "room": self.room})


Lie = Callable[[Callable[[int], Code]], Liar]


@pytest.fixture
def make_liar(tmp_path: Path) -> Iterator[Lie]:
    made: list[Liar] = []

    def make(guess: Callable[[int], Code]) -> Liar:
        made.append(Liar(Identity.load_or_create(tmp_path / f"liar{len(made)}"), guess))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_false_host_is_not_believed_and_has_one_guess(make_liar: Lie, attempt: Try) -> None:
    code = Code(7, "maple-lantern")
    liar = make_liar(lambda number: Code(number, "maple-lemon"))
    assert refused(attempt, code, liar.address) == "code_not_proved"
    assert len(liar.proofs) == 1
    assert liar.proofs[0] not in liar.agreed


def test_a_false_host_that_guessed_right_still_names_no_room(make_liar: Lie, attempt: Try) -> None:
    """Its proof is all zeros here; what is held is that the joiner looks at it at all."""
    code = Code(7, "maple-lantern")
    liar = make_liar(lambda number: Code(number, "maple-lantern"))
    assert refused(attempt, code, liar.address) == "code_not_proved"
    assert liar.proofs == liar.agreed, "the guess was right: it is 1 in 65,536"


def test_of_many_false_hosts_only_three_get_a_guess(make_liar: Lie, attempt: Try) -> None:
    code = Code(7, "maple-lantern")
    liars = [make_liar(lambda number: Code(number, "acorn-acorn")) for _ in range(8)]
    assert refused(attempt, code, *(liar.address for liar in liars)) == "code_not_proved"
    assert sum(len(liar.proofs) for liar in liars) == MOST_PROOFS
    assert sum(len(liar.agreed) for liar in liars) > MOST_PROOFS


@pytest.mark.parametrize(
    "start",
    [
        {},
        {"exchange": 7, "message": "AAAA"},
        {"exchange": "e", "message": "not base64url!"},
        {"exchange": "e", "message": to_base64url(bytes(33))},
        {"exchange": "e", "message": "A" * 4000},
    ],
)
def test_what_is_no_exchange_is_no_host(
    tmp_path: Path, attempt: Try, start: dict[str, Any]
) -> None:
    class Confused(FalseHost):
        async def start_code(self, _request: web.Request) -> web.Response:
            return web.json_response(start)

    confused = Confused(Identity.load_or_create(tmp_path / "confused"))
    try:
        assert refused(attempt, Code(7, "maple-lantern"), confused.address) == "not_sarangbang"
    finally:
        confused.close()


def test_many_hosts_are_asked_in_bounds(hosts: Callable[[], Host], attempt: Try) -> None:
    host = hosts()
    code = host.show()
    nowhere: Sequence[Address] = [Address("127.0.0.1", free_port()) for _ in range(40)]
    assert refused(attempt, code, *nowhere, host.address) == "refused"
    assert attempt(code, *nowhere[:20], host.address).room == ROOM


def test_a_flood_at_the_door_is_three_guesses_and_then_a_wait(
    hosts: Callable[[], Host], loop: LinkLoop, identity: Identity
) -> None:
    """Through TLS, all at once, from one address: to one room, and to another that is asked for
    right afterwards."""
    host = hosts()
    code, wrong = host.show(), []
    tries = [loop.ask(try_code(identity, [[host.address]], other(code))) for _ in range(40)]
    for one in tries:
        wait(one.ready, "an answer", seconds=30)
        wrong.append(one.exception.code)
    assert (wrong.count("code_wrong"), wrong.count("code_burnt")) == (2, 1)
    assert set(wrong) <= {"code_wrong", "code_burnt", "unknown_code", "too_many_tries"}
    assert isinstance(host.shown, Ended)
    assert len(host.shown.wrong) == 3
    another = host.codes.show("ef" * 16, "en").code
    again = [loop.ask(try_code(identity, [[host.address]], other(another))) for _ in range(20)]
    for one in again:
        wait(one.ready, "an answer", seconds=30)
    assert "too_many_tries" in {one.exception.code for one in again}
