from __future__ import annotations

from dataclasses import replace

import pytest

from server.identity import verify
from server.room.entry import digest_of
from server.room.refusal import Refused
from server.room.remarks import Target
from server.room.requests import Amend, Say
from server.signing import signed
from server.wire import read_say
from tests.server.scene import Computer

ROOM = "ab" * 16


def test_a_signature_is_over_what_the_entry_will_say(computer: Computer) -> None:
    say = signed(Say("a", "re 안녕", reply_to=4), computer.identity, ROOM, {4: Target("e-4")})
    assert say.salt is not None
    assert say.signature is not None
    body = {"text": "re 안녕", "reply_to": 4, "reply_to_id": "e-4"}
    values: list[object] = [ROOM, "a", "said", say.sent_at, digest_of(say.salt, body)]
    key = computer.identity.public_key
    assert verify(key, "entry", values, say.signature)
    assert not verify(key, "prove", values, say.signature)
    assert not verify(key, "entry", ["cd" * 16, *values[1:]], say.signature)


def test_an_amendment_is_signed_like_a_message(computer: Computer) -> None:
    amend = signed(Amend("b", 4, "in other words"), computer.identity, ROOM, {4: Target("e-4")})
    assert amend.salt is not None
    assert amend.signature is not None
    body = {"target": 4, "target_id": "e-4", "text": "in other words"}
    values: list[object] = [ROOM, "b", "amended", amend.sent_at, digest_of(amend.salt, body)]
    assert verify(computer.identity.public_key, "entry", values, amend.signature)


def test_it_passes_the_wire(computer: Computer) -> None:
    say = signed(Say("a", "x"), computer.identity, ROOM, {})
    sent = {field: getattr(say, field) for field in Say.__slots__}
    assert read_say(sent) == say


def test_each_time_with_a_salt_of_its_own(computer: Computer) -> None:
    one = signed(Say("a", "x"), computer.identity, ROOM, {})
    other = signed(Say("a", "x"), computer.identity, ROOM, {})
    assert one.salt != other.salt
    assert replace(one, salt=None, sent_at=None, signature=None) == Say("a", "x")


def test_a_reply_to_nothing_is_not_signed(computer: Computer) -> None:
    with pytest.raises(Refused) as refused:
        signed(Say("a", "x", reply_to=9), computer.identity, ROOM, {})
    assert refused.value.code == "unknown_entry"
