"""Proving a key: what is signed is good once, for a while, here and for this key only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from server.doors import passes
from server.doors.passes import TICKET_LIVES, Pass, Passes
from server.doors.proof import CHALLENGE_LIVES, Proofs, door_routes
from server.encoding import to_base64url
from server.identity import Identity
from server.room.refusal import Refused

HERE = "ab" * 32


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def proofs(clock: Clock) -> Proofs:
    return Proofs(HERE, Passes(clock), clock)


def proof_of(
    identity: Identity, challenge: str, *, host: str = HERE, room: str = "", purpose: str = "prove"
) -> dict[str, Any]:
    values: list[object] = [challenge, host, room, identity.fingerprint]
    return {
        "challenge": challenge,
        "room": room,
        "key": to_base64url(identity.public_key),
        "signature": identity.sign(purpose, values),
    }


def refused(proofs: Proofs, payload: Any) -> str:
    with pytest.raises(Refused) as error:
        proofs.prove(payload)
    return error.value.code


def test_a_proof_is_a_ticket_for_one_connection(identity: Identity, proofs: Proofs) -> None:
    ticket = proofs.prove(proof_of(identity, proofs.challenge(), room="cd" * 16))
    key = to_base64url(identity.public_key)
    assert proofs.passes.take(ticket) == Pass(identity.member, key)
    assert proofs.passes.take(ticket) is None
    assert proofs.passes.take("") is None


def test_a_challenge_is_good_once_also_for_a_failure(identity: Identity, proofs: Proofs) -> None:
    challenge = proofs.challenge()
    good = proof_of(identity, challenge)
    assert refused(proofs, {**good, "signature": "AAAA"}) == "malformed"
    assert refused(proofs, good) == "malformed"


def test_what_is_too_old_is_nothing(identity: Identity, proofs: Proofs, clock: Clock) -> None:
    challenge = proofs.challenge()
    clock.now += CHALLENGE_LIVES
    assert refused(proofs, proof_of(identity, challenge)) == "malformed"
    ticket = proofs.prove(proof_of(identity, proofs.challenge()))
    clock.now += TICKET_LIVES
    assert proofs.passes.take(ticket) is None


def test_a_proof_for_another_host_is_worth_nothing(identity: Identity, proofs: Proofs) -> None:
    challenge = proofs.challenge()
    assert refused(proofs, proof_of(identity, challenge, host="cd" * 32)) == "malformed"


def test_a_signature_for_another_purpose_is_worth_nothing(
    identity: Identity, proofs: Proofs
) -> None:
    challenge = proofs.challenge()
    assert refused(proofs, proof_of(identity, challenge, purpose="entry")) == "malformed"


def test_another_room_than_was_signed(identity: Identity, proofs: Proofs) -> None:
    signed = proof_of(identity, proofs.challenge(), room="ab")
    assert refused(proofs, {**signed, "room": "cd"}) == "malformed"


def test_another_key_than_signed(identity: Identity, proofs: Proofs, tmp_path: Path) -> None:
    other = Identity.load_or_create(tmp_path)
    signed = proof_of(identity, proofs.challenge())
    assert refused(proofs, {**signed, "key": to_base64url(other.public_key)}) == "malformed"


@given(
    st.dictionaries(
        st.sampled_from(["challenge", "room", "key", "signature"]),
        st.none() | st.integers() | st.text(max_size=400) | st.binary().map(to_base64url),
    )
    | st.none()
    | st.lists(st.integers())
)
def test_nonsense_is_refused_and_nothing_else(payload: Any) -> None:
    proofs = Proofs(HERE, Passes())
    if isinstance(payload, dict):
        payload = {"challenge": proofs.challenge(), **payload}
    assert refused(proofs, payload) == "malformed"


def test_strangers_fill_no_memory(
    identity: Identity, proofs: Proofs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "MOST", 10)
    first = proofs.challenge()
    for _ in range(10):
        last = proofs.challenge()
    assert refused(proofs, proof_of(identity, first)) == "malformed"
    assert proofs.passes.take(proofs.prove(proof_of(identity, last)))


def test_the_requests(identity: Identity, proofs: Proofs) -> None:
    app = Flask(__name__)
    app.register_blueprint(door_routes(proofs))
    client = app.test_client()
    hello = client.get("/door/hello").get_json()
    assert set(hello) == {"program", "version", "protocol"}
    asked = client.post("/door/challenge", json={}).get_json()
    assert asked["expires_ms"] == 30_000
    answer = client.post("/door/prove", json=proof_of(identity, asked["challenge"]))
    assert answer.get_json()["expires_ms"] == 60_000
    assert proofs.passes.take(answer.get_json()["ticket"])
    for body in (b"", b"{", b"[]", b'{"challenge":"x"}'):
        wrong = client.post("/door/prove", data=body)
        assert wrong.status_code == 403
        assert wrong.get_json()["error"]["code"] == "malformed"
    assert client.get("/door/challenge").status_code == 405
