"""How a copy of the program proves its key at the lan door: HTTPS requests under `/door/`.

Nothing here tells anything about a room; a ticket says only that its bearer holds a key.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from flask import Blueprint, Response, jsonify, request

from server.encoding import from_base64url, to_base64url
from server.identity import fingerprint_of, is_public_key, member_of, verify
from server.room.refusal import Refused, malformed
from server.version import VERSION
from server.wire import PROTOCOL, read

CHALLENGE_LIVES = 30.0
TICKET_LIVES = 60.0
# What strangers may make us remember; the oldest is forgotten first.
MOST = 4096


class Proved(NamedTuple):
    """The key that somebody holds: the member's id and the public key (base64url)."""

    member: str
    key: str


class _Prove(msgspec.Struct):
    challenge: str
    key: str
    signature: str
    room: str = ""


T = TypeVar("T")


class _Once(Generic[T]):
    """Things that are good once, for `lives` seconds."""

    def __init__(self, lives: float, clock: Callable[[], float]) -> None:
        self._lives = lives
        self._clock = clock
        self._things: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def put(self, thing: T) -> str:
        name = to_base64url(secrets.token_bytes(32))
        self._things[name] = (self._clock() + self._lives, thing)
        while len(self._things) > MOST:
            self._things.popitem(last=False)
        return name

    def take(self, name: str) -> T | None:
        until, thing = self._things.pop(name, (0.0, None))
        return thing if until > self._clock() else None


class Proofs:
    """The challenges and tickets of one lan door."""

    def __init__(self, fingerprint: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`fingerprint` is this host's, in hex: what is proved to it is proved to no other."""
        self._fingerprint = fingerprint
        self._challenges: _Once[bool] = _Once(CHALLENGE_LIVES, clock)
        self._tickets: _Once[Proved] = _Once(TICKET_LIVES, clock)

    def challenge(self) -> str:
        """Something to sign, good once."""
        return self._challenges.put(True)

    def prove(self, payload: Any) -> str:
        """A ticket for whoever signed a challenge; raises `Refused` malformed."""
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
        return self._tickets.put(Proved(member_of(key), to_base64url(key)))

    def redeem(self, ticket: str) -> Proved | None:
        """Whose `ticket` is; it is good no longer."""
        return self._tickets.take(ticket)


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
            ticket = proofs.prove(request.get_json(force=True, silent=True))
        except Refused as refusal:
            return jsonify(error=refusal.error()), 403
        return jsonify(ticket=ticket, expires_ms=int(TICKET_LIVES * 1000))

    return routes
