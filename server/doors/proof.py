"""How a copy of the program proves its key at the lan door: HTTPS requests under `/door/`.

Nothing here tells anything about a room; a ticket says only that its bearer holds a key.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, jsonify

from server.doors.door_json import asked_json
from server.doors.passes import TICKET_LIVES, Once, Pass, Passes
from server.encoding import from_base64url, to_base64url
from server.identity import fingerprint_of, is_public_key, member_of, verify
from server.room.refusal import Refused, malformed
from server.version import VERSION
from server.wire import PROTOCOL, read

CHALLENGE_LIVES = 30.0


class _Prove(msgspec.Struct):
    challenge: str
    key: str
    signature: str
    room: str = ""


class Proofs:
    """The challenges of one lan door; a proof ends in one of its `passes`."""

    def __init__(
        self, fingerprint: str, passes: Passes, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`fingerprint` is this host's, in hex: what is proved to it is proved to no other."""
        self._fingerprint = fingerprint
        self.passes = passes
        self._challenges: Once[bool] = Once(CHALLENGE_LIVES, clock)

    def challenge(self) -> str:
        """Something to sign, good once."""
        return self._challenges.put(True)

    def prove(self, payload: Any) -> str:
        """A ticket for whoever signed a challenge; raises `Refused` malformed."""
        return self.passes.put(self.proved(payload))

    def proved(self, payload: Any) -> Pass:
        """The key of whoever signed a challenge; raises `Refused` malformed."""
        proof = read(payload, _Prove)
        if len(proof.key) > 300 or len(proof.signature) > 300 or len(proof.room) > 64:
            raise malformed("this proof is too long")
        if self._challenges.take(proof.challenge) is None:
            raise malformed("this challenge was used or is too old")
        try:
            key = from_base64url(proof.key)
            if not is_public_key(key):
                raise ValueError("not a key of this program")
        except ValueError as error:
            raise malformed("this is no key") from error
        values: list[object] = [
            proof.challenge,
            self._fingerprint,
            proof.room,
            fingerprint_of(key),
        ]
        if not verify(key, "prove", values, proof.signature):
            raise malformed("this signature is not that of the key")
        return Pass(member=member_of(key), key=to_base64url(key))


def door_routes(proofs: Proofs) -> Blueprint:
    """`/door/hello`, `/door/challenge`, `/door/prove`."""
    routes = Blueprint("door", __name__, url_prefix="/door")

    @routes.get("/hello")
    def hello() -> Response:
        return jsonify(program="sarangbang", version=VERSION, protocol=PROTOCOL)

    @routes.post("/challenge")
    def challenge() -> Response:
        return jsonify(challenge=proofs.challenge(), expires_ms=int(CHALLENGE_LIVES * 1000))

    @routes.post("/prove")
    def prove() -> Response | tuple[Response, int]:
        try:
            ticket = proofs.prove(asked_json())
        except Refused as refusal:
            return jsonify(error=refusal.error()), 403
        return jsonify(ticket=ticket, expires_ms=int(TICKET_LIVES * 1000))

    return routes
