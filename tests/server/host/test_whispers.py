"""A host carries sealed words, keeps them for who is away, and learns nothing of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.host.whispers import KEPT_FOR_ONE
from server.room.refusal import Refused
from server.sealing import open_sealed, seal
from server.wire_whispers import Whisper, read_whisper, spelled
from tests.server.scene import Computer, Ear, come, go

MakeComputer = Callable[..., Computer]


def whispered(ear: Ear) -> list[dict[str, object]]:
    signals = [one for some in ear.heard("signals") for one in some]
    return [one for one in signals if one["kind"] == "whisper"]


def test_it_reaches_one_member_also_when_they_come_later(make_computer: MakeComputer) -> None:
    room = make_computer("host").found()
    minsu, jiyoung = make_computer("minsu"), make_computer("jiyoung")
    seat, ear = come(room, "Jiyoung", who=jiyoung)
    one, other = come(room, "Minsu", who=minsu)
    sealed = seal(minsu.identity, jiyoung.identity.public_key, room.id, b"come")
    whisper = read_whisper(spelled(jiyoung.identity.member, sealed))
    assert room.whispers.carry(one.member, whisper) == {"ok": True, "delivered": True}
    assert len(whispered(ear)) == 1
    assert whispered(other) == []
    got = read_whisper(whispered(ear)[0])
    key = minsu.identity.public_key
    assert open_sealed(jiyoung.identity, key, room.id, got.sealed) == b"come"
    go(room, seat, ear)
    assert room.whispers.carry(one.member, whisper)["delivered"] is False
    assert room.whispers.carry(one.member, whisper)["delivered"] is False
    _, back = come(room, "Jiyoung", who=jiyoung)
    assert len(whispered(back)) == 1


def test_guests_and_strangers_have_no_part_in_it(make_computer: MakeComputer) -> None:
    room = make_computer("host").found()
    minsu = make_computer("minsu")
    one, _ = come(room, "Minsu", who=minsu)
    guest, _ = come(room, "Guest")
    envelope = Whisper(guest.member, "0" * 32, 1, "p", "b", "s")
    for author, to, code in (
        (one.member, guest.member, "unknown_member"),
        (one.member, "m_nobody", "unknown_member"),
        (one.member, one.member, "unknown_member"),
        (guest.member, one.member, "not_allowed"),
    ):
        envelope.to = to
        with pytest.raises(Refused) as refused:
            room.whispers.carry(author, envelope)
        assert refused.value.code == code


def test_what_waits_is_bounded(make_computer: MakeComputer) -> None:
    room = make_computer("host").found()
    jiyoung = make_computer("jiyoung")
    seat, ear = come(room, "Jiyoung", who=jiyoung)
    go(room, seat, ear)
    for n in range(KEPT_FOR_ONE + 5):
        author, _ = come(room, f"n{n}", who=make_computer(f"n{n}"))
        room.whispers.carry(author.member, Whisper(seat.member, "0" * 32, n, "p", "b", "s"))
    _, back = come(room, "Jiyoung", who=jiyoung)
    assert len(whispered(back)) == KEPT_FOR_ONE


def test_what_is_no_envelope_is_refused() -> None:
    good = {"to": "m_1", "id": "0" * 32, "sent_at": 1, "point": "p", "box": "b", "signature": "s"}
    read_whisper(good)
    for bad in ({"to": ""}, {"id": "x"}, {"sent_at": -1}, {"box": "b" * 6001}, {"point": 5}):
        with pytest.raises(Refused):
            read_whisper({**good, **bad})
