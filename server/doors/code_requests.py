"""How a spoken code lets somebody in at the lan door: HTTPS requests under `/door/code/`.

`start` names the number of a code, proves the joiner's key and brings the first message of the
exchange (`server/codes/exchange.py`); `finish` brings the joiner's proof that it knows the code.
Only a finished exchange is a guess: whoever stops before it has seen a random point of a curve.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Response, jsonify, request
from gevent.lock import Semaphore

from server.codes.exchange import Keys, NotAMessage, Side, same
from server.codes.shown import Shown, ShownCodes
from server.codes.spelled import NUMBERS
from server.doors.door_json import asked_json
from server.doors.limits import Rate
from server.doors.passes import TICKET_LIVES, Once, Pass
from server.doors.proof import Proofs
from server.encoding import from_base64url, to_base64url
from server.identity import Identity, fingerprint_of
from server.room.refusal import Refused, malformed
from server.wire import read

EXCHANGE_LIVES = 30.0

# Exchanges that one address may begin, at once and then a second, and all together: each costs
# 5 ms of a processor, so strangers never have more than 2 % of one.
OF_ONE, OF_ONE_PER_SECOND = 10, 0.5
OF_ALL, OF_ALL_PER_SECOND = 20, 4.0

_STATUS = {"unknown_code": 404, "too_many_tries": 429}


class _Start(msgspec.Struct):
    number: Annotated[int, msgspec.Meta(ge=1, le=NUMBERS)]
    message: Annotated[str, msgspec.Meta(max_length=64)]


class _Finish(msgspec.Struct):
    exchange: Annotated[str, msgspec.Meta(max_length=64)]
    proof: Annotated[str, msgspec.Meta(max_length=64)]


@dataclass(frozen=True, slots=True)
class _Exchange:
    shown: Shown
    bearer: Pass
    side: Side
    message: bytes


class CodeRequests:
    """The exchanges of one lan door. A right code ends in one of the tickets of `proofs`."""

    def __init__(
        self,
        codes: ShownCodes,
        proofs: Proofs,
        identity: Identity,
        is_banned: Callable[[str, str], bool] = lambda _room, _member: False,
        *,
        unlimited: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`is_banned(room, member)`: whether a code is of no use to them, and not to be used up.
        `unlimited` lifts the rates, for load tests."""
        self._codes, self._proofs, self._identity = codes, proofs, identity
        self._is_banned = is_banned
        self._exchanges: Once[_Exchange] = Once(EXCHANGE_LIVES, clock)
        per_second = (0.0, 0.0) if unlimited else (OF_ONE_PER_SECOND, OF_ALL_PER_SECOND)
        self._of_one = Rate(OF_ONE, per_second[0], clock)
        self._of_all = Rate(OF_ALL, per_second[1], clock)
        # One processor is enough.
        self._one_at_a_time = Semaphore(1)
        proofs.passes.worth = self.worth

    def start(self, payload: Any, address: str) -> dict[str, Any]:
        """Begin an exchange. Raises `Refused` malformed, unknown_code, too_many_tries, banned."""
        asked = read(payload, _Start)
        shown = self._codes.by_number(asked.number)
        if shown is None:
            raise _unknown_code()
        _go_on_or_wait(self._of_one.take(address))
        bearer = self._proofs.proved(payload)
        if self._is_banned(shown.room, str(bearer.member)):
            raise Refused("banned", "You cannot come into this room any more.")
        _go_on_or_wait(self._of_all.take(""))
        message = _bytes(asked.message)
        side = self._work(shown, Side, shown.prepared, self._keys(bearer))
        exchange = self._exchanges.put(_Exchange(shown, bearer, side, message))
        return {
            "exchange": exchange,
            "message": to_base64url(side.message),
            "expires_ms": int(EXCHANGE_LIVES * 1000),
        }

    def finish(self, payload: Any, address: str) -> dict[str, Any]:
        """Judge a guess. Raises `Refused` malformed, unknown_code, code_wrong, code_burnt."""
        asked = read(payload, _Finish)
        exchange = self._exchanges.take(asked.exchange)
        if exchange is None:
            raise malformed("this exchange is over")
        proof = _bytes(asked.proof)
        shown, bearer = exchange.shown, exchange.bearer
        try:
            agreed = self._work(shown, exchange.side.agree, exchange.message)
        except NotAMessage as error:
            raise malformed("this is no message of an exchange") from error
        # Nothing waits from here on: the code was still good, and this guess counts before
        # another is judged.
        if not same(proof, agreed.proof_of_joining()):
            if self._codes.wrong(shown, address):
                raise Refused("code_burnt", "That was the third wrong code; it is gone.")
            raise Refused("code_wrong", "This is not the code.")
        self._codes.used(shown, str(bearer.member))
        return {
            "proof": to_base64url(agreed.proof_of_hosting(shown.room)),
            "room": shown.room,
            "ticket": self._proofs.passes.put(bearer),
            "expires_ms": int(TICKET_LIVES * 1000),
        }

    def worth(self, bearer: Pass, room: str) -> Pass:
        """What a proof of a key is worth for coming into `room`: more for who used a code, until
        they have come in.

        So it is the key that is let in, not one ticket: the first CONNECT may be refused for a
        name, and the code is gone then.
        """
        if bearer.member is not None and self._codes.leads_in(bearer.member, room):
            return replace(bearer, room=room, way="code", by=self._identity.member)
        return bearer

    def _work(self, shown: Shown, function: Callable[..., Any], *args: Any) -> Any:
        """Have `function` called off the hub, if the code is good before and after."""
        with self._one_at_a_time:
            self._expect(shown)
            result = self._codes.work(function, *args)
        self._expect(shown)
        return result

    def _expect(self, shown: Shown) -> None:
        if not self._codes.is_good(shown):
            raise _unknown_code()

    def _keys(self, bearer: Pass) -> Keys:
        joining = fingerprint_of(from_base64url(str(bearer.key)))
        return Keys(joining=joining, hosting=self._identity.fingerprint)


def code_routes(requests: CodeRequests) -> Blueprint:
    """`/door/code/start`, `/door/code/finish`."""
    routes = Blueprint("code", __name__, url_prefix="/door/code")

    def answered(answer: Callable[[Any, str], dict[str, Any]]) -> Response | tuple[Response, int]:
        try:
            return jsonify(answer(asked_json(), str(request.remote_addr)))
        except Refused as refusal:
            return jsonify(error=refusal.error()), _STATUS.get(refusal.code, 403)

    @routes.post("/start")
    def start() -> Response | tuple[Response, int]:
        return answered(requests.start)

    @routes.post("/finish")
    def finish() -> Response | tuple[Response, int]:
        return answered(requests.finish)

    return routes


def _bytes(text: str) -> bytes:
    try:
        return from_base64url(text)
    except ValueError as error:
        raise malformed("this is not base64url") from error


def _go_on_or_wait(wait: int) -> None:
    if wait:
        raise Refused("too_many_tries", "Too many tries; wait a little.", {"retry_after_ms": wait})


def _unknown_code() -> Refused:
    return Refused("unknown_code", "No code of this number is shown here (any more).")
