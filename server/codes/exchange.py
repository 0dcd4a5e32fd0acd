"""The exchange that makes a spoken code prove both keys: SPAKE2, then a proof from each side.

Each side sends one message that says nothing about the code. Whoever knows the code and sees the
same two keys works out the same secret from both messages; anybody else works out another, and
learns from the other side's answer only that this one guess was wrong. The joining side proves
first, so that nobody can have the host's proof, to try all codes on it at home, without having
guessed right.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from server.codes.spelled import Code

#: A message: the side, and a point of the curve.
MESSAGE_BYTES = 33


class NotAMessage(ValueError):
    """What came is no message of an exchange. Nothing was learned from it, and it is no guess."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The fingerprints of both keys; whoever sees another key in between fails."""

    joining: str
    hosting: str

    @property
    def ids(self) -> dict[str, bytes]:
        """As SPAKE2 takes them."""
        return {"idA": bytes.fromhex(self.joining), "idB": bytes.fromhex(self.hosting)}


class Agreed:
    """What one side has worked out; equal on both sides only for the same code and keys."""

    def __init__(self, secret: bytes, first: bytes, second: bytes) -> None:
        self._secret = secret
        self._messages = first + second

    def proof_of_joining(self) -> bytes:
        """What the joining side sends."""
        return self._proof(b"sarangbang code joining 1\n")

    def proof_of_hosting(self, room: str) -> bytes:
        """What the host answers; names the room, so that nobody puts another one in its place."""
        return self._proof(b"sarangbang code hosting 1\n" + room.encode() + b"\n")

    def _proof(self, purpose: bytes) -> bytes:
        return hmac.digest(self._secret, purpose + self._messages, "sha256")


class Prepared:
    """A code made ready for one side, for any number of exchanges.

    SPAKE2 multiplies two fixed points by a number made from the code, and the library takes a
    time over it that depends on that number: somebody who began many exchanges could measure it.
    Done once beforehand, the time of making a message does not depend on the code. (It is also
    half of the work.) Takes about 3 ms.
    """

    def __init__(self, code: Code, *, hosting: bool) -> None:
        self.password, self.hosting = code.password, hosting
        side = _library_side(self, {})
        self.blinding = _Multiplied(side.my_blinding().scalarmult(side.pw_scalar))
        self.unblinding = _Multiplied(side.my_unblinding().scalarmult(-side.pw_scalar))


class _Multiplied:
    """A point in place of the library's fixed one, multiplied already."""

    def __init__(self, product: Any) -> None:
        self._product = product

    def scalarmult(self, _scalar: int) -> Any:
        return self._product


class Side:
    """One side of one exchange. Making it takes about 2 ms, agreeing 3."""

    def __init__(self, prepared: Prepared, keys: Keys) -> None:
        self._side = _library_side(prepared, keys.ids)
        self._side.my_blinding = lambda: prepared.blinding
        self._side.my_unblinding = lambda: prepared.unblinding
        self._hosting = prepared.hosting
        self.message: bytes = self._side.start()

    def agree(self, message: bytes) -> Agreed:
        """Work out the secret with the other side's message, once; raises NotAMessage.

        How long this takes may tell somebody who made the message for a certain code whether it
        is that one: a host does this only when it counts as a guess.
        """
        from spake2 import SPAKEError
        from spake2.ed25519_basic import NotOnCurve

        if len(message) != MESSAGE_BYTES:
            raise NotAMessage("this is not as long as a message")
        try:
            secret: bytes = self._side.finish(message)
        # A point that is not on the curve, not in the group, of our own side, or our own.
        except (NotOnCurve, SPAKEError, ValueError) as error:
            raise NotAMessage("this is no message of the other side") from error
        first, second = (message, self.message) if self._hosting else (self.message, message)
        return Agreed(secret, first, second)


def _library_side(prepared: Prepared, ids: dict[str, bytes]) -> Any:
    # Loaded with the first code: it works out its points then, which takes 20 ms.
    from spake2 import SPAKE2_A, SPAKE2_B

    return (SPAKE2_B if prepared.hosting else SPAKE2_A)(prepared.password, **ids)


def same(proof: bytes, expected: bytes) -> bool:
    """Whether a proof is the right one; takes as long for a wrong one."""
    return hmac.compare_digest(proof, expected)
