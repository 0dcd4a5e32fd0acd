from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spake2 import SPAKE2_A, SPAKE2_B
from spake2.ed25519_basic import Base

from server.codes import exchange
from server.codes.exchange import Keys, NotAMessage, Prepared, Side, same
from server.codes.spelled import Code

MINSU, YUNA, EVIL = ("ab" * 32, "cd" * 32, "ef" * 32)
KEYS = Keys(joining=YUNA, hosting=MINSU)
CODE = Code(7, "maple-lantern")
HOSTING, JOINING = Prepared(CODE, hosting=True), Prepared(CODE, hosting=False)


def test_the_same_code_and_keys_agree() -> None:
    host, joiner = Side(HOSTING, KEYS), Side(JOINING, KEYS)
    there, here = host.agree(joiner.message), joiner.agree(host.message)
    assert same(here.proof_of_joining(), there.proof_of_joining())
    assert same(here.proof_of_hosting("room"), there.proof_of_hosting("room"))
    assert not same(here.proof_of_hosting("room"), there.proof_of_hosting("moor"))
    assert not same(here.proof_of_joining(), there.proof_of_hosting(""))


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        (Code(7, "maple-lemon"), KEYS),
        (Code(8, "maple-lantern"), KEYS),
        (CODE, Keys(joining=EVIL, hosting=MINSU)),
        (CODE, Keys(joining=YUNA, hosting=EVIL)),
        (CODE, Keys(joining=MINSU, hosting=YUNA)),
    ],
    ids=["another code", "another number", "another guest", "another host", "keys swapped"],
)
def test_anything_else_does_not(code: Code, keys: Keys) -> None:
    host, joiner = Side(HOSTING, KEYS), Side(Prepared(code, hosting=False), keys)
    there, here = host.agree(joiner.message), joiner.agree(host.message)
    assert not same(here.proof_of_joining(), there.proof_of_joining())
    assert not same(here.proof_of_hosting("room"), there.proof_of_hosting("room"))


def test_the_prepared_points_are_what_the_library_works_out_itself() -> None:
    """Both of our sides against the library's own, which multiplies at each exchange."""
    joiner = SPAKE2_A(CODE.password, **KEYS.ids)
    host = Side(HOSTING, KEYS)
    message = joiner.start()
    theirs = joiner.finish(host.message)
    ours = host.agree(message)
    assert ours.proof_of_joining() == proof_with(theirs, message, host.message)
    side = Side(JOINING, KEYS)
    other = SPAKE2_B(CODE.password, **KEYS.ids)
    message = other.start()
    theirs = other.finish(side.message)
    assert side.agree(message).proof_of_joining() == proof_with(theirs, side.message, message)


def proof_with(secret: bytes, first: bytes, second: bytes) -> bytes:
    return exchange.Agreed(secret, first, second).proof_of_joining()


def test_making_a_message_multiplies_nothing_by_the_code() -> None:
    """Else the time that it takes would tell of the code, to whoever asks often enough."""
    counted: list[int] = []

    class Counting:
        def scalarmult(self, scalar: int) -> object:
            counted.append(scalar)
            return HOSTING.blinding.scalarmult(scalar)

    side = Side(HOSTING, KEYS)._side
    assert side.my_blinding() is HOSTING.blinding
    assert side.my_unblinding() is HOSTING.unblinding
    prepared = Prepared(CODE, hosting=True)
    prepared.blinding = Counting()  # type: ignore[assignment]
    Side(prepared, KEYS)
    assert len(counted) == 1, "the library asks another way for what was prepared"


def test_each_message_is_another_one() -> None:
    assert len({Side(HOSTING, KEYS).message for _ in range(20)}) == 20


@settings(max_examples=60)
@given(st.binary(max_size=40) | st.binary(min_size=33, max_size=33))
def test_garbage_is_no_message(message: bytes) -> None:
    with pytest.raises(NotAMessage):
        Side(HOSTING, KEYS).agree(message)


def test_points_that_would_betray_something_are_no_messages() -> None:
    zero = bytes([1]) + bytes(31)
    of_order_two = (2**255 - 20).to_bytes(32, "little")
    of_order_four = bytes(32)
    good = Base.scalarmult(5).to_bytes()
    for point in (zero, of_order_two, of_order_four):
        with pytest.raises(NotAMessage):
            Side(HOSTING, KEYS).agree(b"A" + point)
    with pytest.raises(NotAMessage, match="other side"):
        Side(HOSTING, KEYS).agree(b"B" + good)
    with pytest.raises(NotAMessage, match="other side"):
        Side(HOSTING, KEYS).agree(b"S" + good)
    reflected = Side(HOSTING, KEYS)
    with pytest.raises(NotAMessage):
        reflected.agree(b"A" + reflected.message[1:])


def test_a_side_agrees_once() -> None:
    host, joiner = Side(HOSTING, KEYS), Side(JOINING, KEYS)
    host.agree(joiner.message)
    with pytest.raises(NotAMessage):
        host.agree(joiner.message)


def test_any_message_fits_any_code() -> None:
    """So it says nothing of the code: for each there is a number that would have made it."""
    message = Side(JOINING, KEYS).message
    for code in (CODE, Code(7, "acorn-acorn"), Code(7, "단풍-등불")):
        side = Side(Prepared(code, hosting=True), KEYS)
        proof = side.agree(message).proof_of_joining()
        assert len(proof) == hashlib.sha256().digest_size


def test_the_library_waits_for_the_first_code() -> None:
    """It works out its points when it is loaded; the start of the window need not wait for that."""
    program = "import sys, server.parts, server.link.code; print('spake2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
